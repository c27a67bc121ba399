import type { Answered } from "../client/types.ts";
import type { VerdictView } from "../exchange/views.ts";
import type { Style } from "./style.ts";
import { tableLines } from "./table.ts";

type Reason = { readonly code: string; readonly says: string; readonly next?: string };
type Field = Omit<VerdictView, "reason" | "verdict"> & { readonly verdict: string; readonly reason: Reason | null };

export function outcomeWord(outcome: Answered["outcome"], style: Style): string {
  if (outcome === "allow") return style.good("✓ allowed");
  return outcome === "hold" ? style.warn("◐ held") : style.bad("✗ refused");
}

/** A decision for people: the outcome, why, and a verdict a field. */
export function decisionLines(
  decision: Pick<Answered, "outcome" | "reasons" | "hold"> & { readonly fields: readonly Field[] },
  style: Style,
): readonly string[] {
  const { outcome, reasons, fields, hold } = decision;
  const waits = hold === undefined ? "" : `, a person decides before ${hold.dueAt}`;
  return [`${outcomeWord(outcome, style)}${waits}`, ...reasonLines(reasons, style), ...fieldLines(fields, style)];
}

export const reasonLines = (reasons: readonly Reason[], style: Style): readonly string[] =>
  reasons.map(
    ({ code, says, next }) => `  ${style.strong(code)} ${says}${next === undefined ? "" : style.dim(` → ${next}`)}`,
  );

/** field · verdict · transform · why */
export function fieldLines(fields: readonly Field[], style: Style): readonly string[] {
  return tableLines(fields, {
    style,
    columns: [
      { title: "field", of: ({ field }) => field },
      { title: "verdict", of: ({ verdict }) => verdict, paint: ({ verdict }) => paintOf(verdict, style) },
      { title: "transform", of: ({ transform }) => transform ?? "-" },
      { title: "why", of: ({ reason }) => (reason === null ? "" : `${reason.code}: ${reason.says}`) },
    ],
  });
}

function paintOf(verdict: string, style: Style): (text: string) => string {
  if (verdict === "released") return style.good;
  return verdict === "transformed" ? style.warn : style.bad;
}
