import type { Instant } from "../core/ids.ts";
import { toBase64 } from "../core/ledger/bytes.ts";
import type { Checkpoint } from "../core/ledger/checkpoint.ts";
import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";

export interface Begun {
  readonly origin: string;
  /** What the guard knew of the ledger before; `null` where it is lost too. */
  readonly before: Checkpoint | null;
  /** The note itself, for the officer. */
  readonly note: string | null;
  readonly reason: string;
  readonly now: Instant;
}

/** The first entry of a ledger under a new name: which one it takes over from, and, for the officer, why. */
export function begunEntry(
  world: Pick<World, "newId" | "random">,
  { origin, before, note, reason, now }: Begun,
): LedgerWrite {
  const header = {
    kind: "ledger.begun",
    actor: "operator",
    origin,
    before: before === null ? null : { origin: before.origin, size: before.size, root: toBase64(before.root) },
  } as const;
  return eventEntry(world, { header, exchangeId: null, now, because: reason, details: { checkpoint: note } });
}
