import { z } from "zod";
import { RELATION_KINDS } from "../../core/covenant/relation-kinds.ts";
import type { OwnConsent, OwnRelation } from "../../exchange/own-views.ts";
import type { Page } from "../../exchange/views.ts";
import { json, jsonResponse } from "../answers.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { instantText, rowId, wholeNumber } from "../openapi/words.ts";

const LIMIT_MAX = 100;

const ownConsentSchema = named(
  "OwnConsent",
  z.object({
    id: z.string(),
    partnerRef: z.string().nullable(),
    purpose: z.string(),
    categories: z.array(z.string()),
    explicit: z.boolean(),
    givenAt: instantText,
    expiresAt: instantText.nullable(),
    withdrawnAt: instantText.nullable(),
  }),
) satisfies z.ZodType<OwnConsent>;

const ownRelationSchema = named(
  "OwnRelation",
  z.object({
    id: z.string(),
    partnerRef: z.string().nullable(),
    kind: z.enum(RELATION_KINDS),
    ref: z.string(),
    scope: z.array(z.string()),
    from: instantText,
    until: instantText.nullable(),
  }),
) satisfies z.ZodType<OwnRelation>;

const consentPageSchema = named(
  "OwnConsentPage",
  z.object({ items: z.array(ownConsentSchema), next: z.string().nullable() }),
) satisfies z.ZodType<Page<OwnConsent>>;
const relationPageSchema = named(
  "OwnRelationPage",
  z.object({ items: z.array(ownRelationSchema), next: z.string().nullable() }),
) satisfies z.ZodType<Page<OwnRelation>>;

const exampleConsent: OwnConsent = {
  id: "019a9c3e-0f02-7a11-8b22-0123456789ab",
  partnerRef: "p_4k7q2m",
  purpose: "support-coordination",
  categories: ["identification", "contact", "guidance"],
  explicit: false,
  givenAt: "2026-11-01T08:30:00.000Z",
  expiresAt: null,
  withdrawnAt: null,
};
const exampleMandate: OwnRelation = {
  id: "019a9c3e-0f05-7a11-8b22-0123456789ab",
  partnerRef: "p_4k7q2m",
  kind: "mandate",
  ref: "B-12",
  scope: [],
  from: "2026-09-30T22:00:00.000Z",
  until: null,
};

const own = { scopes: ["register:write", "exchange:send"], who: "party" } as const;
const paging = {
  /** `open`: only what still counts. */
  state: z.enum(["open", "any"]).default("open"),
  after: rowId.optional(),
  limit: wholeNumber({ min: 1, max: LIMIT_MAX, otherwise: 20 }),
};
const PAGE = "A page; `next` is the `after` of the next one, `null` at the end.";

const listOwnConsents = defineRoute({
  method: "get",
  path: "/v1/consents",
  operationId: "listOwnConsents",
  summary: "Consents to the calling party, no other's; persons under its pairwise reference",
  tag: "register",
  auth: own,
  request: { query: z.strictObject(paging) },
  responses: {
    200: jsonResponse(PAGE, { schema: consentPageSchema, example: { items: [exampleConsent], next: null } }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(200, await gateway.ownConsents(caller, { ...query, after: query.after ?? null })),
});

const listOwnMandates = defineRoute({
  method: "get",
  path: "/v1/mandates",
  operationId: "listOwnMandates",
  summary: "Mandates of the calling party, no other's; persons under its pairwise reference",
  tag: "register",
  auth: own,
  request: { query: z.strictObject(paging) },
  responses: {
    200: jsonResponse(PAGE, { schema: relationPageSchema, example: { items: [exampleMandate], next: null } }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(200, await gateway.ownRelations(caller, { ...query, after: query.after ?? null, kind: "mandate" })),
});

const listOwnRelations = defineRoute({
  method: "get",
  path: "/v1/relations",
  operationId: "listOwnRelations",
  summary: "Ties of the calling party with persons, no other's; persons under its pairwise reference",
  tag: "register",
  auth: own,
  request: { query: z.strictObject({ ...paging, kind: z.enum(RELATION_KINDS).optional() }) },
  responses: {
    200: jsonResponse(PAGE, {
      schema: relationPageSchema,
      example: { items: [{ ...exampleMandate, kind: "caseload", ref: "D-40" }], next: null },
    }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(200, await gateway.ownRelations(caller, { ...query, after: query.after ?? null, kind: query.kind ?? null })),
});

/** What a party must be able to see in order to end it: `POST /v1/consents/{id}/withdrawals` and the endings. */
export const ownRoutes: readonly Route[] = [listOwnConsents, listOwnMandates, listOwnRelations];
