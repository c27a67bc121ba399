import { createHash, randomBytes } from "node:crypto";
import type { Party, StaffRole } from "../../src/core/catalogue/party.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { Instant } from "../../src/core/ids.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";
import { parseRegisterBody } from "../../src/exchange/register-requests.ts";
import { exampleReport } from "../../src/http/reports/example.ts";
import { exampleSimulation } from "../../src/http/simulations/example.ts";
import { SCOPES } from "../../src/http/define-route.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { createRateLimits } from "../../src/http/rate-limits.ts";
import type { Services } from "../../src/http/services.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import type { LedgerReader } from "../../src/ports/ledger.ts";
import type { IdempotencyStore, Tokens } from "../../src/ports/tokens.ts";
import * as examples from "./examples.ts";

export const ISSUER = "https://gateway.example";

const aParty = (id: string, role: Party["role"]): Party => ({
  id,
  name: id,
  role,
  contact: { email: `contact@${id}.example`, phone: null, address: null },
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

const fetched = examples.anExchange({ parcel: { sha256: "0c".repeat(32), size: 9, status: "fetched" } });
const twoExchanges = { items: [examples.anExchange(), examples.aDenial()], next: examples.EXCHANGE };

/** Answers every call with something of its type; a test replaces the one it is about. */
export function aGateway(change: Partial<Gateway> = {}): Gateway {
  return {
    submit: (_, { receiptWaitMs: wait }) =>
      Promise.resolve({
        view: examples.anExchange(),
        replayed: false,
        parcel: null,
        receipt: wait === undefined ? null : examples.aReceipt,
      }),
    find: () => Promise.resolve(fetched),
    list: () => Promise.resolve({ ...twoExchanges, cursor: "Y3Vyc29y" }),
    review: () => Promise.resolve(twoExchanges),
    fetchMessage: () => Promise.resolve(Uint8Array.of(0xc1, 0, 255)),
    receipt: () => Promise.resolve({ ...examples.aReceipt, status: "sequenced", proof: "c2sp.org/tlog-proof@v1\n" }),
    acknowledge: () => Promise.resolve({ recorded: true }),
    dryRun: () => Promise.resolve(examples.aForecast),
    covenants: () => Promise.resolve([examples.aCovenant]),
    covenant: () => Promise.resolve(examples.aCovenant),
    clause: () => Promise.resolve(examples.aClause),
    holds: () => Promise.resolve({ items: [examples.aHold], next: null }),
    hold: () => Promise.resolve(examples.aHold),
    reveal: () => Promise.resolve(examples.aHeldText),
    approve: () => Promise.resolve(examples.aHold),
    reject: () => Promise.resolve({ ...examples.aHold, state: "rejected" }),
    alerts: () => Promise.resolve({ items: [examples.anAlert], next: "a-1" }),
    alert: () => Promise.resolve(examples.anAlert),
    claimAlert: () => Promise.resolve(examples.anAlert),
    closeAlert: () => Promise.resolve(examples.anAlert),
    ownConsents: () => Promise.resolve({ items: [examples.aConsent], next: null }),
    ownRelations: () => Promise.resolve({ items: [examples.aRelation], next: "r-1" }),
    change: (_, request) => {
      parseRegisterBody(request.resource, request.body);
      return Promise.resolve({ id: "r-1", kind: "consent.recorded" });
    },
    synced: () => Promise.resolve(),
    suspend: () => Promise.resolve(),
    registerOfProcessing: () => Promise.resolve(exampleReport),
    logbook: () => Promise.resolve({ lines: ['{"trace_id":"0af7651916cd43dd8448eb211c80319c"}'], next: "3.9" }),
    simulate: () => Promise.resolve(exampleSimulation),
    ...change,
  };
}

/** A gateway that remembers what each call asked for, after who asked. */
export function aListeningGateway(change: Partial<Gateway> = {}): {
  readonly gateway: Gateway;
  readonly asked: unknown[][];
} {
  const asked: unknown[][] = [];
  const gateway = new Proxy(aGateway(change), {
    get: (target, name) => {
      const call = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        asked.push([name, ...given.slice(1)]);
        return call(...given);
      };
    },
  });
  return { gateway, asked };
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

/** As published, by a key that nobody has. */
export const checkpointOf = (size: number): string =>
  `log.example/2026\n${size}\nLfJsr8NQVGRqd2Gz2ZSu4ExhnahIJI0fT3mhU8UP934=\n\n— log.example/2026 h4ZZYTGc\n`;

export function aLedger(change: Partial<LedgerReader> = {}): LedgerReader {
  return {
    origin: "log.example/2026",
    vkey: "log.example/2026+87865961+AQ",
    checkpoint: () => Promise.resolve(checkpointOf(30_000_000_000_000)),
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
    fingerprint: (body) => createHash("sha256").update(body).digest("hex"),
    claim: (key, fingerprint) => {
      const row = rows.get(key);
      if (row === undefined) {
        rows.set(key, { fingerprint, answer: null });
        return Promise.resolve({ claimed: { key, token: "t-1" } });
      }
      if (row.fingerprint !== fingerprint) return Promise.resolve("other-body");
      return Promise.resolve(row.answer === null ? "in-progress" : { kept: row.answer });
    },
    finish: ({ key }, answer) => {
      const row = rows.get(key);
      if (row) row.answer = answer;
      return Promise.resolve();
    },
    release: ({ key }) => {
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
    random: (bytes) => randomBytes(bytes),
    now: () => 1_795_340_000_000 as Instant,
    metrics: createMetrics(),
    limits: createRateLimits({ requestsPerSecond: 100_000, tokenRefusalsPerMinute: 1_000 }),
    trustedProxies: [],
    ...change,
  };
  return { services, told };
}
