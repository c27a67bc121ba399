import { GatewayError } from "../core/errors.ts";
import type { ReasonCode } from "../core/decision/reasons.ts";
import type { SeenStanding, StoredExchange } from "../ports/exchange-store.ts";
import type { LedgerWrite } from "../ports/ledger.ts";
import type { World } from "../ports/world.ts";
import { findStanding } from "./delivery-standing.ts";
import { eventEntry } from "./entries.ts";
import { parcelHeader } from "./parcel-header.ts";

/** Times it is looked again at what moved between looking and giving, before the recipient is told to come back. */
const ATTEMPTS_MAX = 3;

/** How a parcel leaves: fetched from the mailbox, or in the answer to the document that asked for it. */
export type DeliveredBy = "mailbox" | "answer";

/**
 * A parcel's bytes for its recipient, with the entry of the first delivery written before they leave. What was released
 * is given out only while a decision of this instant could still rest on the same: else PARCEL_WITHHELD, with an entry
 * the first time. PARCEL_GONE after its term.
 */
export async function deliverParcel(
  world: World,
  { stored, by }: { readonly stored: StoredExchange; readonly by: DeliveredBy },
): Promise<Uint8Array> {
  const { id } = stored.row;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const standing = await findStanding(world, stored);
    if (standing.missing !== null) return withhold(world, { stored, missing: standing.missing });
    const delivered = deliveredEntry(world, { stored, by });
    const fetched = await world.exchanges.fetchParcel(id, { delivered, seen: standing.seen satisfies SeenStanding });
    if (fetched.status === "given") return fetched.bytes;
    if (fetched.status === "gone")
      throw new GatewayError("PARCEL_GONE", "the parcel was destroyed at the end of its term");
    await world.contracts.refresh();
  }
  throw new GatewayError("STATE_MOVED", "what this parcel was released under kept changing while it was given out", {
    remedy: "ask for it again",
  });
}

/** The entry of a parcel that leaves. */
export function deliveredEntry(
  world: World,
  { stored, by }: { readonly stored: StoredExchange; readonly by: DeliveredBy },
): LedgerWrite {
  const header = { kind: "parcel.delivered", ...parcelHeader(stored), by } as const;
  return eventEntry(world, { header, exchangeId: stored.row.id, now: world.now() });
}

async function withhold(
  world: World,
  { stored, missing }: { readonly stored: StoredExchange; readonly missing: ReasonCode },
): Promise<never> {
  const because = missing.toLowerCase().replaceAll("_", "-");
  const header = { kind: "parcel.withheld", ...parcelHeader(stored), because } as const;
  const entry = eventEntry(world, { header, exchangeId: stored.row.id, now: world.now() });
  await world.exchanges.withholdParcel(stored.row.id, entry);
  throw new GatewayError("PARCEL_WITHHELD", `what this parcel was released under stands no more: \`${missing}\``, {
    remedy: "ask the corporation; after a resumption the same parcel can be fetched, while its term lasts",
  });
}
