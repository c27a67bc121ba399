import type { Path } from "../catalogue/source.ts";
import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue, FactDefinition, FactType } from "../catalogue/types.ts";
import { factsOf, leavesOf } from "./condition.ts";
import { findingOf, type ClauseInView, type Finding, type RuleText } from "./finding.ts";
import type { Clause, Condition, Test } from "./types.ts";

const DATES: readonly FactType[] = ["date", "dates", "list"];
const COUNTED: readonly FactType[] = ["dates", "list"];

/** Types of fact that a test can judge; a test not here can judge any. */
const FITTING: Readonly<Partial<Record<Test["op"], readonly FactType[]>>> = {
  min: ["number"],
  max: ["number"],
  minCount: COUNTED,
  maxCount: COUNTED,
  olderThanDays: DATES,
  withinDays: DATES,
  after: DATES,
  partnersMunicipality: ["string", "code"],
  oneOf: ["string", "code", "number"],
  noneOf: ["string", "code", "number"],
};

/** Rules about facts and references; each is about a name that stands within a condition, a limit or a tie. */
export const CONDITION_RULES = {
  "fact-unknown": { law: "design §5", says: "fact `…` does not exist", remedy: "add it to facts.yaml" },
  "test-unfit": {
    law: "design §5",
    says: "a test cannot judge fact `…`",
    remedy: "name a test that fits its type",
  },
  "code-unknown": {
    law: "design §5",
    says: "a code that is compared with fact `…` is not in its list",
    remedy: "name a code of code-lists.yaml",
  },
  "reference-not-listed": {
    law: "domain.md §4.0",
    says: "`…` is looked for and is no field of the clause",
    remedy: "list it among the fields",
  },
} as const satisfies Readonly<Record<string, RuleText>>;
type ConditionRule = keyof typeof CONDITION_RULES;

interface Placed {
  readonly condition: Condition;
  readonly part: string;
  readonly name: string;
}

/** Every condition of a clause, with the part of the file that holds it. */
function conditionsOf(clause: Clause): Placed[] {
  const inFields = [...clause.document.fields.values()].map(({ when, name }) => ({
    condition: when,
    part: "fields",
    name,
  }));
  const inQuestion = [...(clause.question?.fields.values() ?? [])].map(({ when, name }) => ({
    condition: when,
    part: "question",
    name,
  }));
  const required = clause.preconditions.map(({ condition, id }) => ({ condition, part: "require", name: id }));
  return [...required, ...inFields, ...inQuestion].filter((placed): placed is Placed => placed.condition !== null);
}

/** Rules about facts and references: each exists, is judged by a test that fits it, and every code named is in its list. */
export function lintConditions({ clause, catalogue, path }: ClauseInView): Finding[] {
  const findings = conditionsOf(clause).flatMap(({ condition, part, name }) =>
    breaches(condition, catalogue).map(({ rule, about }) =>
      findingOf(rule, CONDITION_RULES[rule], { path: [...path, part], name, about }),
    ),
  );
  return [...findings, ...lintReferences(clause, path), ...lintLimits(clause, catalogue, path)];
}

interface Breach {
  readonly rule: ConditionRule;
  /** The fact. */
  readonly about: string;
}

function breaches(condition: Condition, catalogue: Catalogue): Breach[] {
  const unknown = factsOf(condition).filter((fact) => !catalogue.facts.has(fact));
  const unfit = leavesOf(condition).flatMap(({ fact, tests }) => {
    const definition = catalogue.facts.get(fact);
    return definition === undefined ? [] : tests.flatMap((test) => breachOf(test, definition, catalogue));
  });
  return [...unknown.map((about) => ({ rule: "fact-unknown", about }) as const), ...unfit];
}

function breachOf(test: Test, fact: FactDefinition, catalogue: Catalogue): Breach[] {
  if (FITTING[test.op]?.includes(fact.type) === false) return [{ rule: "test-unfit", about: fact.name }];
  const list = fact.field === null ? null : (fieldOf(catalogue, fact.field)?.codeList ?? null);
  const codes = test.op === "oneOf" || test.op === "noneOf" ? test.values : test.op === "equals" ? [test.value] : [];
  const values = list === null ? undefined : catalogue.codeLists.get(list)?.values;
  const strange = values === undefined ? [] : codes.filter((code) => !values.has(String(code)));
  return strange.map(() => ({ rule: "code-unknown", about: fact.name }));
}

function lintReferences(clause: Clause, path: Path): Finding[] {
  const asked = clause.question ?? clause.document;
  const refs = [
    ...(clause.relation?.ref == null ? [] : [{ at: "relation", ref: clause.relation.ref }]),
    ...clause.effects.map(({ ref }) => ({ at: "effects", ref })),
    ...clause.identifiedBy.flatMap((by) =>
      typeof by === "object" && "ref" in by ? [{ at: "identifiedBy", ref: by.ref }] : [],
    ),
  ];
  const rule = "reference-not-listed";
  return refs
    .filter(({ ref }) => !asked.fields.has(ref))
    .map(({ at, ref }) => findingOf(rule, CONDITION_RULES[rule], { path: [...path, at], about: ref }));
}

function lintLimits(clause: Clause, catalogue: Catalogue, path: Path): Finding[] {
  const rule = "fact-unknown";
  return clause.limits.flatMap(({ id, scope }) =>
    typeof scope === "object" && !catalogue.facts.has(scope.fact)
      ? [findingOf(rule, CONDITION_RULES[rule], { path: [...path, "limits", id], about: scope.fact })]
      : [],
  );
}
