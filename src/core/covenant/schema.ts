import { z } from "zod";

import { daySchema, validitySchema } from "../catalogue/validity.ts";
import {
  basisSchema,
  partyIdSchema,
  roleSchema,
  slugSchema,
  staffRoleSchema,
  statementSchema,
  textSchema,
} from "../catalogue/words.ts";
import { conditionSchema } from "./condition.ts";
import { readEffect, readIdentification, readInform, readRelation, readRetention, readTransform } from "./notation.ts";
import { isTerm } from "./term.ts";
import type { Approval } from "./types.ts";

/** A text that one of the readers of `notation.ts` must understand. */
function written<T>(read: (text: string) => T | null, what: string) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.issues.push({ code: "custom", message: what, input: undefined });
    return z.NEVER;
  });
}

/** 4👁 of domain.md §4.0: two different people, neither the requester, one of them the privacy officer or deputy. */
const FOUR_EYES: Approval = {
  by: ["privacy-officer", "deputy", "approver"],
  count: 2,
  includes: [["privacy-officer", "deputy"]],
};
const NAMED_APPROVALS = {
  "four-eyes": FOUR_EYES,
  "privacy-officer": { by: ["privacy-officer", "deputy"], count: 1, includes: [] },
  "collections-lead": { by: ["collections-lead"], count: 1, includes: [] },
} as const satisfies Record<string, Approval>;

const approvalSchema = z.union([
  z.enum(["four-eyes", "privacy-officer", "collections-lead"]).transform((name): Approval => NAMED_APPROVALS[name]),
  z
    .strictObject({
      by: z.array(staffRoleSchema).min(1),
      count: z.union([z.literal(1), z.literal(2)]),
      includes: z.array(staffRoleSchema).default([]),
    })
    // A file names one group: one of these roles must take part.
    .transform((written): Approval => ({
      ...written,
      includes: written.includes.length > 0 ? [written.includes] : [],
    })),
]);

const transformSchema = written(readTransform, "is no transform of those that fields.yaml lists");
/** A field as short text, or an object where a condition, a lift or an approval goes with it. */
const fieldSchema = z.union([
  z.string().transform((field) => ({ field, when: null, lifted: null, approval: null })),
  z.strictObject({
    field: z.string(),
    when: conditionSchema.nullable().default(null),
    lifted: z.strictObject({ transform: transformSchema, approval: approvalSchema }).nullable().default(null),
    approval: approvalSchema.nullable().default(null),
  }),
]);

const preconditionSchema = z.strictObject({
  id: z.string().regex(/^[A-Z][A-Z0-9]{0,3}$/, "is no id of a precondition, as E1"),
  nl: textSchema,
  that: conditionSchema,
  otherwise: z.enum(["deny", "hold"]).default("deny"),
  unknown: z.enum(["deny", "hold"]).default("hold"),
  approval: approvalSchema.exactOptional(),
});

const consentSchema = z.union([
  z.literal("none").transform(() => ({ required: "none" as const, explicitForSpecial: false, maxMonths: null })),
  z.strictObject({
    required: z.enum(["none", "ordinary", "explicit"]),
    written: z.literal(true).exactOptional(),
    explicitForSpecial: z.boolean().default(false),
    maxMonths: z.int().positive().nullable().default(null),
  }),
]);

const dutySchema = z.strictObject({
  id: slugSchema,
  nl: textSchema,
  who: z.enum(["here", "there"]),
  within: z.string().refine(isTerm, "is no term, as P4W or `1 working day`"),
});

const retentionSchema = written(readRetention, "is no retention, as `settled + P2Y` or `own policy`");
const identificationSchema = written(readIdentification, "is no way to name a person, as `name + birthDate`");

export const clauseSchema = z.strictObject({
  purpose: slugSchema,
  direction: z.enum(["in", "out", "pull"]),
  message: slugSchema.default("default"),
  parties: z.array(partyIdSchema).default([]),
  basis: basisSchema,
  law: z.array(textSchema).min(1),
  article9: textSchema.nullable().default(null),
  article10: textSchema.nullable().default(null),
  subject: z.enum(["existing", "mayCreate", "token", "many", "none"]),
  identifiedBy: z.array(identificationSchema),
  relation: written(readRelation, "is no relation, as `order by repairOrder`").nullable().default(null),
  consent: consentSchema,
  legalOrder: z
    .strictObject({
      articles: z.array(textSchema).min(1),
      authorities: z.array(textSchema).min(1),
      oralFollowUpDays: z.int().positive().nullable().default(null),
    })
    .nullable()
    .default(null),
  require: z.array(preconditionSchema).default([]),
  limits: z.record(z.string().regex(/^[a-z][A-Za-z]{1,30}$/, "is no name of a limit"), z.string()).default({}),
  batchMax: z.int().positive().nullable().default(null),
  question: z.array(fieldSchema).min(1).nullable().default(null),
  fields: z.array(fieldSchema).min(1),
  approval: approvalSchema.nullable().default(null),
  holdEscalates: z.boolean().default(false),
  effects: z.array(written(readEffect, "is no effect, as `open signal by caseRef`")).default([]),
  inform: written(readInform, "is no way to inform, as `statement` or `before P7D`"),
  duties: z.array(dutySchema).default([]),
  retention: z.strictObject({ here: retentionSchema, there: retentionSchema }),
  statement: statementSchema,
});

/** One version of a covenant as its file writes it; unknown keys are refused at every depth. Only a draft may agree on nothing. */
export const covenantSchema = z
  .strictObject({
    id: slugSchema,
    version: z.int().positive(),
    kind: z.enum(["covenant", "accession", "processing", "unilateral"]),
    status: z.enum(["draft", "active"]),
    title: textSchema,
    source: z.string().regex(/^C-\d\d[a-d]?$/, "is no number of domain.md §4, as C-06"),
    parties: z.array(z.strictObject({ id: z.union([z.literal("*"), partyIdSchema]), role: roleSchema })).min(2),
    valid: validitySchema,
    lawCheckedOn: daySchema,
    dpia: z.strictObject({ ref: textSchema, reviewBy: daySchema }).nullable().default(null),
    jointArrangement: textSchema.nullable().default(null),
    clauses: z.array(clauseSchema),
  })
  .refine(({ status, clauses }) => status === "draft" || clauses.length > 0, {
    path: ["clauses"],
    error: "an active version has a clause",
  });

export type WrittenCovenant = z.infer<typeof covenantSchema>;
export type WrittenClause = z.infer<typeof clauseSchema>;
export type WrittenFieldEntry = z.infer<typeof fieldSchema>;
