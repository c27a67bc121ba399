import { fieldOf, sensitivityOf } from "../catalogue/look-up.ts";
import { printTransform } from "../covenant/print.ts";
import type { Data } from "../document/types.ts";
import type { Finding, Plan, PlannedField } from "../minimise/types.ts";
import { reasonOf } from "./check-result.ts";
import type { Leftover } from "./leftover.ts";
import type { Reason } from "./reasons.ts";
import type { Judgement, Verdict } from "./types.ts";
import { isSupplied, valueAt } from "./values.ts";

/** A verdict for every field of the plan: what was released and in which form, what stayed behind and why. */
export function verdictsOf({ context, judgement, minimised, left }: Leftover): readonly Verdict[] {
  return judgement.plan.fields.map((planned) => {
    const found = findingReason(planned.name, minimised.findings);
    const base = baseOf(planned, { judgement, data: context.body });
    if (planned.action === "withhold") return { ...base, ...WITHHELD, reason: planned.reason };
    if (!left.has(planned.name)) {
      return { ...base, ...WITHHELD, reason: whyGone(planned, { data: context.body, found }) };
    }
    const verdict = minimised.changed.has(planned.name) ? "transformed" : "released";
    return { ...base, verdict, transform: printTransform(planned.transform), reason: found };
  });
}

/** The same for the question of a pull, which is judged by its names and goes nowhere. */
export function questionVerdictsOf(judgement: Judgement, plan: Plan | null): readonly Verdict[] {
  const { data } = judgement.case.document;
  return (plan?.fields ?? []).map((planned) => {
    const base = baseOf(planned, { judgement, data });
    if (planned.action === "withhold") return { ...base, ...WITHHELD, reason: planned.reason };
    if (!isSupplied(data, planned.name)) {
      return { ...base, ...WITHHELD, reason: whyGone(planned, { data, found: null }) };
    }
    const verdict = planned.transform.id === "pass" ? "released" : "transformed";
    return { ...base, verdict, transform: printTransform(planned.transform), reason: null };
  });
}

const WITHHELD = { verdict: "withheld", transform: null } as const;

/** A denied exchange releases nothing; what would have passed is withheld for the reason that decided. */
export const denied = (verdicts: readonly Verdict[], reason: Reason | null): readonly Verdict[] =>
  verdicts.map((verdict) => (verdict.verdict === "withheld" ? verdict : { ...verdict, ...WITHHELD, reason }));

function baseOf({ name }: PlannedField, { judgement, data }: { judgement: Judgement; data: Data | null }) {
  const { catalogue } = judgement.case;
  const definition = fieldOf(catalogue, name);
  // Only a code can raise a field's own class; most fields hold none.
  const plain = definition !== null && definition.codeList === null && definition.members === null;
  if (plain) return { field: name, sensitivity: definition.sensitivity };
  const value = data === null ? null : valueAt(data, name);
  return { field: name, sensitivity: sensitivityOf(catalogue, name, value) };
}

/** `null` where nothing was supplied and nothing was required: there is no reason to give. */
function whyGone(planned: PlannedField, { data, found }: { data: Data | null; found: Reason | null }): Reason | null {
  if (found !== null) return found;
  if (planned.required) return reasonOf("REQUIRED_FIELD_MISSING", planned.name);
  return isSupplied(data, planned.name) ? reasonOf("FIELD_STRIPPED", planned.name) : null;
}

const BY_WEIGHT: readonly Finding["kind"][] = [
  "bsn",
  "identity-document",
  "prohibited",
  "special-code",
  "malformed",
  "third-person",
  "suspected-special",
  "emptied",
];

/** The gravest thing that was found in a field, as a reason; `null` when nothing was taken out of it. */
function findingReason(name: string, findings: readonly Finding[]): Reason | null {
  if (findings.length === 0) return null;
  const own = findings.filter(({ field }) => field === name);
  const gravest = BY_WEIGHT.flatMap((kind) => own.find((finding) => finding.kind === kind) ?? [])[0];
  return gravest === undefined ? null : reasonFor(gravest);
}

/** A finding as the reason that a verdict or an alert gives. */
export function reasonFor(finding: Finding): Reason {
  const { kind, field } = finding;
  switch (kind) {
    case "bsn":
      return { code: "BSN_REDACTED", param: field, n: finding.count };
    case "identity-document":
      return reasonOf("ID_DOCUMENT_REJECTED", field);
    case "prohibited":
      return reasonOf("PROHIBITED_REMOVED", field);
    case "special-code":
      return reasonOf(finding.sensitivity === "B" ? "SPECIAL_NOT_COVERED" : "CRIMINAL_NOT_COVERED", field);
    case "malformed":
      return reasonOf("FIELD_MALFORMED", field);
    case "third-person":
      return reasonOf("THIRD_PERSON_REMOVED", field);
    case "suspected-special":
      return reasonOf("SUSPECTED_SPECIAL_TEXT", field);
    case "emptied":
      return reasonOf("FIELD_STRIPPED", field);
  }
}
