import { z } from "zod";
import { parseExchangeId } from "../../core/ids.ts";
import { json, jsonResponse, raw, rawResponse } from "../answers.ts";
import { defineRoute } from "../define-route.ts";
import { uuid7, wholeNumber } from "../openapi/words.ts";
import { exampleExchange } from "./examples.ts";
import { exchangeSchema, mailboxSchema } from "./exchange-schema.ts";

const LIMIT_MAX = 100;
/** Longest long poll; under the idle limits of common proxies. */
const WAIT_SECONDS_MAX = 30;

export const exchangeParams = z.strictObject({ id: uuid7 });

export const listExchanges = defineRoute({
  method: "get",
  path: "/v1/exchanges",
  operationId: "listExchanges",
  summary: "The mailbox: exchanges that this party sent or receives, oldest first",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive", "exchange:send"], who: "party" },
  request: {
    query: z.strictObject({
      after: uuid7.optional(),
      limit: wholeNumber({ min: 1, max: LIMIT_MAX, otherwise: 20 }),
      role: z.enum(["sender", "recipient", "any"]).default("any"),
      unfetched: z.enum(["true", "false"]).default("false"),
      wait: wholeNumber({ min: 0, max: WAIT_SECONDS_MAX, otherwise: 0 }),
    }),
  },
  responses: {
    200: jsonResponse("A page; `next` is the `after` of the next one, `null` at the end.", {
      schema: mailboxSchema,
      example: { items: [exampleExchange], next: null },
    }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(
      200,
      await gateway.list(caller, {
        role: query.role,
        after: query.after === undefined ? null : parseExchangeId(query.after),
        limit: query.limit,
        unfetched: query.unfetched === "true",
        waitMs: query.wait * 1000,
      }),
    ),
});

export const getExchange = defineRoute({
  method: "get",
  path: "/v1/exchanges/{id}",
  operationId: "getExchange",
  summary: "The decision on one exchange, as this party may see it",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive", "exchange:send"], who: "party" },
  request: { params: exchangeParams },
  responses: { 200: jsonResponse("The exchange.", { schema: exchangeSchema, example: exampleExchange }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, params }, { gateway }) => json(200, await gateway.find(caller, parseExchangeId(params.id))),
});

export const getMessage = defineRoute({
  method: "get",
  path: "/v1/exchanges/{id}/message",
  operationId: "getMessage",
  summary: "The parcel, sealed to its recipient; fetching it is recorded in the ledger",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive"], who: "party" },
  request: { params: exchangeParams },
  responses: {
    200: rawResponse("An OpenPGP message, binary.", { mediaType: "application/pgp-encrypted", example: "(binary)" }),
  },
  errors: ["NOT_FOUND", "PARCEL_GONE", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  safe: false,
  handler: async ({ caller, params }, { gateway }) =>
    raw("application/pgp-encrypted", await gateway.fetchMessage(caller, parseExchangeId(params.id)), {
      "Content-Disposition": "attachment",
    }),
});
