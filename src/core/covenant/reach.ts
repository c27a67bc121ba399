import type { Transform, TransformId } from "../catalogue/types.ts";
import { sameValue } from "./same.ts";
import type { Condition, ConsentRule, FactCondition, Inform, Limit, Retention, Test } from "./types.ts";

/**
 * How far a rule reaches beside an earlier one. Whatever cannot be shown to be equal or narrower is wider: a change that
 * nobody can judge is shown to a person.
 */
export type Reach = "wider" | "narrower" | "equal";

/** Of several rules that all count: one that is wider makes the whole wider. */
export function together(steps: readonly Reach[]): Reach {
  if (steps.includes("wider")) return "wider";
  return steps.includes("narrower") ? "narrower" : "equal";
}

const byNumber = (before: number, after: number): Reach =>
  after === before ? "equal" : after > before ? "wider" : "narrower";

/** Transforms that tell less than another: the first can be worked out from the second. `pass` tells all, `drop` nothing. */
const TELLS_LESS: Partial<Record<TransformId, readonly TransformId[]>> = {
  year: ["month"],
  adult: ["ageBand"],
  flag: ["count"],
  redact: ["redactBsn"],
  statusOnly: ["kindAndStatus"],
  parentCode: ["codeOnly"],
};

export function transformReach(before: Transform, after: Transform): Reach {
  if (before.id === after.id) return byNumber(before.months ?? 0, after.months ?? 0);
  if (before.id === "pass" || after.id === "drop") return "narrower";
  return TELLS_LESS[after.id]?.includes(before.id) === true ? "narrower" : "wider";
}

/** A condition to pass: the harder it is to meet, the narrower the rule. `null` is met by everything. */
export function conditionReach(before: Condition | null, after: Condition | null): Reach {
  if (sameValue(before, after)) return "equal";
  if (before === null) return "narrower";
  if (after === null) return "wider";
  if ("anyOf" in before && "anyOf" in after) return waysReach(before.anyOf, after.anyOf);
  return demandsReach(demandsOf(before), demandsOf(after));
}

const demandsOf = (condition: Condition): readonly Condition[] =>
  "allOf" in condition ? condition.allOf.flatMap(demandsOf) : [condition];

/** Every demand made before must stand, or stand harder. */
function demandsReach(before: readonly Condition[], after: readonly Condition[]): Reach {
  const met = before.map((demand): Reach => {
    const steps = after.map((other) => demandReach(demand, other));
    if (steps.includes("equal")) return "equal";
    return steps.includes("narrower") ? "narrower" : "wider";
  });
  const added = after.some((other) => !before.some((demand) => demandReach(demand, other) !== "wider"));
  return together([...met, added ? "narrower" : "equal"]);
}

function demandReach(before: Condition, after: Condition): Reach {
  if (sameValue(before, after)) return "equal";
  if ("anyOf" in before && "anyOf" in after) return waysReach(before.anyOf, after.anyOf);
  return "fact" in before && "fact" in after && before.fact === after.fact ? testsReach(before, after) : "wider";
}

/** Another way to pass is wider; each way that is left must be one that was there, or harder. */
function waysReach(before: readonly Condition[], after: readonly Condition[]): Reach {
  const steps = after.map((way): Reach => {
    const found = before.map((earlier) => conditionReach(earlier, way));
    return found.includes("equal") ? "equal" : found.includes("narrower") ? "narrower" : "wider";
  });
  return together([...steps, after.length < before.length ? "narrower" : "equal"]);
}

function testsReach(before: FactCondition, after: FactCondition): Reach {
  const steps = before.tests.map((test): Reach => {
    const now = after.tests.find(({ op }) => op === test.op);
    return now === undefined ? "wider" : testReach(test, now);
  });
  return together([...steps, after.tests.length > before.tests.length ? "narrower" : "equal"]);
}

