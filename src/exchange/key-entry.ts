import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";

export interface KeyChange {
  readonly change: "activated" | "retired";
  /** `openpgp-v4`, `token`, … */
  readonly use: string;
  /** Fingerprint, thumbprint or version: public. */
  readonly key: string;
}

/** The entry of a key of the gateway's own that came into use, or went out of it. */
export function keyEntry(world: World, { change, use, key }: KeyChange): LedgerWrite {
  const header = { kind: `key.${change}`, actor: "gateway", use, key } as const;
  return eventEntry(world, { header, exchangeId: null, now: world.now() });
}
