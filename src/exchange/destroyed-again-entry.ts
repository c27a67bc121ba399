import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";

/** The entry of keys that a restored backup had brought back and that were destroyed again: how many, and of nobody. */
export function destroyedAgainEntry(world: World, keys: number): LedgerWrite {
  const header = { kind: "subject-key.destroyed", actor: "gateway", because: "restored-backup", keys } as const;
  return eventEntry(world, { header, exchangeId: null, now: world.now() });
}
