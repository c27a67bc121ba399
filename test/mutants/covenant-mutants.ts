import type { Approval, Condition, Clause, ClauseField, Covenant, Leg } from "../../src/core/covenant/types.ts";
import { printTransform } from "../../src/core/covenant/print.ts";
import type { Covenants } from "../support/vectors.ts";

/** One rule of one clause switched off. */
export interface CovenantMutant {
  readonly name: string;
  /** `id@version` of the covenant that is changed. */
  readonly key: string;
  readonly covenants: Covenants;
}

interface Change {
  readonly what: string;
  readonly clause: Clause;
}

const withField = (leg: Leg, field: ClauseField, change: Partial<ClauseField>): Leg => ({
  ...leg,
  fields: new Map([...leg.fields, [field.name, { ...field, ...change }]]),
});
const withoutField = (leg: Leg, field: ClauseField): Leg => ({
  ...leg,
  fields: new Map([...leg.fields].filter(([name]) => name !== field.name)),
});

/** The parts of a condition, each taken out in its turn; none of what is no list of parts. */
function withoutParts(condition: Condition): readonly Condition[] {
  if ("allOf" in condition) return condition.allOf.map((_, at) => ({ allOf: condition.allOf.toSpliced(at, 1) }));
  if ("anyOf" in condition) return condition.anyOf.map((_, at) => ({ anyOf: condition.anyOf.toSpliced(at, 1) }));
  if ("fact" in condition && condition.tests.length > 1) {
    return condition.tests.map((_, at) => ({ ...condition, tests: condition.tests.toSpliced(at, 1) }));
  }
  return [];
}

const OFFICER: Approval = { by: ["privacy-officer", "deputy"], count: 1, includes: [] };

function preconditionChanges(clause: Clause): Change[] {
  return clause.preconditions.flatMap((precondition, at) => {
    const changed = (what: string, change: Partial<typeof precondition>): Change => ({
      what: `precondition ${precondition.id} ${what}`,
      clause: { ...clause, preconditions: clause.preconditions.with(at, { ...precondition, ...change }) },
    });
    return [
      {
        what: `precondition ${precondition.id} off`,
        clause: { ...clause, preconditions: clause.preconditions.toSpliced(at, 1) },
      },
      ...withoutParts(precondition.condition).map((condition, part) =>
        changed(`without part ${part + 1}`, { condition }),
      ),
      changed("false the other way", { onFalse: precondition.onFalse === "deny" ? "hold" : "deny" }),
      changed("unknown the other way", { onUnknown: precondition.onUnknown === "deny" ? "hold" : "deny" }),
      ...(precondition.approval === undefined ? [] : [changed("passed by the officer", { approval: OFFICER })]),
    ];
  });
}

function fieldChanges(clause: Clause): Change[] {
  return [...clause.document.fields.values()].flatMap((field) => {
    const changed = (what: string, change: Partial<ClauseField>): Change => ({
      what: `${field.name} ${what}`,
      clause: { ...clause, document: withField(clause.document, field, change) },
    });
    const { transform, required, when, approval, lifted } = field;
    return [
      ...(transform.id === "pass"
        ? []
        : [changed(`${printTransform(transform)} → pass`, { transform: { id: "pass" } })]),
      ...(required ? [changed("required off", { required: false })] : []),
      ...(when === null ? [] : [changed("when off", { when: null })]),
      ...(when === null
        ? []
        : withoutParts(when).map((part, at) => changed(`when without part ${at + 1}`, { when: part }))),
      ...(approval === null ? [] : [changed("approval off", { approval: null })]),
      ...(lifted === null ? [] : [changed("lift off", { lifted: null })]),
      ...(lifted === null
        ? []
        : [changed("lift by one person", { lifted: { ...lifted, approval: { ...lifted.approval, count: 1 } } })]),
      { what: `${field.name} unlisted`, clause: { ...clause, document: withoutField(clause.document, field) } },
    ];
  });
}

function questionChanges(clause: Clause): Change[] {
  const { question } = clause;
  if (question === null) return [];
  return [...question.fields.values()]
    .filter(({ required }) => required)
    .map((field) => ({
      what: `question's ${field.name} required off`,
      clause: { ...clause, question: withField(question, field, { required: false }) },
    }));
}

