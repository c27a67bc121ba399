import { judgeCondition, type Ground, type Truth } from "../decision/conditions.ts";
import type { Outcome, VerdictKind } from "../decision/types.ts";
import { leavesOf } from "./condition.ts";
import { sameValue } from "./same.ts";
import type { Recorded, Simulated, SimulatedField, Untold } from "./simulated.ts";
import type { Clause, ClauseField, Condition, FactCondition, FactValue, Precondition } from "./types.ts";

export interface SimulateQuestion {
  readonly recorded: Recorded;
  readonly before: Clause;
  /** `null` where the other version has no such clause. */
  readonly after: Clause | null;
}

/**
 * What one recorded decision would have been under another version of its clause; `null` where nothing would change. Only
 * rules that differ are judged again, from the facts that were recorded; what was decided stands for the rest.
 */
export function simulateOne({ recorded, before, after }: SimulateQuestion): Simulated | null {
  const { exchangeId, outcome } = recorded;
  if (after === null) return changed(recorded, { after: "deny", because: ["clause"], fields: allWithheld(recorded) });
  const effect = worst([
    ...preconditionEffects(recorded, { before, after }),
    ...requiredEffects(recorded, { before, after }),
    ...otherRules(before, after),
  ]);
  const lifted = liftedBy(recorded, { before, after });
  const standing = lifted === null ? outcome : lifted.outcome;
  const next = effect.outcome === "unknown" ? unknownUnless(standing) : graver(standing, effect.outcome);
  const fields = fieldChanges(recorded, { before, after, outcome: next });
  const because = [...new Set([...(lifted?.because ?? []), ...effect.because])];
  if (next === outcome && fields.length === 0) return null;
  const untold = next === "unknown" ? [...effect.untold, ...(lifted?.untold ?? [])] : [];
  return { exchangeId, before: outcome, after: next, fields, because, untold: [...untold, ...untoldFields(fields)] };
}

const untoldFields = (fields: readonly SimulatedField[]): readonly Untold[] =>
  fields.flatMap(({ field, after }) => (after === "unknown" ? [{ why: "field", name: field }] : []));

type Fate = Outcome | "unknown";
interface Effect {
  readonly outcome: Fate;
  readonly because: readonly string[];
  readonly untold: readonly Untold[];
}
interface Clauses {
  readonly before: Clause;
  readonly after: Clause;
}

const changed = (
  { exchangeId, outcome }: Recorded,
  { after, because, fields }: { after: Fate; because: readonly string[]; fields: readonly SimulatedField[] },
): Simulated | null =>
  outcome === after && fields.length === 0 ? null : { exchangeId, before: outcome, after, fields, because, untold: [] };

/** What was refused anyway stays refused, whatever an unknown rule would say. */
const unknownUnless = (standing: Fate): Fate => (standing === "deny" ? "deny" : "unknown");

const GRAVITY: readonly Fate[] = ["allow", "hold", "unknown", "deny"];
const graver = (one: Fate, other: Fate): Fate => (GRAVITY.indexOf(one) >= GRAVITY.indexOf(other) ? one : other);

function worst(effects: readonly Effect[]): Effect {
  const outcome = effects.reduce<Fate>((found, effect) => graver(found, effect.outcome), "allow");
  return {
    outcome,
    because: effects.filter((effect) => effect.outcome !== "allow").flatMap(({ because }) => because),
    untold: effects.flatMap(({ untold }) => untold),
  };
}

/** Preconditions that are new or changed, each judged from what was recorded. */
function preconditionEffects(recorded: Recorded, { before, after }: Clauses): readonly Effect[] {
  const known = new Map(before.preconditions.map((each) => [each.id, each]));
  return after.preconditions
    .filter((each) => !sameRule(each, known.get(each.id)))
    .map((each) => ({ because: [each.id], ...fateUnder(each, { recorded, before }) }));
}

const sameRule = (one: Precondition, other: Precondition | undefined): boolean =>
  other !== undefined && sameValue({ ...one, nl: "" }, { ...other, nl: "" });

function fateUnder(
  { condition, onFalse, onUnknown }: Precondition,
  { recorded, before }: { readonly recorded: Recorded; readonly before: Clause },
): Omit<Effect, "because"> {
  const { record, at, municipalityCodes } = recorded;
  if (record === null) return { outcome: "unknown", untold: [{ why: "record", name: null }] };
  const asked = new Set(before.preconditions.flatMap(({ condition: of }) => leavesOf(of).flatMap(factNames)));
  const untold = leavesOf(condition).flatMap((leaf) => untoldOf(leaf, { facts: record.facts, asked }));
  if (untold.length > 0) return { outcome: "unknown", untold };
  const ground: Ground = { facts: (name) => record.facts[name], now: at, municipalityCodes };
  const truth: Truth = judgeCondition(condition, ground);
  return { outcome: truth === true ? "allow" : truth === null ? onUnknown : onFalse, untold };
}

const factNames = ({ fact, tests }: FactCondition): readonly string[] => [
  fact,
  ...tests.flatMap((test) => ("fact" in test ? [test.fact] : [])),
];

/** Tests that a recorded "it was there" answers as well as the value itself. */
const BARE = new Set(["present"]);

/** A fact is recorded where the old clause asked for it; of texts and large numbers only that they were there. */
function untoldOf(
  leaf: FactCondition,
  { facts, asked }: { readonly facts: Readonly<Record<string, FactValue>>; readonly asked: ReadonlySet<string> },
): readonly Untold[] {
  const isTold = leaf.tests.every(
    (test) => BARE.has(test.op) || (test.op === "equals" && typeof test.value === "boolean"),
  );
  return factNames(leaf).flatMap((name): readonly Untold[] => {
    if (!asked.has(name)) return [{ why: "fact", name }];
    return isTold || !isBare(facts[name]) ? [] : [{ why: "value", name }];
  });
}

