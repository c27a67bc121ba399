import type { Catalogue } from "../catalogue/types.ts";
import { matrixOf } from "./export-matrix.ts";
import type { Covenant } from "./types.ts";

/** The matrix purpose × field as RFC 4180: a row a field, a column a clause. */
export function exportCsv(covenant: Covenant, catalogue: Pick<Catalogue, "fields" | "purposes">): string {
  const { columns, rows } = matrixOf(covenant, catalogue);
  const lines = [
    ["veld", "omschrijving", ...columns.map(({ id }) => id)],
    ["", "", ...columns.map(({ nl }) => nl)],
    ...rows.map(({ field, nl, cells }) => [field, nl, ...cells]),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** A spreadsheet takes a cell that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
