import { GatewayError } from "../core/errors.ts";
import type { StoredHold } from "../ports/hold-store.ts";
import type { World } from "../ports/world.ts";
import { concludeHold } from "./conclude-hold.ts";
import { endOf, heldDocument } from "./holds.ts";

/** Holds taken in one round; the rest are taken in the next, seconds later. */
const ROUND_MAX = 50;

/**
 * Ends holds whose votes are complete but which nobody ended: the process that took the last vote died. What they wait
 * for besides, such as a decision on an objection, is waited for still. Gives how many it ended.
 */
export async function concludeVotedHolds(world: World): Promise<number> {
  let ended = 0;
  for (const hold of await world.holds.claimVoted(world.now(), ROUND_MAX)) {
    try {
      if (await endByVotes(world, hold)) ended += 1;
    } catch (error) {
      // Somebody else was first; anything else is tried again when the claim runs out.
      if (!(error instanceof GatewayError && error.code === "HOLD_ENDED"))
        world.log.error("hold.conclude-failed", error, { holdId: hold.holdId });
    }
  }
  return ended;
}

/** `false` where the votes do not end it, or no approval passes what it waits for. Throws HOLD_ENDED. */
export async function endByVotes(world: World, hold: StoredHold): Promise<boolean> {
  const how = endOf(hold);
  if (how === null) return false;
  try {
    await concludeHold(world, { hold, document: await heldDocument(world, hold), how });
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.code === "APPROVER_NOT_ALLOWED") return false;
    throw error;
  }
}