function ruleChanges(clause: Clause): Change[] {
  const { relation, consent, legalOrder, approval, document } = clause;
  const changed = (what: string, change: Partial<Clause>): Change[] => [{ what, clause: { ...clause, ...change } }];
  return [
    ...clause.limits.flatMap((limit, at) => [
      ...changed(`limit ${limit.id} off`, { limits: clause.limits.toSpliced(at, 1) }),
      ...changed(`limit ${limit.id} one more`, { limits: clause.limits.with(at, { ...limit, max: limit.max + 1 }) }),
      ...(limit.alert === true
        ? changed(`limit ${limit.id} holds`, {
            limits: clause.limits.with(at, { id: limit.id, max: limit.max, per: limit.per, scope: limit.scope }),
          })
        : []),
      ...changed(`limit ${limit.id} one less`, { limits: clause.limits.with(at, { ...limit, max: limit.max - 1 }) }),
    ]),
    ...(relation === null ? [] : changed("relation off", { relation: null })),
    ...(relation === null || relation.ref === null
      ? []
      : changed("relation by any reference", { relation: { ...relation, ref: null } })),
    ...(relation?.endedWithin === undefined
      ? []
      : [
          ...changed("relation stands", { relation: { kind: relation.kind, ref: relation.ref } }),
          ...changed("relation ended whenever", { relation: { ...relation, endedWithin: "P99Y" } }),
        ]),
    ...(clause.basis === "consent" || consent.required !== "none"
      ? changed("consent not asked", { basis: "contract", consent: { ...consent, required: "none" } })
      : []),
    ...(consent.explicitForSpecial
      ? changed("special without explicit consent", { consent: { ...consent, explicitForSpecial: false } })
      : []),
    ...(consent.required === "explicit"
      ? changed("ordinary consent will do", { consent: { ...consent, required: "ordinary" } })
      : []),
    ...(consent.written === true
      ? changed("consent by word of mouth will do", {
          consent: {
            required: consent.required,
            explicitForSpecial: consent.explicitForSpecial,
            maxMonths: consent.maxMonths,
          },
        })
      : []),
    ...(consent.maxMonths === null ? [] : changed("consent for ever", { consent: { ...consent, maxMonths: null } })),
    ...(clause.article9 === null ? [] : changed("article 9 ground off", { article9: null })),
    ...(clause.article10 === null ? [] : changed("article 10 ground off", { article10: null })),
    ...(legalOrder === null
      ? []
      : [
          ...changed("legal order not asked", { legalOrder: null }),
          ...changed("order of no article", { legalOrder: { ...legalOrder, articles: [] } }),
          ...changed("order of no authority", { legalOrder: { ...legalOrder, authorities: [] } }),
          ...(legalOrder.oralFollowUpDays === null
            ? changed("an oral order will do", { legalOrder: { ...legalOrder, oralFollowUpDays: 3 } })
            : changed("no oral order", { legalOrder: { ...legalOrder, oralFollowUpDays: null } })),
        ]),
    ...(approval === null ? [] : changed("approval off", { approval: null })),
    ...(approval?.count === 2 ? changed("approval by one person", { approval: { ...approval, count: 1 } }) : []),
    ...(document.requiredOneOf.length === 0
      ? []
      : changed("choice not required", { document: { ...document, requiredOneOf: [] } })),
    ...(clause.subject === "mayCreate" ? changed("nobody is opened", { subject: "existing" }) : []),
    ...(clause.subject === "token" ? changed("token is a person", { subject: "existing" }) : []),
  ];
}

const withClause = (covenant: Covenant, at: number, clause: Clause): Covenant => ({
  ...covenant,
  clauses: covenant.clauses.with(at, clause),
});

/** Each stands beside the vectors for one thing that is no rule of its own: a draft, an unlawful file, a version gone by. */
const FOR_ONE_THING = new Set(["draft-talks@1", "careless@1", "coaching@1"]);

/** Of the small covenants only what they are there for: their rules, transforms and approvals. */
const isOfSmall = ({ what }: Change): boolean => !/ (?:unlisted|required off)$/.test(what);

const changesOf = (clause: Clause): readonly Change[] => [
  ...preconditionChanges(clause),
  ...fieldChanges(clause),
  ...questionChanges(clause),
  ...ruleChanges(clause),
];

/** Every rule of every clause, switched off one at a time. */
export function covenantMutants(covenants: Covenants): readonly CovenantMutant[] {
  const mutated = [...covenants].filter(([key]) => !FOR_ONE_THING.has(key));
  return mutated.flatMap(([key, { covenant, real }]) =>
    covenant.clauses.flatMap((clause, at) =>
      changesOf(clause)
        .filter((change) => real || isOfSmall(change))
        .map(({ what, clause: changed }) => ({
          name: `${key} ${clause.id}: ${what}`,
          key,
          covenants: new Map([...covenants, [key, { covenant: withClause(covenant, at, changed), real }]]),
        })),
    ),
  );
}
