import type { Instant } from "../core/ids.ts";
import type { Style } from "./style.ts";
import type { KeyRow } from "./toolbox.ts";

const DAY_MS = 86_400_000;
/** Partners need weeks to pin a new certificate, so the first word comes two months before the end. */
export const WARN_DAYS = [7, 30, 60] as const;

/** Within how many days a key in use ends: 60, 30, 7, or 0 once it has; `null` where nothing need be done. */
export function endingOf({ state, until }: KeyRow, now: Instant): 0 | (typeof WARN_DAYS)[number] | null {
  // The end of a decrypt-only key is the end of its overlap, and means to come.
  if (until === null || (state !== "active" && state !== "next")) return null;
  if (until <= now) return 0;
  return WARN_DAYS.find((days) => until - now <= days * DAY_MS) ?? null;
}

export function warningLines(
  rows: readonly KeyRow[],
  { now, style }: { readonly now: Instant; readonly style: Style },
): readonly string[] {
  return rows.flatMap((row) => {
    const days = endingOf(row, now);
    if (days === null) return [];
    const text = days === 0 ? `key \`${row.kind}\` has ended` : `key \`${row.kind}\` ends within ${days} days`;
    const paint = days <= 7 ? style.bad : style.warn;
    return [`${paint(`warning: ${text}`)}; make its successor with \`gateway keys rotate ${row.kind}\``];
  });
}
