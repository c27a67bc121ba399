import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import type { StoredExchange } from "../ports/exchange-store.ts";
import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";

/** The entry of a parcel that nobody fetched within its term; the sender reads it off the exchange (design §12.10). */
export function destroyedEntry(
  world: World,
  { exchange, at }: { readonly exchange: StoredExchange; readonly at: Instant },
): LedgerWrite {
  const { row, parcel } = exchange;
  if (parcel === null) throw new GatewayError("INVARIANT_BROKEN", "no parcel to destroy");
  const because = parcel.fetchedAt === null ? "not-fetched" : "term-ended";
  const header = {
    kind: "parcel.destroyed",
    exchangeId: row.id,
    sender: row.sender,
    recipient: parcel.recipient,
    parcelSha256: parcel.sha256,
    because,
  } as const;
  return eventEntry(world, { header, exchangeId: row.id, now: at });
}
