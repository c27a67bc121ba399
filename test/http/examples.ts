import type { OwnConsent, OwnRelation } from "../../src/exchange/own-views.ts";
import type {
  AlertView,
  ClauseView,
  CovenantView,
  DryRunView,
  ExchangeView,
  HeldText,
  HoldView,
} from "../../src/exchange/views.ts";

/** What the gateway answers in these tests: one of each, unlike the examples that the document shows. */
export const EXCHANGE = "019a9c3e-0f00-7a11-8b22-0123456789ab";

export const anExchange = (change: Partial<ExchangeView> = {}): ExchangeView => ({
  exchangeId: EXCHANGE,
  messageId: "019a9c3e-0e00-7a11-8b22-ba9876543210",
  outcome: "allow",
  reasons: [],
  fields: [{ field: "caseRef", verdict: "released", transform: "pass", reason: null }],
  retryable: false,
  from: "oosterpoort",
  to: "gemeente-bergendal",
  covenant: { id: "bergendal-early-signal", version: 1, hash: "4f".repeat(32) },
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  decidedAt: "2026-11-22T10:00:00.000Z",
  replyTo: null,
  trace: { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" },
  ...change,
});

export const aReason = { code: "CONSENT_MISSING", says: "no consent is recorded", next: "ask the person" };

export const aDenial = (change: Partial<ExchangeView> = {}): ExchangeView =>
  anExchange({
    outcome: "deny",
    reasons: [aReason],
    fields: [{ field: "caseRef", verdict: "withheld", transform: null, reason: aReason }],
    ...change,
  });

export const aHold: HoldView = {
  holdId: "h-1",
  exchangeId: EXCHANGE,
  state: "open",
  reasons: [aReason],
  purpose: "rent-collection",
  from: "gemeente-bergendal",
  to: "oosterpoort",
  by: ["collections-lead"],
  count: 1,
  includes: [],
  openedAt: "2026-11-20T10:00:00.000Z",
  dueAt: "2026-11-27T10:00:00.000Z",
  escalated: true,
  votes: [{ person: "p-3", role: "deputy", verdict: "approve", dropped: ["note"], at: "2026-11-21T10:00:00.000Z" }],
};

export const aCovenant: CovenantView = {
  id: "bergendal-early-signal",
  version: 1,
  title: "Vroegsignalering",
  hash: "4f".repeat(32),
  from: "2026-01-01",
  lastDay: "2027-12-31",
  inForce: false,
  why: aReason,
  clauses: [{ purpose: "early-debt-signalling", direction: "out", message: "default" }],
};

export const aClause: ClauseView = {
  covenant: "bergendal-early-signal",
  version: 1,
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  legs: [
    {
      leg: "document",
      fields: [{ field: "a", nl: "a", type: "string", transform: "pass", required: true, conditional: false }],
      schema: { type: "object" },
    },
  ],
  preconditions: [
    { id: "E1", says: "s", facts: ["f"], onFalse: "deny", onUnknown: "hold", approval: { by: ["deputy"], count: 1 } },
  ],
  limits: [{ id: "L1", max: 1, per: "month", scope: "subject", over: "alert" }],
  consent: "explicit",
  approval: { by: ["deputy"], count: 2 },
  retention: { here: "P2Y", there: "P5Y" },
  example: { header: { format: "uitwisselpoort/1" }, data: { a: ["b", 1, null, true] } },
};

export const aForecast: DryRunView = {
  allowed: false,
  reasons: [aReason],
  fields: [],
  missing: ["lastName"],
  facts: [{ fact: "f", provider: "data", precondition: "E1", says: "s" }],
  consent: "none",
  approval: null,
};

export const aReceipt = { status: "pending", receipt: "{}", signature: "sig", proof: null } as const;

export const aHeldText: HeldText = {
  subjects: [{ role: "guide", personRef: "T-9", partnerRef: null, fields: ["note"] }],
  data: { note: "held", list: [1, { a: null }] },
  release: {
    outcome: "deny",
    reasons: [aReason],
    fields: [{ field: "note", verdict: "withheld", transform: null, reason: aReason }],
    excerpt: null,
  },
};

export const anAlert: AlertView = {
  alertId: "a-1",
  level: "alert",
  reason: aReason,
  exchangeId: null,
  roles: [],
  at: "2026-11-20T10:00:00.000Z",
  owner: "p-3",
  status: "closed",
  action: "looked into it",
  closedAt: "2026-11-21T10:00:00.000Z",
};

export const aConsent: OwnConsent = {
  id: "c-1",
  partnerRef: null,
  purpose: "debt-coaching",
  categories: ["arrears"],
  explicit: true,
  givenAt: "2026-11-20T10:00:00.000Z",
  expiresAt: "2027-11-20T10:00:00.000Z",
  withdrawnAt: "2026-11-21T10:00:00.000Z",
};

export const aRelation: OwnRelation = {
  id: "r-1",
  partnerRef: "p",
  kind: "caseload",
  ref: "D-40",
  scope: ["arrears"],
  from: "2026-11-20T10:00:00.000Z",
  until: "2027-11-20T10:00:00.000Z",
};
