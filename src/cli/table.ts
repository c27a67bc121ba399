import type { Style } from "./style.ts";

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** Colour, put on after the width was measured. */
  readonly paint?: (row: Row) => (text: string) => string;
}

const GAP = "  ";

/** Rows under their titles, each column as wide as its widest cell; nothing at all for no rows. */
export function tableLines<Row>(
  rows: readonly Row[],
  { columns, style }: { readonly columns: readonly Column<Row>[]; readonly style: Style },
): readonly string[] {
  if (rows.length === 0) return [];
  const widths = columns.map(({ title, of }) => Math.max(title.length, ...rows.map((row) => of(row).length)));
  const line = (cells: readonly string[], paint: (text: string, at: number) => string): string =>
    `  ${cells.map((cell, at) => paint(cell.padEnd(widths[at] ?? 0), at)).join(GAP)}`.trimEnd();
  return [
    line(
      columns.map(({ title }) => title),
      style.dim,
    ),
    ...rows.map((row) =>
      line(
        columns.map(({ of }) => of(row)),
        (text, at) => (columns[at]?.paint?.(row) ?? plain)(text),
      ),
    ),
  ];
}

const plain = (text: string): string => text;
