/**
 * The last checkpoint that was signed, kept outside the database: whoever restores an old database, or puts another in its
 * place, meets it here (ledger.md §2.4).
 */
export interface LedgerGuard {
  /** The signed note; `null` where there is none yet. Throws LEDGER_GUARD_UNREADABLE. */
  read(): Promise<string | null>;
  /**
   * Lasting before it resolves. A note of a smaller tree does not replace that of a larger one: several processes may share
   * one guard. Throws LEDGER_GUARD_UNREADABLE where it cannot be written.
   */
  write(note: string): Promise<void>;
}
