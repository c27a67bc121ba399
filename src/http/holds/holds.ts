import { z } from "zod";
import { fieldName } from "../../core/document/header.ts";
import { json, jsonResponse } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { rowId, wholeNumber } from "../openapi/words.ts";
import { exampleHeldText, exampleHold, heldSchema, holdPageSchema, holdSchema, holdState } from "./hold-schema.ts";

const LIMIT_MAX = 100;
const DROPS_MAX = 250;
/** Why a person decides as they do, for the record. */
const REASON_CHARS_MAX = 500;

const holdParams = z.strictObject({ id: rowId });
const reason = z.string().trim().min(1).max(REASON_CHARS_MAX);
const decide = {
  scopes: ["hold:decide"],
  who: "staff",
  roles: ["privacy-officer", "deputy", "collections-lead", "approver"],
} as const;
/** The data protection officer and the auditor read; who runs the machine sees no person (design §12.11). */
const read = { ...decide, roles: [...decide.roles, "fg", "auditor"] } as const;
const VOTE_ERRORS = [
  "NOT_FOUND",
  "HOLD_ENDED",
  "APPROVER_NOT_ALLOWED",
  "STATE_MOVED",
  "LEDGER_UNAVAILABLE",
  "LEDGER_BEHIND",
] as const;

export const listHolds = defineRoute({
  method: "get",
  path: "/v1/holds",
  operationId: "listHolds",
  summary: "Exchanges that await a person, oldest first",
  tag: "holds",
  auth: read,
  request: {
    query: z.strictObject({
      state: z.enum([...holdState.options, "any"]).default("open"),
      after: rowId.optional(),
      limit: wholeNumber({ min: 1, max: LIMIT_MAX, otherwise: 20 }),
    }),
  },
  responses: {
    200: jsonResponse("A page; `next` is the `after` of the next one, `null` at the end.", {
      schema: holdPageSchema,
      example: { items: [exampleHold], next: null },
    }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(200, await gateway.holds(caller, { ...query, after: query.after ?? null })),
});

export const getHold = defineRoute({
  method: "get",
  path: "/v1/holds/{id}",
  operationId: "getHold",
  summary: "One hold, without the held text",
  tag: "holds",
  auth: read,
  request: { params: holdParams },
  responses: { 200: jsonResponse("The hold.", { schema: holdSchema, example: exampleHold }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, params }, { gateway }) => json(200, await gateway.hold(caller, params.id)),
});

/** Not replayed by `Idempotency-Key`: the answer is the held text, which nobody may keep. */
export const revealHold = defineRoute({
  method: "post",
  path: "/v1/holds/{id}/reveals",
  operationId: "revealHold",
  summary: "The held text and what would pass, for who may decide; recorded in the ledger before it is shown",
  tag: "holds",
  auth: decide,
  request: {
    params: holdParams,
    body: jsonBody(named("Reveal", z.strictObject({ reason })), { reason: "to judge the free text" }),
  },
  responses: {
    200: jsonResponse("The held document, of a pull the question; and what would pass if it were approved now.", {
      schema: heldSchema,
      example: exampleHeldText,
    }),
  },
  errors: VOTE_ERRORS,
  handler: async ({ caller, params, body }, { gateway }) =>
    json(200, await gateway.reveal(caller, { holdId: params.id, reason: body.reason })),
});

export const approveHold = defineRoute({
  method: "post",
  path: "/v1/holds/{id}/approvals",
  operationId: "approveHold",
  summary: "Approve, whole or with fields dropped; the decision then runs again",
  tag: "holds",
  auth: decide,
  request: {
    params: holdParams,
    body: jsonBody(named("Approval", z.strictObject({ reason, drop: z.array(fieldName).max(DROPS_MAX).default([]) })), {
      reason: "the order was checked",
      drop: ["note"],
    }),
  },
  responses: { 201: jsonResponse("The hold as it now is.", { schema: holdSchema, example: exampleHold }) },
  errors: VOTE_ERRORS,
  idempotencyKey: true,
  handler: async ({ caller, params, body }, { gateway }) =>
    json(201, await gateway.approve(caller, { holdId: params.id, ...body })),
});

export const rejectHold = defineRoute({
  method: "post",
  path: "/v1/holds/{id}/rejections",
  operationId: "rejectHold",
  summary: "Reject; one person suffices",
  tag: "holds",
  auth: decide,
  request: {
    params: holdParams,
    body: jsonBody(named("Rejection", z.strictObject({ reason })), { reason: "the order names somebody else" }),
  },
  responses: { 201: jsonResponse("The hold as it now is.", { schema: holdSchema, example: exampleHold }) },
  errors: VOTE_ERRORS,
  idempotencyKey: true,
  handler: async ({ caller, params, body }, { gateway }) =>
    json(201, await gateway.reject(caller, { holdId: params.id, reason: body.reason })),
});
