import { dayOf, parseDay } from "../../src/core/calendar.ts";
import type { Clause, Condition, FactValue, Precondition, Test } from "../../src/core/covenant/types.ts";
import { toContext } from "../../src/core/decision/context.ts";
import type { Case } from "../../src/core/decision/types.ts";

/** How a language of conditions writes things; facts are flat names in one record. */
export interface Dialect {
  readonly has: (name: string) => string;
  readonly attribute: (name: string) => string;
  readonly contains: (list: string, item: string) => string;
  /** `[1, 2]` as the language writes it. */
  readonly list: (items: readonly (string | number)[]) => string;
}

const MONEY = new Set(["arrearsAmount"]);

/** A clause's condition in another language. Refuses what it cannot say, so that no policy comes out weaker than the clause. */
export function writeCondition(condition: Condition, dialect: Dialect): string {
  if ("allOf" in condition) return `(${condition.allOf.map((one) => writeCondition(one, dialect)).join(" && ")})`;
  if ("anyOf" in condition) return `(${condition.anyOf.map((one) => writeCondition(one, dialect)).join(" || ")})`;
  if ("not" in condition) return `!(${writeCondition(condition.not, dialect)})`;
  return `(${condition.tests.map((test) => writeTest(condition.fact, { test, dialect })).join(" && ")})`;
}

function writeTest(fact: string, { test, dialect }: { readonly test: Test; readonly dialect: Dialect }): string {
  const { has, attribute, contains, list } = dialect;
  switch (test.op) {
    case "present":
      return test.value ? has(fact) : `!(${has(fact)})`;
    case "equals":
      return test.value === false
        ? `(!(${has(fact)}) || ${attribute(fact)} == false)`
        : `(${has(fact)} && ${attribute(fact)} == ${JSON.stringify(test.value)})`;
    case "oneOf":
      return `(${has(fact)} && ${contains(list(test.values), attribute(fact))})`;
    case "min":
      return `(${has(fact)} && ${attribute(fact)} >= ${MONEY.has(fact) ? test.value * 100 : test.value})`;
    case "minCount":
      return `(${has(fact)} && ${attribute(`${fact}Count`)} >= ${test.value})`;
    case "olderThanDays":
      return `(${has(`${fact}Last`)} && ${attribute("today")} - ${attribute(`${fact}Last`)} >= ${test.value})`;
    case "after":
      return `(${has(`${fact}Last`)} && ${has(`${test.fact}First`)} && ${attribute(`${fact}Last`)} >= ${attribute(`${test.fact}First`)})`;
    case "sameAs":
      return `(${has(fact)} && ${has(`${test.fact}Values`)} && ${contains(attribute(`${test.fact}Values`), attribute(fact))})`;
    case "partnersMunicipality":
      return `(${has(fact)} && ${contains(attribute("municipalities"), attribute(fact))})`;
    default:
      throw new Error(`the bench has no way of writing the test \`${test.op}\``);
  }
}

export const writePreconditions = (preconditions: readonly Precondition[], dialect: Dialect): string =>
  preconditions.map(({ condition }) => writeCondition(condition, dialect)).join(" && ");

export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * The facts that a clause's conditions name, in the shape those languages can compare: dates as days, lists by their
 * number and ends, amounts in cents, a known no left out. Looked up before the clock starts: the others get them free.
 */
export function factsFor(clause: Clause, given: Case): Facts {
  const { facts, partner } = toContext(given);
  const flat: Record<string, string | number | boolean | readonly string[]> = {
    today: dayOf(given.now),
    municipalities: partner?.municipalityCodes ?? [],
  };
  for (const name of namesIn(clause)) {
    const value = facts(name);
    if (value !== undefined && value !== null) Object.assign(flat, flattened(name, value));
  }
  return flat;
}

function flattened(name: string, value: FactValue): Facts {
  if (typeof value === "number") return { [name]: MONEY.has(name) ? Math.round(value * 100) : value };
  if (typeof value === "boolean") return { [name]: value };
  const days = daysIn(value).sort((a, b) => a - b);
  const texts = (Array.isArray(value) ? (value as readonly FactValue[]) : [value]).filter(
    (one) => typeof one === "string",
  );
  return {
    [name]: typeof value === "string" ? value : true,
    [`${name}Values`]: texts,
    ...(Array.isArray(value) ? { [`${name}Count`]: value.length } : {}),
    ...(days.length === 0 ? {} : { [`${name}First`]: days[0] ?? 0, [`${name}Last`]: days.at(-1) ?? 0 }),
  };
}

function daysIn(value: FactValue): number[] {
  if (Array.isArray(value)) return (value as readonly FactValue[]).flatMap(daysIn);
  if (typeof value === "object" && value !== null && "date" in value) return daysIn(value.date);
  const day = typeof value === "string" ? parseDay(value) : null;
  return day === null ? [] : [day];
}

/** Every fact that the clause's preconditions and its fields' conditions name. */
function namesIn(clause: Clause): ReadonlySet<string> {
  const conditions = [
    ...clause.preconditions.map(({ condition }) => condition),
    ...[...clause.document.fields.values()].flatMap(({ when }) => (when === null ? [] : [when])),
  ];
  return new Set(conditions.flatMap(factNames));
}

function factNames(condition: Condition): string[] {
  if ("allOf" in condition) return condition.allOf.flatMap(factNames);
  if ("anyOf" in condition) return condition.anyOf.flatMap(factNames);
  if ("not" in condition) return factNames(condition.not);
  const others = condition.tests.flatMap((test) => (test.op === "after" || test.op === "sameAs" ? [test.fact] : []));
  return [condition.fact, ...others];
}
