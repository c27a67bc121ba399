import { z } from "zod";
import type { ClauseView, CovenantView } from "../../exchange/views.ts";
import { json, jsonResponse } from "../answers.ts";
import { defineRoute } from "../define-route.ts";
import { reasonSchema } from "../exchanges/exchange-schema.ts";
import { named } from "../openapi/registry.ts";
import { anyData, dayText, direction, sha256Hex, staffRole, word } from "../openapi/words.ts";

const covenantSchema = named(
  "Covenant",
  z.object({
    id: z.string(),
    version: z.int(),
    title: z.string(),
    hash: z.string(),
    from: dayText.or(z.iso.datetime({ offset: true })),
    lastDay: dayText,
    inForce: z.boolean(),
    why: reasonSchema.nullable(),
    clauses: z.array(z.object({ purpose: z.string(), direction, message: z.string() })),
  }),
) satisfies z.ZodType<CovenantView>;

const legSchema = z.object({
  leg: z.enum(["document", "question", "answer"]),
  fields: z.array(
    z.object({
      field: z.string(),
      nl: z.string(),
      type: z.string(),
      transform: z.string(),
      required: z.boolean(),
      conditional: z.boolean(),
    }),
  ),
  schema: anyData,
});

const approvalSchema = z.object({ by: z.array(staffRole), count: z.int() }).nullable();

const clauseSchema = named(
  "Clause",
  z.object({
    covenant: z.string(),
    version: z.int(),
    purpose: z.string(),
    direction,
    message: z.string(),
    legs: z.array(legSchema),
    preconditions: z.array(
      z.object({
        id: z.string(),
        says: z.string(),
        facts: z.array(z.string()),
        onFalse: z.string(),
        onUnknown: z.string(),
        approval: approvalSchema,
      }),
    ),
    limits: z.array(
      z.object({
        id: z.string(),
        max: z.number(),
        per: z.string(),
        scope: z.string(),
        over: z.enum(["hold", "alert"]),
      }),
    ),
    consent: z.enum(["none", "ordinary", "explicit"]),
    approval: approvalSchema,
    retention: z.object({ here: z.string(), there: z.string() }),
    example: anyData,
  }),
) satisfies z.ZodType<ClauseView>;

const exampleCovenant: CovenantView = {
  id: "bergendal-early-signal",
  version: 1,
  title: "Vroegsignalering Berg en Dal",
  hash: sha256Hex.parse("4f".repeat(32)),
  from: "2026-01-01",
  lastDay: "2027-12-31",
  inForce: true,
  why: null,
  clauses: [{ purpose: "early-debt-signalling", direction: "out", message: "default" }],
};

const exampleClause: ClauseView = {
  covenant: "bergendal-early-signal",
  version: 1,
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  legs: [
    {
      leg: "document",
      fields: [
        {
          field: "caseRef",
          nl: "dossierkenmerk",
          type: "identifier",
          transform: "pass",
          required: true,
          conditional: false,
        },
      ],
      schema: { type: "object", required: ["caseRef"], properties: { caseRef: { type: "string" } } },
    },
  ],
  preconditions: [
    {
      id: "E1",
      says: "at least one reminder",
      facts: ["remindersSent"],
      onFalse: "deny",
      onUnknown: "hold",
      approval: null,
    },
  ],
  limits: [{ id: "L1", max: 1, per: "month", scope: "subject", over: "hold" }],
  consent: "none",
  approval: null,
  retention: { here: "P2Y", there: "P5Y" },
  example: { header: { format: "uitwisselpoort/1" }, data: { caseRef: "S-1" } },
};

const auth = { scopes: ["covenant:read", "exchange:send", "exchange:receive"], who: "party" } as const;

export const listCovenants = defineRoute({
  method: "get",
  path: "/v1/covenants",
  operationId: "listCovenants",
  summary: "The covenants of this party",
  tag: "covenants",
  auth,
  request: {},
  responses: {
    200: jsonResponse("All of them: a party has a handful.", {
      schema: named("CovenantList", z.object({ items: z.array(covenantSchema) })),
      example: { items: [exampleCovenant] },
    }),
  },
  errors: [],
  handler: async ({ caller }, { gateway }) => json(200, { items: await gateway.covenants(caller) }),
});

export const getCovenant = defineRoute({
  method: "get",
  path: "/v1/covenants/{id}",
  operationId: "getCovenant",
  summary: "One covenant of this party",
  tag: "covenants",
  auth,
  request: { params: z.strictObject({ id: word }) },
  responses: { 200: jsonResponse("The covenant.", { schema: covenantSchema, example: exampleCovenant }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, params }, { gateway }) => json(200, await gateway.covenant(caller, params.id)),
});

export const getClause = defineRoute({
  method: "get",
  path: "/v1/covenants/{id}/clauses/{purpose}/{direction}",
  operationId: "getClause",
  summary: "One clause: fields, transforms, preconditions, a JSON Schema and a filled example",
  tag: "covenants",
  auth,
  request: {
    params: z.strictObject({ id: word, purpose: word, direction }),
    query: z.strictObject({ message: word.default("default") }),
  },
  responses: { 200: jsonResponse("The clause.", { schema: clauseSchema, example: exampleClause }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, params, query }, { gateway }) =>
    json(200, await gateway.clause(caller, { ...params, message: query.message })),
});