const isBare = (value: FactValue | undefined): boolean =>
  value === true || (Array.isArray(value) && (value as readonly FactValue[]).some((part) => part === true));

/** A field that must be left now and was not. */
function requiredEffects({ fields }: Recorded, { before, after }: Clauses): readonly Effect[] {
  const left = new Set(fields.filter(({ verdict }) => verdict !== "withheld").map(({ field }) => field));
  return [...after.document.fields.values()]
    .filter(({ name, required }) => required && before.document.fields.get(name)?.required !== true && !left.has(name))
    .map(({ name }) =>
      supplied(fields, name)
        ? { outcome: "unknown", because: [name], untold: [{ why: "field", name }] }
        : { outcome: "deny", because: [name], untold: [] },
    );
}

const supplied = (fields: Recorded["fields"], name: string): boolean =>
  fields.some(({ field, reason }) => field === name && reason?.code === "FIELD_STRIPPED");

/** Rules that rest on what no record holds: where they differ, nobody can tell. */
const UNTOLD = ["relation", "consent", "legalOrder", "subject", "identifiedBy", "basis", "question", "limits"] as const;

function otherRules(before: Clause, after: Clause): readonly Effect[] {
  const untold = UNTOLD.filter((rule) => !sameValue(plain(before[rule]), plain(after[rule])));
  const approval: Effect[] =
    after.approval !== null && before.approval === null ? [{ outcome: "hold", because: ["approval"], untold: [] }] : [];
  return [
    ...untold.map((rule): Effect => ({ outcome: "unknown", because: [rule], untold: [{ why: "rule", name: rule }] })),
    ...approval,
  ];
}

/** A leg holds its fields in a map, which has no members to compare. */
function plain(value: Clause[(typeof UNTOLD)[number]]): unknown {
  if (value === null || typeof value !== "object" || !("fields" in value)) return value;
  return { ...value, fields: [...value.fields] };
}

/**
 * A refusal or hold of which every reason rests on a rule that is gone or passes now: then nothing recorded stands in the
 * way. Checks after the one that refused were made all the same, so that what else speaks against it is in the record.
 */
function liftedBy({ outcome, record }: Recorded, { before, after }: Clauses): Effect | null {
  if (outcome === "allow" || record === null) return null;
  const against = record.checks.filter(({ result }) => result === "deny" || result === "hold");
  const mended: string[] = [];
  const left = against.filter(({ name, reasons }) => {
    if (name === "approval" && before.approval !== null && after.approval === null) return false;
    if (name !== "preconditions") return true;
    const standing = reasons.filter(({ param }) => param === undefined || !passesNow(param, { before, after }));
    mended.push(...reasons.flatMap(({ param }) => param ?? []));
    return standing.length > 0;
  });
  if (against.length === 0 || left.length === against.length) return null;
  if (left.length > 0) {
    const outcomes = left.map(({ result }): Fate => (result === "deny" ? "deny" : "hold"));
    return { outcome: outcomes.reduce(graver), because: mended, untold: [] };
  }
  // What is left of the data was never minimised for a release, where an earlier check left nothing to judge.
  const judged = record.checks.every(({ result }) => result !== "skipped");
  return {
    outcome: judged ? "allow" : "unknown",
    because: [...mended, ...(before.approval === after.approval ? [] : ["approval"])],
    untold: judged ? [] : [{ why: "release", name: null }],
  };
}

function passesNow(id: string, { before, after }: Clauses): boolean {
  const rule = after.preconditions.find((each) => each.id === id);
  if (rule === undefined) return true;
  const was = before.preconditions.find((each) => each.id === id);
  // The same rule gave the same answer; a changed one is judged by `preconditionEffects`, and does not count twice.
  return !sameRule(rule, was);
}

const allWithheld = ({ fields }: Recorded): readonly SimulatedField[] =>
  fields.flatMap(({ field, verdict }) =>
    verdict === "withheld" ? [] : [{ field, before: verdict, after: "withheld" as const }],
  );

function fieldChanges(
  recorded: Recorded,
  { before, after, outcome }: Clauses & { readonly outcome: Fate },
): readonly SimulatedField[] {
  if (outcome === "deny") return recorded.outcome === "deny" ? [] : allWithheld(recorded);
  return recorded.fields.flatMap(({ field, verdict, reason }) => {
    const [was, is] = [before.document.fields.get(field), after.document.fields.get(field)];
    if (sameValue(was, is)) return [];
    const next = fieldFate({ was, is, verdict, stripped: reason?.code === "FIELD_STRIPPED" });
    return next === verdict ? [] : [{ field, before: verdict, after: next }];
  });
}

interface FieldQuestion {
  readonly was: ClauseField | undefined;
  readonly is: ClauseField | undefined;
  readonly verdict: VerdictKind;
  /** It was supplied, and withheld for no other reason than that nobody agreed it. */
  readonly stripped: boolean;
}

function fieldFate({ was, is, verdict, stripped }: FieldQuestion): VerdictKind | "unknown" {
  if (is === undefined || is.transform.id === "drop") return "withheld";
  const passed = verdict !== "withheld";
  const isAgreedAnew = (was === undefined || was.transform.id === "drop") && stripped;
  if (!passed && !isAgreedAnew) return sameCondition(was?.when ?? null, is.when) ? "withheld" : "unknown";
  if (is.when !== null && !sameCondition(was?.when ?? null, is.when)) return "unknown";
  if (is.approval !== null || is.lifted !== null) return "unknown";
  return is.transform.id === "pass" ? "released" : "transformed";
}

const sameCondition = (one: Condition | null, other: Condition | null): boolean => sameValue(one, other);
