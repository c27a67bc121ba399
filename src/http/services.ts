import type { Instant } from "../core/ids.ts";
import type { Gateway } from "../exchange/gateway.ts";
import type { LedgerReader } from "../ports/ledger.ts";
import type { OperationsLog } from "../ports/operations-log.ts";
import type { IdempotencyStore, Tokens } from "../ports/tokens.ts";
import type { World } from "../ports/world.ts";
import type { Metrics } from "./metrics.ts";
import type { RateLimits } from "./rate-limits.ts";

/** Whether the gateway can take an exchange now; the names of the checks are ours. */
export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** What the routes need of the world; `main.ts` composes it. */
export interface Services {
  readonly gateway: Gateway;
  readonly tokens: Tokens;
  readonly idempotency: IdempotencyStore;
  readonly ledger: LedgerReader;
  readonly ready: () => Promise<Readiness>;
  readonly mode: World["environment"];
  /** The URL under which the outside reaches us, without a slash at its end. */
  readonly issuer: string;
  readonly log: OperationsLog;
  readonly newId: () => string;
  readonly random: World["random"];
  readonly now: () => Instant;
  readonly metrics: Metrics;
  readonly limits: RateLimits;
  /** Addresses and CIDR blocks whose `X-Forwarded-For` is believed, besides loopback. */
  readonly trustedProxies: readonly string[];
}
