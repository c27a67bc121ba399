import type { KeptFault } from "../core/ledger/reconcile-entry.ts";

export type ReconcileCode =
  | KeptFault
  /** A place in the log has no row. */
  | "ENTRY_MISSING"
  /** The row is not what stands in the published bundle. */
  | "ENTRY_DIFFERS"
  | "OPENING_MISSING"
  | "OPENING_WITHOUT_ENTRY"
  | "EXCHANGE_WITHOUT_ENTRY"
  | "ENTRY_WITHOUT_EXCHANGE";

export interface ReconcileFinding {
  readonly code: ReconcileCode;
  /** An entry's id, an exchange's id, or `#` with a place in the log. */
  readonly id: string;
}

export interface Reconciliation {
  readonly entries: number;
  /** Committed and not numbered yet. */
  readonly pending: number;
  readonly exchanges: number;
  /** At most a thousand; `found` counts them all. */
  readonly findings: readonly ReconcileFinding[];
  readonly found: number;
}
