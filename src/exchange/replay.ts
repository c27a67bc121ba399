import { GatewayError } from "../core/errors.ts";
import type { World } from "../ports/world.ts";
import { deliverParcel } from "./deliver.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Identified } from "./open-document.ts";
import type { Reply } from "./views.ts";

/**
 * The answer to a document that was received before, also re-encrypted: the original decision, and the parcel while it may
 * still be delivered (else PARCEL_GONE or PARCEL_WITHHELD; the decision itself can be looked at all the same). `null` for a new one; MESSAGE_ID_REUSED for other content under the same id.
 */
export async function findReplay(world: World, { caller, document, digest }: Identified): Promise<Reply | null> {
  const seen = await world.exchanges.findMessage(caller.party.id, document.header.messageId);
  if (seen === null) return null;
  if (seen.documentSha256 !== digest) {
    throw new GatewayError("MESSAGE_ID_REUSED", "another document was sent under this `messageId`", {
      at: "header.messageId",
      remedy: "give every document a `messageId` of its own (UUIDv7)",
    });
  }
  const stored = await world.exchanges.find(seen.exchangeId);
  if (stored === null) throw new GatewayError("INVARIANT_BROKEN", "a message points at an exchange that is not there");
  const mine = stored.parcel !== null && stored.parcel.recipient === caller.party.id;
  const parcel = mine ? await deliverParcel(world, { stored, by: "answer" }) : null;
  return { view: exchangeView(stored, caller), replayed: true, parcel, receipt: null };
}

/** Two copies of one document met in the commit, and the other one won: its answer is the answer. */
export async function getReplay(world: World, identified: Identified): Promise<Reply> {
  const reply = await findReplay(world, identified);
  if (reply === null) throw new GatewayError("INVARIANT_BROKEN", "a duplicate without an original");
  return reply;
}
