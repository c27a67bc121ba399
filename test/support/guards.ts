import type { LedgerGuard } from "../../src/ports/ledger-guard.ts";

export interface MemoryGuard extends LedgerGuard {
  /** As somebody with access to its file would put it. */
  set(note: string | null): void;
}

/** A guard outside the database that lives as long as its test. */
export function memoryGuard(note: string | null = null): MemoryGuard {
  const held = { note };
  return {
    read: () => Promise.resolve(held.note),
    write(newer) {
      held.note = newer;
      return Promise.resolve();
    },
    set: (other) => void (held.note = other),
  };
}