function testReach(before: Test, after: Test): Reach {
  if (sameValue(before, after)) return "equal";
  if (before.op !== after.op) return "wider";
  if (LEAST.has(before.op)) return byNumber(numberOf(after), numberOf(before));
  if (MOST.has(before.op)) return byNumber(numberOf(before), numberOf(after));
  if (before.op === "oneOf") return setReach(valuesOf(before), valuesOf(after));
  return before.op === "noneOf" ? setReach(valuesOf(after), valuesOf(before)) : "wider";
}

const LEAST: ReadonlySet<Test["op"]> = new Set<Test["op"]>(["min", "minCount", "olderThanDays"]);
const MOST: ReadonlySet<Test["op"]> = new Set<Test["op"]>(["max", "maxCount", "withinDays"]);
const numberOf = (test: Test): number => ("value" in test ? Number(test.value) : 0);
const valuesOf = (test: Test): readonly (string | number)[] => ("values" in test ? test.values : []);

/** Members that may: more of them is wider. */
export function setReach(before: readonly unknown[], after: readonly unknown[]): Reach {
  const has = (list: readonly unknown[], member: unknown): boolean => list.some((one) => sameValue(one, member));
  if (after.some((member) => !has(before, member))) return "wider";
  return before.every((member) => has(after, member)) ? "equal" : "narrower";
}

const CONSENT = { none: 0, ordinary: 1, explicit: 2 } as const;

export const consentReach = (before: ConsentRule, after: ConsentRule): Reach =>
  together([
    byNumber(CONSENT[after.required], CONSENT[before.required]),
    byNumber(Number(after.written === true), Number(before.written === true)),
    byNumber(Number(after.explicitForSpecial), Number(before.explicitForSpecial)),
    byNumber(before.maxMonths ?? Infinity, after.maxMonths ?? Infinity),
  ]);

const WINDOW = { day: 1, week: 7, fortnight: 14, month: 31, year: 366, ever: Infinity } as const;

/** As many in a longer window is narrower, and telling rather than holding is wider; what is counted must stay the same. */
export function limitReach(before: Limit, after: Limit): Reach {
  if (!sameValue(before.scope, after.scope)) return "wider";
  return together([
    byNumber(before.max, after.max),
    byNumber(WINDOW[after.per], WINDOW[before.per]),
    byNumber(Number(before.alert === true), Number(after.alert === true)),
  ]);
}

/** Days without work that may lie in a term of working days beyond its own weekends: Christmas beside one. */
const IDLE_DAYS_MOST = 4;

/** Days in round figures, to compare terms with; a year is never shorter than twelve months, working days never shorter than they may last. */
export function daysIn(duration: string): number {
  const [, working] = /^(\d+) working days?$/.exec(duration) ?? [];
  if (working !== undefined) return (Number(working) * 7) / 5 + IDLE_DAYS_MOST;
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration);
  const [years = 0, months = 0, weeks = 0, days = 0] = (parts ?? [])
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return (years * 12 + months) * 30.4375 + weeks * 7 + days;
}

/** Keeping longer is wider; after another event nobody can say. */
export function retentionReach(before: Retention, after: Retention): Reach {
  if (sameValue(before, after)) return "equal";
  if (after.after === "own policy") return before.after === "own policy" ? "equal" : "wider";
  if (before.after === "own policy") return "narrower";
  return before.after === after.after ? byNumber(daysIn(before.term), daysIn(after.term)) : "wider";
}

/** The later and the less people are told, the wider. */
const TOLD: Readonly<Record<Inform["kind"], number>> = {
  before: 0,
  within: 1,
  copy: 1,
  statement: 2,
  deferred: 3,
  forbidden: 4,
};

export function informReach(before: Inform, after: Inform): Reach {
  if (sameValue(before, after)) return "equal";
  if (before.kind !== after.kind) return TOLD[after.kind] < TOLD[before.kind] ? "narrower" : "wider";
  const [was, is] = ["term" in before ? daysIn(before.term) : 0, "term" in after ? daysIn(after.term) : 0];
  return before.kind === "before" ? byNumber(is, was) : byNumber(was, is);
}
