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
    write(newer, expected) {
      if (held.note !== expected) return Promise.resolve(false);
      held.note = newer;
      return Promise.resolve(true);
    },
    set: (other) => void (held.note = other),
  };
}
