import type { ExchangeId, Instant, Pseudonym } from "../core/ids.ts";

/** One decision under a clause, as it was kept. */
export interface RecordedDecision {
  readonly id: ExchangeId;
  readonly at: Instant;
  readonly sender: string;
  readonly recipient: string;
  /** Of the covenant under which it was decided. */
  readonly version: number;
  readonly clause: string;
  /** JSON: names and verdicts, as the controller may see them. */
  readonly controllerView: string;
  /** Under whose key the record is; `null` where it was about nobody. */
  readonly person: Pseudonym | null;
  /** JSON: checks, compared facts and the reason of an emergency, opened; `null` where the person was erased. */
  readonly record: string | null;
}

export interface RecordedDecisions {
  /** Those of a covenant since an instant, newest first, `after` the last id of the page before. Throws DATABASE_UNAVAILABLE. */
  page(query: {
    readonly covenant: string;
    readonly since: Instant;
    readonly after: ExchangeId | null;
    readonly limit: number;
  }): Promise<readonly RecordedDecision[]>;
  /** The last decision of one exchange; `null` where it was under no clause. Throws DATABASE_UNAVAILABLE. */
  find(id: ExchangeId): Promise<RecordedDecision | null>;
}
