import { createHash } from "node:crypto";
import { z } from "zod";
import { MESSAGE_BYTES_MAX } from "../../core/document/size.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { printTraceParent } from "../../core/trace.ts";
import type { Reply } from "../../exchange/views.ts";
import { json, jsonResponse, PROBLEM_TYPE, type Answer } from "../answers.ts";
import { bytesBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { PROBLEM_KINDS, problemType } from "../problem.ts";
import { exampleDenied, exampleHeldReply, exampleReply } from "./examples.ts";
import { deniedSchema, replySchema } from "./exchange-schema.ts";
import { waitOf } from "./prefer.ts";

/** A refusal for want of a source of the corporation may be over in a minute. */
const DENIED_RETRY_SECONDS = 60;

const MESSAGE_ERRORS = [
  "PGP_MALFORMED",
  "PGP_NOT_ENCRYPTED",
  "PGP_NOT_FOR_US",
  "PGP_UNSIGNED",
  "PGP_SIGNATURE_WRONG",
  "PGP_SIGNER_UNKNOWN",
  "PGP_SIGNATURES_MANY",
  "PGP_SIGNATURE_STALE",
  "PGP_KEY_EXPIRED",
  "PGP_KEY_REVOKED",
  "PGP_KEY_WEAK",
  "PGP_ALGORITHM_REFUSED",
  "PGP_RECIPIENT_OTHER",
  "PGP_CRITICAL_SUBPACKET",
  "PGP_INTEGRITY",
  "PGP_BOMB",
  "DOCUMENT_MALFORMED",
  "DOCUMENT_TOO_DEEP",
  "DOCUMENT_DUPLICATE_KEY",
  "DOCUMENT_FORBIDDEN_KEY",
  "DOCUMENT_HEADER_INVALID",
  "DOCUMENT_INVALID",
  "ATTACHMENT_CONTENT_REFUSED",
  "MESSAGE_ID_REUSED",
  "PARCEL_GONE",
  "PARCEL_WITHHELD",
  "STATE_MOVED",
  "LEDGER_UNAVAILABLE",
  "LEDGER_BEHIND",
] as const satisfies readonly ErrorCode[];

const replyHeaders = {
  "Location": "Where this exchange is found.",
  "Idempotent-Replayed": "`true` where the same document was answered before: this is the original decision.",
  "Preference-Applied": "The waiting time applied.",
  "traceparent": "The step of the trace that this exchange is (W3C Trace Context), malformed ones beginning anew.",
};

export const submitExchange = defineRoute({
  method: "post",
  path: "/v1/exchanges",
  operationId: "submitExchange",
  summary: "Submit a signed and encrypted document",
  tag: "exchanges",
  auth: { scopes: ["exchange:send"], who: "party" },
  request: {
    headers: z.object({
      prefer: z.string().optional(),
      traceparent: z.string().optional(),
      tracestate: z.string().optional(),
    }),
    body: bytesBody({
      mediaTypes: ["application/octet-stream", "application/pgp-encrypted", "text/plain"],
      bytesMax: MESSAGE_BYTES_MAX,
      example: "-----BEGIN PGP MESSAGE-----\n\n…\n-----END PGP MESSAGE-----\n",
    }),
  },
  responses: {
    201: jsonResponse("Allowed; a question carries its answer, a late answer waits in the mailbox of who asked.", {
      schema: replySchema,
      example: exampleReply,
      headers: replyHeaders,
    }),
    202: jsonResponse("Held: a person decides.", {
      schema: replySchema,
      example: exampleHeldReply,
      headers: replyHeaders,
    }),
    403: jsonResponse("Denied, with the decision; or the client may not send.", {
      schema: deniedSchema,
      example: exampleDenied,
      mediaType: PROBLEM_TYPE,
      headers: { ...replyHeaders, "Retry-After": "Where the same document may be allowed later: seconds." },
    }),
  },
  errors: MESSAGE_ERRORS,
  handler: async ({ caller, body, headers, requestId, trace }, { gateway, metrics }) => {
    const wait = waitOf(headers.prefer);
    const waiting = wait === null ? {} : { receiptWaitMs: wait * 1000 };
    const reply = await gateway.submit(caller, { message: body, trace, ...waiting });
    if (!reply.replayed) metrics.decided(reply.view.outcome);
    const common = {
      Location: `/v1/exchanges/${reply.view.exchangeId}`,
      traceparent: printTraceParent({ ...reply.view.trace, sampled: trace.sampled }),
      ...(reply.replayed ? { "Idempotent-Replayed": "true" } : {}),
      ...(wait === null ? {} : { "Preference-Applied": `wait=${wait}` }),
    };
    return reply.view.outcome === "deny" ? denied(reply, requestId, common) : accepted(reply, common);
  },
});

function accepted({ view, receipt, parcel }: Reply, headers: Readonly<Record<string, string>>): Answer {
  const answer = parcel === null ? {} : { answer: { sha256: sha256(parcel), content: base64(parcel) } };
  return json(view.outcome === "allow" ? 201 : 202, { ...view, receipt, ...answer }, { headers });
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function denied({ view, receipt }: Reply, requestId: string, headers: Readonly<Record<string, string>>): Answer {
  const { status, title, next } = PROBLEM_KINDS.EXCHANGE_DENIED;
  const { exchangeId, trace, outcome, reasons, fields, question, retryable } = view;
  const body = {
    type: problemType("EXCHANGE_DENIED"),
    title,
    status,
    detail: reasons.map(({ says }) => says).join("; ") || "the exchange is denied",
    code: "EXCHANGE_DENIED",
    next: reasons[0]?.next ?? next,
    retryable,
    requestId,
    exchangeId,
    trace,
    outcome,
    reasons,
    fields,
    ...(question === undefined ? {} : { question }),
    receipt,
  };
  const retry = retryable ? { "Retry-After": String(DENIED_RETRY_SECONDS) } : {};
  return json(status, body, { mediaType: PROBLEM_TYPE, headers: { ...headers, ...retry } });
}
