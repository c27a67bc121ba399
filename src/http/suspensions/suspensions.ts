import { z } from "zod";
import { empty, emptyResponse } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { partyId, word } from "../openapi/words.ts";

const VERSION_MAX = 10_000;
const REASON_CHARS_MAX = 500;

const suspensionSchema = named(
  "Suspension",
  z.strictObject({
    version: z.int().min(1).max(VERSION_MAX),
    /** Of an accession covenant: this party's part only. */
    party: partyId.nullable().default(null),
    reason: z.string().trim().min(1).max(REASON_CHARS_MAX),
  }),
);

/** Suspension is state of the register with a ledger entry, never a change of the covenant's file (design §5). */
export const suspensionRoutes: readonly Route[] = [
  { noun: "suspensions", operationId: "suspendCovenant", resume: false, summary: "Suspend a covenant version" },
  { noun: "resumptions", operationId: "resumeCovenant", resume: true, summary: "Resume a suspended covenant version" },
].map(({ noun, operationId, resume, summary }) =>
  defineRoute({
    method: "post",
    path: `/v1/covenants/{id}/${noun}`,
    operationId,
    summary: `${summary}, for all parties or for one that joined`,
    tag: "covenants",
    auth: { scopes: ["register:write"], who: "staff", roles: ["privacy-officer", "deputy"] },
    request: {
      params: z.strictObject({ id: word }),
      body: jsonBody(suspensionSchema, { version: 1, reason: "incident under investigation" }),
    },
    responses: { 204: emptyResponse("In effect from the next decision.") },
    errors: ["NOT_FOUND", "REGISTER_CONFLICT", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
    idempotencyKey: true,
    handler: async ({ caller, params, body }, { gateway }) => {
      await gateway.suspend(caller, { covenant: params.id, ...body, resume });
      return empty(204);
    },
  }),
);
