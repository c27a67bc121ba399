import type { ExchangeView, ReasonView, ReceiptView } from "../../exchange/views.ts";
import { problemType } from "../problem.ts";

const evidence: ReasonView = {
  code: "EVIDENCE_ONLY",
  param: "remindersSent",
  says: "`remindersSent` was used to judge and is not passed on",
  next: "nothing",
};

const noConsent: ReasonView = {
  code: "CONSENT_MISSING",
  says: "no consent is recorded for this party and purpose",
  next: "ask the person and record it",
};

export const exampleExchange: ExchangeView = {
  exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
  messageId: "019a9c3e-0e00-7a11-8b22-ba9876543210",
  outcome: "allow",
  reasons: [],
  fields: [
    { field: "caseRef", verdict: "released", transform: "pass", reason: null },
    { field: "remindersSent", verdict: "withheld", transform: null, reason: evidence },
  ],
  retryable: false,
  from: "oosterpoort",
  to: "gemeente-bergendal",
  covenant: { id: "bergendal-early-signal", version: 1, hash: "4f".repeat(32) },
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  decidedAt: "2026-11-22T10:00:00.000Z",
  replyTo: null,
  trace: { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" },
  parcel: { sha256: "0c".repeat(32), size: 1840, status: "ready" },
};

export const exampleHeld: ExchangeView = {
  exchangeId: exampleExchange.exchangeId,
  messageId: exampleExchange.messageId,
  outcome: "hold",
  reasons: [
    {
      code: "APPROVAL_REQUIRED",
      says: "a person must approve this",
      next: "wait; the outcome follows at this exchange",
    },
  ],
  fields: [],
  retryable: false,
  from: "deurwaarder-voorbeeld",
  to: "oosterpoort",
  covenant: { id: "bailiff-voorbeeld", version: 1, hash: "4f".repeat(32) },
  purpose: "rent-collection",
  direction: "pull",
  message: "default",
  decidedAt: "2026-11-22T10:00:00.000Z",
  replyTo: null,
  trace: exampleExchange.trace,
  hold: { dueAt: "2026-11-27T10:00:00.000Z", escalates: false },
};

export const exampleReceipt: ReceiptView = {
  status: "sequenced",
  receipt: '{"format":"uitwisselpoort-receipt/1"}',
  signature: "-----BEGIN PGP SIGNATURE-----\n\n…\n-----END PGP SIGNATURE-----\n",
  proof: "c2sp.org/tlog-proof@v1\nindex 7\n\n…\n",
};

export const exampleReply = { ...exampleExchange, receipt: null };
export const exampleHeldReply = { ...exampleHeld, receipt: null };

export const exampleDenied = {
  type: problemType("EXCHANGE_DENIED"),
  title: "The exchange is denied",
  status: 403,
  detail: "the covenant or the state of the person does not allow this exchange",
  code: "EXCHANGE_DENIED" as const,
  next: noConsent.next,
  retryable: false,
  requestId: "019a9c3e-0f01-7a11-8b22-0123456789ab",
  exchangeId: exampleExchange.exchangeId,
  trace: exampleExchange.trace,
  outcome: "deny" as const,
  reasons: [noConsent],
  fields: [{ field: "lastName", verdict: "withheld" as const, transform: null, reason: noConsent }],
  receipt: null,
};
