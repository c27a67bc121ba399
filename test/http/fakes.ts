import type { Party, StaffRole } from "../../src/core/catalogue/party.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { Instant } from "../../src/core/ids.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";
import { parseRegisterBody } from "../../src/exchange/register-requests.ts";
import type { ClauseView, CovenantView, DryRunView, ExchangeView, HoldView } from "../../src/exchange/views.ts";
import { SCOPES } from "../../src/http/define-route.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import type { Services } from "../../src/http/services.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import type { LedgerReader } from "../../src/ports/ledger.ts";
import type { IdempotencyStore, Tokens } from "../../src/ports/tokens.ts";

export const EXCHANGE = "019a9c3e-0f00-7a11-8b22-0123456789ab";
export const ISSUER = "https://gateway.example";

const aParty = (id: string, role: Party["role"]): Party => ({
  id,
  name: id,
  role,
  contact: { email: `contact@${id}.example`, phone: null },
  municipalityCodes: [],
  fingerprints: [],
  clients: [],
  agreements: [],
  outsideEea: false,
});

export interface Who {
  readonly party?: "partner" | "controller";
  readonly role?: StaffRole | null;
  readonly scopes?: readonly string[];
}

export function aCaller({ party = "partner", role = null, scopes = SCOPES }: Who = {}): Caller {
  return {
    party: party === "partner" ? aParty("gemeente-bergendal", "authority") : aParty("oosterpoort", "controller"),
    clientId: `${party}-client`,
    scopes: new Set(scopes),
    person: role === null ? null : "p-17",
    role,
  };
}

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
  ...change,
});

const reason = { code: "CONSENT_MISSING", says: "no consent is recorded", next: "ask the person" };

export const aDenial = (change: Partial<ExchangeView> = {}): ExchangeView =>
  anExchange({
    outcome: "deny",
    reasons: [reason],
    fields: [{ field: "caseRef", verdict: "withheld", transform: null, reason }],
    ...change,
  });

const aHold: HoldView = {
  holdId: "h-1",
  exchangeId: EXCHANGE,
  state: "open",
  reasons: [reason],
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

const aCovenant: CovenantView = {
  id: "bergendal-early-signal",
  version: 1,
  title: "Vroegsignalering",
  hash: "4f".repeat(32),
  from: "2026-01-01",
  lastDay: "2027-12-31",
  inForce: false,
  why: reason,
  clauses: [{ purpose: "early-debt-signalling", direction: "out", message: "default" }],
};

const aClause: ClauseView = {
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
  preconditions: [{ id: "E1", says: "s", facts: ["f"], onFalse: "deny", onUnknown: "hold" }],
  limits: [{ id: "L1", max: 1, per: "month", scope: "subject" }],
  consent: "explicit",
  approval: { by: ["deputy"], count: 2 },
  retention: { here: "P2Y", there: "P5Y" },
  example: { header: { format: "uitwisselpoort/1" }, data: { a: ["b", 1, null, true] } },
};

const aForecast: DryRunView = {
  allowed: false,
  reasons: [reason],
  fields: [],
  missing: ["lastName"],
  facts: [{ fact: "f", provider: "data", precondition: "E1", says: "s" }],
  consent: "none",
  approval: null,
};

const aReceipt = { status: "pending", receipt: "{}", signature: "sig", proof: null } as const;

/** Answers every call with something of its type; a test replaces the one it is about. */
export function aGateway(change: Partial<Gateway> = {}): Gateway {
  return {
    submit: (_, __, wait) =>
      Promise.resolve({
        view: anExchange(),
        replayed: false,
        parcel: null,
        receipt: wait === undefined ? null : aReceipt,
      }),
    find: () => Promise.resolve(anExchange({ parcel: { sha256: "0c".repeat(32), size: 9, status: "fetched" } })),
    list: () => Promise.resolve({ items: [anExchange(), aDenial()], next: EXCHANGE }),
    fetchMessage: () => Promise.resolve(Uint8Array.of(0xc1, 0, 255)),
    receipt: () => Promise.resolve({ ...aReceipt, status: "sequenced", proof: "c2sp.org/tlog-proof@v1\n" }),
    acknowledge: () => Promise.resolve({ recorded: true }),
    dryRun: () => Promise.resolve(aForecast),
    covenants: () => Promise.resolve([aCovenant]),
    covenant: () => Promise.resolve(aCovenant),
    clause: () => Promise.resolve(aClause),
    holds: () => Promise.resolve({ items: [aHold], next: null }),
    hold: () => Promise.resolve(aHold),
    reveal: () => Promise.resolve({ note: "held", list: [1, { a: null }] }),
    approve: () => Promise.resolve(aHold),
    reject: () => Promise.resolve({ ...aHold, state: "rejected" }),
    change: (_, request) => {
      parseRegisterBody(request.resource, request.body);
      return Promise.resolve({ id: "r-1", kind: "consent.recorded" });
    },
    synced: () => Promise.resolve(),
    suspend: () => Promise.resolve(),
    ...change,
  };
}

/** Every function of the port fails so. */
export function failing<Port extends object>(port: Port, error: Error): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? () => Promise.reject(error) : value;
    },
  });
}

