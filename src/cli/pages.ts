import type { Page } from "../exchange/views.ts";
import type { Remote } from "./remote.ts";

/** What the gateway gives at once. */
const LIMIT = 100;

export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins, for `--after`; `null` at the end. */
  readonly next: string | null;
}

/** One page of a list, asked with those of the options that were given. */
export async function pageOf<Item>(
  remote: Remote,
  { path, query }: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> },
): Promise<Listed<Item>> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  search.set("limit", String(LIMIT));
  const { items, next } = await remote.get<Page<Item>>(`${path}?${search.toString()}`);
  return { items, next };
}

/** The line that says how to go on, where there is more. */
export function moreLines(next: string | null, line: string): readonly string[] {
  return next === null ? [] : ["", `more: ${line} --after ${next}`];
}
