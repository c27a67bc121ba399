import type { Change } from "./change.ts";
import {
  printApproval,
  printCondition,
  printConsent,
  printIdentification,
  printInform,
  printLimit,
  printOrder,
  printPrecondition,
  printRelation,
  printRetention,
  printTransform,
} from "./print.ts";
import {
  conditionReach,
  consentReach,
  daysIn,
  informReach,
  limitReach,
  retentionReach,
  setReach,
  together,
  transformReach,
  type Reach,
} from "./reach.ts";
import { sameValue } from "./same.ts";
import type { Approval, Clause, ClauseField, Duty, Effect, Leg, LegalOrderRule, Precondition } from "./types.ts";

type Row = Pick<Change, "reach" | "what" | "before" | "after"> & Partial<Pick<Change, "name" | "leg">>;

/** In what one clause differs from the clause of the same purpose, direction and message before. */
export function diffClause(before: Clause, after: Clause): readonly Change[] {
  const rows = [
    ...diffLeg(before.document, after.document, "document"),
    ...diffQuestion(before.question, after.question),
    ...diffNamed(before.preconditions, after.preconditions, PRECONDITION),
    ...diffNamed(before.limits, after.limits, LIMIT),
    ...diffNamed(before.duties, after.duties, DUTY),
    ...diffRules(before, after),
  ];
  return rows.map((row) => ({ clause: before.id, leg: null, name: null, ...row }));
}

function diffRules(before: Clause, after: Clause): readonly Row[] {
  const row = <T>(what: string, [was, is]: readonly [T, T], [reach, print]: Told<T>): Row[] =>
    sameValue(was, is) ? [] : [{ what, reach: reach(was, is), before: print(was), after: print(is) }];
  const pair = <K extends keyof Clause>(key: K): readonly [Clause[K], Clause[K]] => [before[key], after[key]];
  return [
    ...row("subject", pair("subject"), [(_, is) => (is === "none" ? "narrower" : "wider"), String]),
    ...row("identifiedBy", pair("identifiedBy"), [setReach, (ways) => ways.map(printIdentification).join(", ")]),
    ...row("parties", pair("parties"), [partiesReach, (ids) => (ids.length === 0 ? "all" : ids.join(", "))]),
    ...row("relation", pair("relation"), [stricter(never), orNull(printRelation)]),
    ...row("consent", pair("consent"), [consentReach, printConsent]),
    ...row("legalOrder", pair("legalOrder"), [stricter(orderReach), orNull(printOrder)]),
    ...row("approval", pair("approval"), [stricter(approvalReach), orNull(printApproval)]),
    ...row("batchMax", pair("batchMax"), [mostReach, orNull(String)]),
    ...row("holdEscalates", pair("holdEscalates"), [(_, is) => (is ? "narrower" : "wider"), String]),
    ...row("effects", pair("effects"), [never, (list) => list.map(printEffect).join(", ")]),
    ...row("inform", pair("inform"), [informReach, printInform]),
    ...row("retention here", pair("retentionHere"), [retentionReach, printRetention]),
    ...row("retention there", pair("retentionThere"), [retentionReach, printRetention]),
    ...row("basis", pair("basis"), [never, String]),
    ...row("article9", pair("article9"), [stricterGround, orNull(String)]),
    ...row("article10", pair("article10"), [stricterGround, orNull(String)]),
    ...row("law", pair("law"), [namedReach, (list) => list.join(", ")]),
    ...row("statement", pair("statement"), [namedReach, (list) => list.join(", ")]),
  ];
}

type Told<T> = readonly [reach: (before: T, after: T) => Reach, print: (rule: T) => string | null];

/** Another rule in its place, of which nothing can be said. */
const never = (): Reach => "wider";
const orNull =
  <T>(print: (rule: T) => string) =>
  (rule: T | null): string | null =>
    rule === null ? null : print(rule);

/** A demand that is new narrows, one that is dropped widens. */
const stricter =
  <T>(reach: (before: T, after: T) => Reach) =>
  (before: T | null, after: T | null): Reach => {
    if (before === null) return after === null ? "equal" : "narrower";
    return after === null ? "wider" : reach(before, after);
  };

/** A ground that appears carries fields that had none. */
const stricterGround = (_: string | null, after: string | null): Reach => (after === null ? "narrower" : "wider");

const mostReach = (before: number | null, after: number | null): Reach =>
  (after ?? Infinity) > (before ?? Infinity) ? "wider" : "narrower";

/** A law or promise that is cited no more carried something: a balancing test, what people were told. One more carries nothing by itself. */
const namedReach = (before: readonly string[], after: readonly string[]): Reach =>
  before.every((line) => after.includes(line)) ? "equal" : "wider";

/** None named means all. */
const partiesReach = (before: readonly string[], after: readonly string[]): Reach => {
  if (after.length === 0) return "wider";
  return before.length === 0 ? "narrower" : setReach(before, after);
};

function orderReach(before: LegalOrderRule, after: LegalOrderRule): Reach {
  // No oral orders at all is the narrowest; more days for the paper is wider.
  const paper = mostDays(before.oralFollowUpDays ?? 0, after.oralFollowUpDays ?? 0);
  return together([setReach(before.articles, after.articles), setReach(before.authorities, after.authorities), paper]);
}

