/**
 * The last checkpoint that was signed, kept outside the database: whoever restores an old database, or puts another in its
 * place, meets it here (ledger.md §2.4).
 */
export interface LedgerGuard {
  /** The signed note; `null` where there is none yet. Throws LEDGER_GUARD_UNREADABLE. */
  read(): Promise<string | null>;
  /**
   * Lasting before it gives `true`. `false`, with nothing written, where the guard holds anything else than `expected`, which
   * the caller read and compared with its tree: two copies of one ledger may share a guard, and only one of them is signed.
   * Throws LEDGER_GUARD_UNREADABLE where it cannot be written.
   */
  write(note: string, expected: string | null): Promise<boolean>;
}