export function aLedger(change: Partial<LedgerReader> = {}): LedgerReader {
  return {
    origin: "log.example/2026",
    vkey: "log.example/2026+87865961+AQ",
    checkpoint: () => Promise.resolve("log.example/2026\n3\nLfJs\n\n— log.example/2026 h4ZZ\n"),
    tile: (level, n, width) => Promise.resolve(Uint8Array.of(level, n, width % 256)),
    bundle: (n) => Promise.resolve(Uint8Array.of(0, 1, n)),
    entryOf: () => Promise.resolve(null),
    behindMs: () => Promise.resolve(1500),
    ...change,
  };
}

/** Test-only stand-in for the table of answers. */
export function anIdempotencyStore(): IdempotencyStore {
  const rows = new Map<string, { fingerprint: string; answer: { status: number; body: string } | null }>();
  return {
    claim: (key, fingerprint) => {
      const row = rows.get(key);
      if (row === undefined) {
        rows.set(key, { fingerprint, answer: null });
        return Promise.resolve("claimed");
      }
      return Promise.resolve(row.fingerprint === fingerprint ? (row.answer ?? "in-progress") : "other-body");
    },
    finish: (key, answer) => {
      const row = rows.get(key);
      if (row) row.answer = answer;
      return Promise.resolve();
    },
    release: (key) => {
      rows.delete(key);
      return Promise.resolve();
    },
  };
}

/** The token says who: `partner`, `back-office`, `staff`, or a caller given by name; `expired` and others are refused. */
export function aTokens(callers: Readonly<Record<string, Caller>>, change: Partial<Tokens> = {}): Tokens {
  return {
    grant: () => Promise.resolve({ accessToken: "partner", expiresInSeconds: 600, scope: "exchange:send" }),
    verify: (token) => {
      const caller = callers[token];
      if (caller !== undefined) return Promise.resolve(caller);
      return Promise.reject(new GatewayError(token === "expired" ? "TOKEN_EXPIRED" : "TOKEN_REFUSED", "no"));
    },
    jwks: [{ kty: "EC", kid: "k1", crv: "P-256", x: "x", y: "y" }],
    ...change,
  };
}

export const CALLERS: Readonly<Record<string, Caller>> = {
  "partner": aCaller(),
  "back-office": aCaller({ party: "controller" }),
  "staff": aCaller({ party: "controller", role: "privacy-officer" }),
};

export interface Told {
  readonly level: string;
  readonly event: string;
  readonly fields: unknown;
}

export function aWorld(change: Partial<Services> = {}): {
  readonly services: Services;
  readonly told: readonly Told[];
} {
  const told: Told[] = [];
  let ids = 0;
  const services: Services = {
    gateway: aGateway(),
    tokens: aTokens(CALLERS),
    idempotency: anIdempotencyStore(),
    ledger: aLedger(),
    ready: () => Promise.resolve({ ok: true, checks: { database: true } }),
    mode: "sandbox",
    issuer: ISSUER,
    log: {
      info: (event, fields) => told.push({ level: "info", event, fields }),
      warn: (event, fields) => told.push({ level: "warn", event, fields }),
      error: (event, _error, fields) => told.push({ level: "error", event, fields }),
    },
    newId: () => `request-${++ids}`,
    now: () => 1_795_340_000_000 as Instant,
    metrics: createMetrics(),
    ...change,
  };
  return { services, told };
}
