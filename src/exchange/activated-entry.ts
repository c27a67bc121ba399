import type { Covenant } from "../core/covenant/types.ts";
import type { Sha256 } from "../core/ids.ts";
import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";

/** The entry of a catalogue that came into force: which files it is made of, its digest tells. */
export const catalogueEntry = (world: World, sha256: Sha256): LedgerWrite =>
  eventEntry(world, {
    header: { kind: "catalogue.activated", actor: "gateway", sha256 },
    exchangeId: null,
    now: world.now(),
  });

/** The entry of a version that came into force: who signed it is in its file, and its hash names that file. */
export function activatedEntry(
  world: World,
  { id, version, hash }: Pick<Covenant, "id" | "version" | "hash">,
): LedgerWrite {
  const header = {
    kind: "covenant.activated",
    actor: "gateway",
    covenant: { id, version, hash },
    party: null,
  } as const;
  return eventEntry(world, { header, exchangeId: null, now: world.now() });
}
