import { z } from "zod";
import { fieldName } from "../../core/document/header.ts";
import type { DryRun, DryRunView } from "../../exchange/views.ts";
import { json, jsonResponse } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { reasonSchema, verdictSchema } from "../exchanges/exchange-schema.ts";
import { named } from "../openapi/registry.ts";
import { direction, staffRole, word } from "../openapi/words.ts";

/** The dictionary has under 200 fields. */
const FIELDS_MAX = 250;

const questionSchema = named(
  "DecisionQuestion",
  z.strictObject({
    covenant: word,
    purpose: word,
    direction,
    message: word.default("default"),
    fields: z.array(fieldName).max(FIELDS_MAX),
  }),
) satisfies z.ZodType<DryRun>;

const approval = z.object({ by: z.array(staffRole), count: z.int() }).nullable();

const forecastSchema = named(
  "DecisionForecast",
  z.object({
    allowed: z.boolean(),
    reasons: z.array(reasonSchema),
    fields: z.array(verdictSchema),
    missing: z.array(z.string()),
    facts: z.array(z.object({ fact: z.string(), provider: z.string(), precondition: z.string(), says: z.string() })),
    consent: z.enum(["none", "ordinary", "explicit"]),
    approval,
  }),
) satisfies z.ZodType<DryRunView>;

const exampleForecast: DryRunView = {
  allowed: true,
  reasons: [],
  fields: [{ field: "caseRef", verdict: "released", transform: "pass", reason: null }],
  missing: ["lastName"],
  facts: [{ fact: "remindersSent", provider: "data", precondition: "E1", says: "at least one written reminder" }],
  consent: "none",
  approval: null,
};

export const forecastDecision = defineRoute({
  method: "post",
  path: "/v1/decisions",
  operationId: "forecastDecision",
  summary: "Dry run: what would pass and what is needed; no personal data, nothing stored",
  tag: "decisions",
  auth: { scopes: ["covenant:read", "exchange:send"], who: "party" },
  request: {
    body: jsonBody(questionSchema, {
      covenant: "bergendal-early-signal",
      purpose: "early-debt-signalling",
      direction: "out",
      fields: ["caseRef"],
    }),
  },
  responses: { 200: jsonResponse("The forecast.", { schema: forecastSchema, example: exampleForecast }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, body }, { gateway }) => json(200, await gateway.dryRun(caller, body)),
});
