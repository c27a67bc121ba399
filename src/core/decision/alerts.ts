import type { Sensitivity } from "../catalogue/types.ts";
import type { Finding } from "../minimise/types.ts";
import { judgeLimits } from "./limits.ts";
import type { Leftover } from "./leftover.ts";
import { printReason, type ReasonCode } from "./reasons.ts";
import type { Alert, AlertLevel, Outcome, Verdict } from "./types.ts";
import { isSupplied } from "./values.ts";
import { reasonFor } from "./verdicts.ts";

/** Fields that came along without being agreed; what was merely not asked, or judged as evidence, alarms nobody. */
const STRIPPED: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "FIELD_STRIPPED",
  "PROHIBITED_REMOVED",
  "SPECIAL_NOT_COVERED",
  "CRIMINAL_NOT_COVERED",
  "LEGAL_ORDER_OUT_OF_SCOPE",
]);
const ALARMING: ReadonlySet<Finding["kind"]> = new Set<Finding["kind"]>([
  "bsn",
  "identity-document",
  "prohibited",
  "special-code",
]);
const LEVELS: Readonly<Record<Sensitivity, AlertLevel>> = {
  "O": "info",
  "S": "info",
  "S*": "notice",
  "B": "alert",
  "C": "alert",
  "X": "alert",
};

/** What the privacy officer is told beside the decision (domain.md §4.0): each thing once. */
export function alertsOf(
  { context, minimised, judgement }: Leftover,
  { verdicts, outcome }: { readonly verdicts: readonly Verdict[]; readonly outcome: Outcome },
): readonly Alert[] {
  const stripped: Alert[] = [];
  for (const { field, reason, sensitivity } of verdicts) {
    if (reason === null || !STRIPPED.has(reason.code)) continue;
    const level = LEVELS[sensitivity];
    // A field that was only asked for came along with nothing; that somebody asks for health or crime is worth knowing.
    if (isSupplied(context.body, field) || level === "alert") stripped.push({ level, reason });
  }
  const found = minimised.findings
    .filter(({ kind }) => ALARMING.has(kind))
    .map((finding): Alert => ({ level: "alert", reason: reasonFor(finding) }));
  const glass: Alert[] =
    outcome === "allow" && judgement.clause?.basis === "vital"
      ? [{ level: "alert", reason: { code: "BREAK_GLASS" } }]
      : [];
  const often = outcome === "allow" ? judgeLimits(context).exceeded : [];
  const counted = often.map(({ id }): Alert => ({ level: "alert", reason: { code: "VOLUME_EXCEEDED", param: id } }));
  const alerts = [...stripped, ...found, ...glass, ...counted];
  return [...new Map(alerts.map((alert) => [printReason(alert.reason), alert])).values()];
}
