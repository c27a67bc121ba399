import type { Outcome } from "../core/decision/types.ts";
import type { ExchangeId, Instant } from "../core/ids.ts";
import type { StoredExchange } from "./exchange-store.ts";

/** What people of the corporation look for among the exchanges of all parties; `null` = whatever it is. */
export interface ReviewQuery {
  /** As sender or recipient. */
  readonly party: string | null;
  readonly covenant: string | null;
  readonly purpose: string | null;
  readonly outcome: Outcome | null;
  /** Decided at or after this instant, and before that one. */
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** The last one of the page before. */
  readonly after: ExchangeId | null;
  readonly limit: number;
}

export interface ExchangeReviews {
  /** Newest first, whoever sent or received them, refused and held ones among them. */
  review(query: ReviewQuery): Promise<readonly StoredExchange[]>;
}
