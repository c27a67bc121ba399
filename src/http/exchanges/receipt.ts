import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { parseExchangeId } from "../../core/ids.ts";
import { json, JSON_TYPE, jsonResponse, raw, type ResponseSpec } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { exampleExchange, exampleReceipt } from "./examples.ts";
import { receiptSchema } from "./exchange-schema.ts";
import { exchangeParams, readers } from "./mailbox.ts";
import { waitOf } from "./prefer.ts";

const PROOF_TYPE = "text/plain";
/** A short JSON statement. */
const STATEMENT_CHARS_MAX = 2_000;
/** An armored signature of the largest key we allow is under 2 KB. */
const SIGNATURE_CHARS_MAX = 10_000;

const receiptResponse: ResponseSpec = {
  description: "The receipt and its detached OpenPGP signature; as text the C2SP tlog-proof alone.",
  content: {
    [JSON_TYPE]: { schema: receiptSchema, example: exampleReceipt },
    [PROOF_TYPE]: { schema: null, example: exampleReceipt.proof },
  },
  headers: { "Preference-Applied": "The waiting time applied." },
};

export const getReceipt = defineRoute({
  method: "get",
  path: "/v1/exchanges/{id}/receipt",
  operationId: "getReceipt",
  summary: "The receipt of one exchange",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive", "exchange:send"], who: "party", staff: readers },
  request: { params: exchangeParams, headers: z.object({ prefer: z.string().optional() }) },
  responses: { 200: receiptResponse },
  errors: ["NOT_FOUND", "LEDGER_BEHIND"],
  handler: async ({ caller, params, headers, accepted }, { gateway }) => {
    const wait = waitOf(headers.prefer);
    const receipt = await gateway.receipt(caller, parseExchangeId(params.id), (wait ?? 0) * 1000);
    const applied: Record<string, string> = wait === null ? {} : { "Preference-Applied": `wait=${wait}` };
    if (accepted !== PROOF_TYPE) return json(200, receipt, { headers: applied });
    if (receipt.proof === null) {
      throw new GatewayError("LEDGER_BEHIND", "the entry has no inclusion proof yet", {
        remedy: "ask again, or with `Prefer: wait=5`",
      });
    }
    return raw(`${PROOF_TYPE}; charset=utf-8`, receipt.proof, applied);
  },
});

const acknowledgementSchema = named(
  "Acknowledgement",
  z.strictObject({
    /** Kept as text: the signature is over exactly these characters. */
    statement: z.string().min(2).max(STATEMENT_CHARS_MAX),
    signature: z.string().min(1).max(SIGNATURE_CHARS_MAX),
  }),
);

const recordedSchema = named("AcknowledgementAnswer", z.object({ recorded: z.boolean() }));

const exampleStatement = JSON.stringify({
  exchangeId: exampleExchange.exchangeId,
  kind: "receipt",
  sha256: "0c".repeat(32),
  at: "2026-11-22T10:05:00Z",
});

export const acknowledge = defineRoute({
  method: "post",
  path: "/v1/exchanges/{id}/acknowledgements",
  operationId: "acknowledge",
  summary: "A signed acknowledgement of receipt or of deletion",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive"], who: "party" },
  request: {
    params: exchangeParams,
    body: jsonBody(acknowledgementSchema, { statement: exampleStatement, signature: exampleReceipt.signature }),
  },
  responses: {
    201: jsonResponse("`recorded` is false where it was there already.", {
      schema: recordedSchema,
      example: { recorded: true },
    }),
  },
  errors: ["NOT_FOUND", "ACKNOWLEDGEMENT_INVALID", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  idempotencyKey: true,
  handler: async ({ caller, params, body }, { gateway }) =>
    json(201, await gateway.acknowledge(caller, { id: parseExchangeId(params.id), ...body })),
});
