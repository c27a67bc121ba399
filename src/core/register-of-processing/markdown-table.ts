/** Text that means nothing to Markdown: no table, link, heading or HTML can come out of a name. */
export const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`).replace(/\s*[\r\n]+\s*/g, " ");

/** Ids, set in type of their own. */
export const code = (text: string): string => `\`${text.replace(/[`|\r\n]/g, "")}\``;

/** A table with a head, or one of names and values under an empty head. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

export const factsOf = (rows: readonly (readonly [string, string])[]): string[] =>
  tableOf(
    ["", ""],
    rows.map(([name, value]) => [`**${name}**`, value === "" ? "—" : value]),
  );
