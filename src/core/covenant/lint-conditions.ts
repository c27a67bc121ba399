import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue, FactDefinition, FactType } from "../catalogue/types.ts";
import { factsOf, leavesOf } from "./condition.ts";
import type { ClauseInView, Finding } from "./finding.ts";
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
    breaches(condition, catalogue).map(([rule, message, remedy]) => ({
      rule,
      law: "design §5",
      message,
      remedy,
      path: [...path, part],
      name,
    })),
  );
  return [...findings, ...lintReferences(clause, catalogue, path)];
}

function breaches(condition: Condition, catalogue: Catalogue): (readonly [string, string, string])[] {
  const unknown = factsOf(condition).filter((fact) => !catalogue.facts.has(fact));
  const unfit = leavesOf(condition).flatMap(({ fact, tests }) => {
    const definition = catalogue.facts.get(fact);
    return definition === undefined ? [] : tests.flatMap((test) => breachOf(test, definition, catalogue));
  });
  return [
    ...unknown.map((fact) => ["fact-unknown", `fact \`${fact}\` does not exist`, "add it to facts.yaml"] as const),
    ...unfit,
  ];
}

function breachOf(test: Test, fact: FactDefinition, catalogue: Catalogue): (readonly [string, string, string])[] {
  if (FITTING[test.op]?.includes(fact.type) === false) {
    return [["test-unfit", `\`${test.op}\` cannot judge fact \`${fact.name}\``, "name a test that fits its type"]];
  }
  const list = fact.field === null ? null : (fieldOf(catalogue, fact.field)?.codeList ?? null);
  const codes = test.op === "oneOf" || test.op === "noneOf" ? test.values : test.op === "equals" ? [test.value] : [];
  const values = list === null ? undefined : catalogue.codeLists.get(list)?.values;
  const strange = values === undefined ? [] : codes.filter((code) => !values.has(String(code)));
  return strange.map(() => [
    "code-unknown",
    `a code that is compared with fact \`${fact.name}\` is not in its list`,
    "name a code of code-lists.yaml",
  ]);
}

function lintReferences(clause: Clause, catalogue: Catalogue, path: ClauseInView["path"]): Finding[] {
  const asked = clause.question ?? clause.document;
  const refs = [
    ...(clause.relation?.ref == null ? [] : [{ at: "relation", ref: clause.relation.ref }]),
    ...clause.effects.map(({ ref }) => ({ at: "effects", ref })),
    ...clause.identifiedBy.flatMap((by) =>
      typeof by === "object" && "ref" in by ? [{ at: "identifiedBy", ref: by.ref }] : [],
    ),
  ];
  const missing = refs
    .filter(({ ref }) => !asked.fields.has(ref))
    .map(({ at, ref }) => ({
      rule: "reference-not-listed",
      law: "domain.md §4.0",
      message: `\`${ref}\` is looked for and is no field of the clause`,
      remedy: "list it among the fields",
      path: [...path, at],
      name: null,
    }));
  const scopes = clause.limits.flatMap(({ id, scope }) =>
    typeof scope === "object" ? [{ id, fact: scope.fact }] : [],
  );
  const unknown = scopes
    .filter(({ fact }) => !catalogue.facts.has(fact))
    .map(({ id, fact }) => ({
      rule: "fact-unknown",
      law: "design §5",
      message: `limit \`${id}\` counts per fact \`${fact}\`, which does not exist`,
      remedy: "add it to facts.yaml",
      path: [...path, "limits", id],
      name: null,
    }));
  return [...missing, ...unknown];
}
