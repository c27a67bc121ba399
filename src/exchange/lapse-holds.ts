import { GatewayError } from "../core/errors.ts";
import type { World } from "../ports/world.ts";
import { concludeHold } from "./conclude-hold.ts";
import { endByVotes } from "./conclude-voted-holds.ts";
import { heldDocument } from "./holds.ts";

/** Holds taken in one round; the rest are taken in the next, seconds later. */
const ROUND_MAX = 50;

/**
 * Holds past five working days become a refusal, of which the sender is told at the exchange; those on a legal duty or a
 * worry about somebody never lapse: they escalate (design §6). Gives how many it ended or escalated.
 */
export async function lapseHolds(world: World): Promise<number> {
  const due = await world.holds.claimDue(world.now(), ROUND_MAX);
  for (const hold of due) {
    try {
      // Votes that were complete in time count, whoever was to bring it about.
      if (await endByVotes(world, hold)) continue;
      if (hold.escalates) await world.holds.escalate(hold.holdId, world.now(), world.newId());
      else await concludeHold(world, { hold, document: await heldDocument(world, hold), how: "expired" });
    } catch (error) {
      // Another worker or an approver was first; anything else is tried again when the claim runs out.
      if (!(error instanceof GatewayError && error.code === "HOLD_ENDED"))
        world.log.error("hold.lapse-failed", error, { holdId: hold.holdId });
    }
  }
  return due.length;
}
