import type { Instant } from "../core/ids.ts";
import type { LoggedDecision } from "../core/logbook/decision.ts";

/** Decisions in the order of the ledger's leaves; only what has its place there is read. */
export interface LogbookReader {
  /** The leaf of an entry; `null` until it has one. Throws DATABASE_UNAVAILABLE. */
  leafOf(entryId: string): Promise<number | null>;
  /** The leaf before which nothing was decided at this instant or later. Throws DATABASE_UNAVAILABLE. */
  firstLeafFrom(at: Instant): Promise<number>;
  /**
   * Those decided within the span, among leaves `from` (inclusive) to `until` (exclusive). Throws DATABASE_UNAVAILABLE, and
   * LEDGER_OPENING_BROKEN, which names the entry, where a person's opening is not what that entry committed to.
   */
  page(query: {
    readonly leaves: { readonly from: number; readonly until: number };
    readonly decided: { readonly from: Instant; readonly until: Instant };
    readonly limit: number;
  }): Promise<readonly (LoggedDecision & { readonly leaf: number })[]>;
}
