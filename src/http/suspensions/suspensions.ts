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

const partySuspensionSchema = named(
  "PartySuspension",
  z.strictObject({ reason: z.string().trim().min(1).max(REASON_CHARS_MAX) }),
);
const OFFICERS = { scopes: ["register:write"], who: "staff", roles: ["privacy-officer", "deputy"] } as const;
const SUSPENSION_ERRORS = ["NOT_FOUND", "REGISTER_CONFLICT", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"] as const;

/** Suspension is state of the register with a ledger entry, never a change of the covenant's file (design §5). */
const covenantRoutes: readonly Route[] = [
  { noun: "suspensions", operationId: "suspendCovenant", resume: false, summary: "Suspend a covenant version" },
  { noun: "resumptions", operationId: "resumeCovenant", resume: true, summary: "Resume a suspended covenant version" },
].map(({ noun, operationId, resume, summary }) =>
  defineRoute({
    method: "post",
    path: `/v1/covenants/{id}/${noun}`,
    operationId,
    summary: `${summary}, for all parties or for one that joined`,
    tag: "covenants",
    auth: OFFICERS,
    request: {
      params: z.strictObject({ id: word }),
      body: jsonBody(suspensionSchema, { version: 1, reason: "incident under investigation" }),
    },
    responses: { 204: emptyResponse("In effect from the next decision.") },
    errors: SUSPENSION_ERRORS,
    idempotencyKey: true,
    handler: async ({ caller, params, body }, { gateway }) => {
      await gateway.suspend(caller, { covenant: params.id, ...body, resume });
      return empty(204);
    },
  }),
);

const partyRoutes: readonly Route[] = [
  {
    noun: "suspensions",
    operationId: "suspendParty",
    resume: false,
    summary: "Suspend a party: nothing passes to or from it",
  },
  { noun: "resumptions", operationId: "resumeParty", resume: true, summary: "Resume a suspended party" },
].map(({ noun, operationId, resume, summary }) =>
  defineRoute({
    method: "post",
    path: `/v1/parties/{id}/${noun}`,
    operationId,
    summary,
    tag: "covenants",
    auth: OFFICERS,
    request: {
      params: z.strictObject({ id: partyId }),
      body: jsonBody(partySuspensionSchema, { reason: "incident under investigation" }),
    },
    responses: { 204: emptyResponse("In effect from the next decision; tokens of the party are refused at once.") },
    errors: SUSPENSION_ERRORS,
    idempotencyKey: true,
    handler: async ({ caller, params, body }, { gateway }) => {
      await gateway.suspend(caller, { covenant: null, party: params.id, ...body, resume });
      return empty(204);
    },
  }),
);

export const suspensionRoutes: readonly Route[] = [...covenantRoutes, ...partyRoutes];