const mostDays = (before: number, after: number): Reach =>
  before === after ? "equal" : after > before ? "wider" : "narrower";

function approvalReach(before: Approval, after: Approval): Reach {
  const groups = setReach(after.includes, before.includes);
  return together([setReach(before.by, after.by), mostDays(after.count, before.count), groups]);
}

/** Another than the clause's own approvers may be one whom the clause did not mean. */
const passedReach = (before: Approval | undefined, after: Approval | undefined): Reach =>
  before === undefined || after === undefined ? "wider" : approvalReach(before, after);

const printEffect = ({ do: verb, relation, ref }: Effect): string => `${verb} ${relation} by ${ref}`;

interface Named<T> {
  readonly what: string;
  readonly print: (rule: T) => string;
  readonly reach: (before: T, after: T) => Reach;
}

const PRECONDITION: Named<Precondition> = {
  what: "precondition",
  print: printPrecondition,
  reach: (before, after) =>
    together([
      conditionReach(before.condition, after.condition),
      endReach(before.onFalse, after.onFalse),
      endReach(before.onUnknown, after.onUnknown),
      sameValue(before.approval ?? null, after.approval ?? null)
        ? "equal"
        : passedReach(before.approval, after.approval),
    ]),
};
const LIMIT: Named<Clause["limits"][number]> = { what: "limit", print: printLimit, reach: limitReach };
const DUTY: Named<Duty> = {
  what: "duty",
  print: ({ who, within, nl }) => `${who}, within ${within}: ${nl}`,
  reach: (before, after) => {
    if (before.who !== after.who) return "wider";
    return mostDays(daysIn(before.within), daysIn(after.within));
  },
};

/** A refusal that becomes a wait may end in a release. */
const endReach = (before: "deny" | "hold", after: "deny" | "hold"): Reach =>
  before === after ? "equal" : after === "hold" ? "wider" : "narrower";

/** Demands known by a name of their own: one more narrows, one fewer widens. */
function diffNamed<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  { what, print, reach }: Named<T>,
): readonly Row[] {
  const now = new Map(after.map((rule) => [rule.id, rule]));
  const was = new Map(before.map((rule) => [rule.id, rule]));
  const kept = before.flatMap((rule): Row[] => {
    const other = now.get(rule.id);
    if (other === undefined) return [{ what, name: rule.id, reach: "wider", before: print(rule), after: null }];
    if (sameValue(rule, other)) return [];
    return [{ what, name: rule.id, reach: reach(rule, other), before: print(rule), after: print(other) }];
  });
  const added = after.filter(({ id }) => !was.has(id));
  return [
    ...kept,
    ...added.map((rule): Row => ({ what, name: rule.id, reach: "narrower", before: null, after: print(rule) })),
  ];
}

function diffQuestion(before: Leg | null, after: Leg | null): readonly Row[] {
  if (before === null || after === null) return [];
  return diffLeg(before, after, "question");
}

/** Fields of one side: one more widens, one fewer narrows. */
function diffLeg(before: Leg, after: Leg, leg: "document" | "question"): readonly Row[] {
  const kept = [...before.fields.values()].flatMap((field): Row[] => {
    const now = after.fields.get(field.name);
    const row = { what: "field", leg, name: field.name, before: printField(field) };
    if (now === undefined) return [{ ...row, reach: "narrower", after: null }];
    return sameValue(field, now) ? [] : [{ ...row, reach: fieldReach(field, now), after: printField(now) }];
  });
  const added = [...after.fields.values()].filter(({ name }) => !before.fields.has(name));
  const groups = setReach(after.requiredOneOf, before.requiredOneOf);
  const print = (one: Leg): string => one.requiredOneOf.map((group) => group.join(" or ")).join(", ");
  return [
    ...kept,
    ...added.map((field): Row => {
      return { what: "field", leg, name: field.name, reach: "wider", before: null, after: printField(field) };
    }),
    ...(groups === "equal"
      ? []
      : [{ what: "required", leg, reach: groups, before: print(before), after: print(after) } as const]),
  ];
}

const fieldReach = (before: ClauseField, after: ClauseField): Reach =>
  together([
    transformReach(before.transform, after.transform),
    conditionReach(before.when, after.when),
    stricter(approvalReach)(before.approval, after.approval),
    before.required === after.required ? "equal" : after.required ? "narrower" : "wider",
    sameValue(before.lifted, after.lifted) ? "equal" : after.lifted === null ? "narrower" : "wider",
  ]);

/** `priorityReason! -> codeOnly; when …; lifted …; approval …`, as `pass` goes unsaid. */
function printField({ required, transform, when, lifted, approval }: ClauseField): string {
  return [
    `${printTransform(transform)}${required ? " (required)" : ""}`,
    ...(when === null ? [] : [`when ${printCondition(when)}`]),
    ...(lifted === null ? [] : [`lifted to ${printTransform(lifted.transform)} by ${printApproval(lifted.approval)}`]),
    ...(approval === null ? [] : [`approval ${printApproval(approval)}`]),
  ].join("; ");
}
