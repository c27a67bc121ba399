import { z } from "zod";
import type { RegisterRow } from "../../exchange/gateway.ts";
import { registerSchemas } from "../../exchange/register-requests.ts";
import { json, jsonResponse } from "../answers.ts";
import { objectBody } from "../body.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { rowId } from "../openapi/words.ts";
import { examples } from "./examples.ts";

export const REGISTER_ERRORS = [
  "REGISTER_CONFLICT",
  "REGISTER_NAME_UNKNOWN",
  "LEDGER_UNAVAILABLE",
  "LEDGER_BEHIND",
] as const;

export const changeSchema = named("RegisterChange", z.object({ id: z.string(), kind: z.string() }));
export const exampleChange = { id: "019a9c3e-0f02-7a11-8b22-0123456789ab", kind: "consent.recorded" };

const recorded = jsonResponse("Recorded, with its ledger entry; `id` names the new row.", {
  schema: changeSchema,
  example: exampleChange,
});

/** Things that the back office says of a person whom the register knows. */
const ROWS = [
  { resource: "erasures", name: "Erasure", id: "eraseSubject", summary: "Erase a person: their key is destroyed" },
  { resource: "consents", name: "Consent", id: "recordConsent", summary: "Record a consent" },
  { resource: "objections", name: "Objection", id: "recordObjection", summary: "Record an objection (AVG 21)" },
  { resource: "restrictions", name: "Restriction", id: "setRestriction", summary: "Restrict processing (AVG 18)" },
  {
    resource: "signal-refusals",
    name: "SignalRefusal",
    id: "recordSignalRefusal",
    summary: "Record that a tenant refuses to be signalled",
  },
  {
    resource: "rectifications",
    name: "Rectification",
    id: "recordRectification",
    summary: "Record a rectification, asked or decided (AVG 16)",
  },
  {
    resource: "mandates",
    name: "Mandate",
    id: "recordMandate",
    summary: "Record the mandate of an administrator, curator or mentor",
  },
  { resource: "relations", name: "Relation", id: "openRelation", summary: "Record a tie of a person with a party" },
] as const satisfies readonly {
  resource: RegisterRow["resource"] | "erasures";
  name: string;
  id: string;
  summary: string;
}[];

export const rowRoutes: readonly Route[] = ROWS.map(({ resource, name, id, summary }) =>
  defineRoute({
    method: "post",
    path: `/v1/${resource}`,
    operationId: id,
    summary,
    tag: "register",
    auth: { scopes: ["register:write"], who: "back-office" },
    request: { body: objectBody(named(name, registerSchemas[resource]), examples[resource]) },
    responses: { 201: recorded },
    errors: REGISTER_ERRORS,
    idempotencyKey: true,
    handler: async ({ caller, body, once }, { gateway }) =>
      json(201, await gateway.change(caller, { resource, body, once })),
  }),
);

/** What ends or decides an earlier row. A party may withdraw or end what names it, never widen (design §6). */
const ENDINGS = [
  {
    path: "consents/{id}/withdrawals",
    resource: "consent-withdrawals",
    id: "withdrawConsent",
    summary: "Withdraw a consent",
    byParty: true,
  },
  {
    path: "objections/{id}/decisions",
    resource: "objection-decisions",
    id: "decideObjection",
    summary: "Record the decision on an objection",
    byParty: false,
  },
  {
    path: "restrictions/{id}/endings",
    resource: "restriction-endings",
    id: "liftRestriction",
    summary: "Lift a restriction",
    byParty: false,
  },
  {
    path: "relations/{id}/endings",
    resource: "relation-endings",
    id: "endRelation",
    summary: "End a tie of a person with a party",
    byParty: true,
  },
  {
    path: "mandates/{id}/endings",
    resource: "relation-endings",
    id: "endMandate",
    summary: "End a mandate",
    byParty: true,
  },
] as const;

const endingSchemas = {
  "consent-withdrawals": named("ConsentWithdrawal", registerSchemas["consent-withdrawals"]),
  "objection-decisions": named("ObjectionDecision", registerSchemas["objection-decisions"]),
  "restriction-endings": named("RestrictionEnding", registerSchemas["restriction-endings"]),
  "relation-endings": named("RelationEnding", registerSchemas["relation-endings"]),
} as const;

export const endingRoutes: readonly Route[] = ENDINGS.map(({ path, resource, id, summary, byParty }) =>
  defineRoute({
    method: "post",
    path: `/v1/${path}`,
    operationId: id,
    summary,
    tag: "register",
    auth: byParty
      ? { scopes: ["register:write", "exchange:send"], who: "party" }
      : { scopes: ["register:write"], who: "back-office" },
    request: { params: z.strictObject({ id: rowId }), body: objectBody(endingSchemas[resource], examples[resource]) },
    responses: { 201: recorded },
    errors: ["NOT_FOUND", ...REGISTER_ERRORS],
    idempotencyKey: true,
    handler: async ({ caller, params, body }, { gateway }) =>
      json(201, await gateway.change(caller, { resource, id: params.id, body })),
  }),
);
