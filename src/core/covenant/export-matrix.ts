import type { Catalogue } from "../catalogue/types.ts";
import { cellOf, DIRECTION_NL } from "./export-words.ts";
import type { Clause, Covenant, Leg } from "./types.ts";

export interface MatrixColumn {
  /** `purpose/direction/message`, with `?` behind it for what a pull asks with. */
  readonly id: string;
  readonly nl: string;
}

/** Purpose × field: what passes under which clause. What stands in no row is withheld everywhere. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  /** In the order of the dictionary; a cell for every column, empty for what is withheld there. */
  readonly rows: readonly { readonly field: string; readonly nl: string; readonly cells: readonly string[] }[];
}

export function matrixOf(covenant: Covenant, catalogue: Pick<Catalogue, "fields" | "purposes">): Matrix {
  const sides = covenant.clauses.flatMap((clause) => sidesOf(clause, catalogue));
  const named = new Set(sides.flatMap(({ leg }) => [...leg.fields.keys()]));
  // Names that the dictionary does not know stand last: a draft may have them, and may not lose them on paper.
  const known = [...catalogue.fields.keys()].filter((name) => named.has(name));
  const names = [...known, ...[...named].filter((name) => !catalogue.fields.has(name))];
  return {
    columns: sides.map(({ id, nl }) => ({ id, nl })),
    rows: names.map((field) => ({
      field,
      nl: catalogue.fields.get(field)?.nl ?? "",
      cells: sides.map(({ leg }) => {
        const listed = leg.fields.get(field);
        return listed === undefined || listed.transform.id === "drop" ? "" : cellOf(listed);
      }),
    })),
  };
}

function sidesOf(
  clause: Clause,
  { purposes }: Pick<Catalogue, "purposes">,
): readonly (MatrixColumn & { readonly leg: Leg })[] {
  const { id, purpose, direction, message, question, document } = clause;
  const kind = message === "default" ? "" : `, ${message}`;
  const nl = `${purposes.get(purpose)?.nl ?? purpose}: ${DIRECTION_NL[direction]}${kind}`;
  if (question === null) return [{ id, nl, leg: document }];
  return [
    { id: `${id}?`, nl: `${nl} (vraag)`, leg: question },
    { id, nl: `${nl} (antwoord)`, leg: document },
  ];
}
