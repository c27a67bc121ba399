import { isSeq, parseDocument } from "yaml";

interface Addition {
  readonly key: string;
  readonly rows: readonly object[];
}

/** A file with rows behind those of a list at its top, its comments kept. For a file that was read and found right before. */
export function appendToList(bytes: Uint8Array, { key, rows }: Addition): string {
  const document = parseDocument(new TextDecoder().decode(bytes), { schema: "core" });
  const list = document.get(key, true);
  // `[]` would go on as one long line.
  if (isSeq(list)) list.flow = false;
  for (const row of rows) document.addIn([key], document.createNode(row));
  return document.toString({ lineWidth: 0 });
}
