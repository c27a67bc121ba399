import { workingDaysAgo } from "../core/working-days.ts";
import type { World } from "../ports/world.ts";

/** The working days, counted from the day a hold opened, at whose start those who may approve are reminded; it lapses after five. */
const REMINDED_ON = [3, 4];
/** Holds reminded of in one round; the rest follow in the next, seconds later. */
const ROUND_MAX = 50;

/** Reminds of holds before they lapse (design §6), each once on each of those days. Gives how many reminders went out. */
export async function remindOfHolds(world: World): Promise<number> {
  const at = world.now();
  let reminders = 0;
  // The last first: a gateway that was down over both days reminds once, not twice in a row.
  for (const [earlier, workingDay] of [...REMINDED_ON.entries()].reverse()) {
    const openedBefore = workingDaysAgo(at, workingDay);
    const alertIds = Array.from({ length: ROUND_MAX }, world.newId);
    reminders += await world.holds.remind({ nth: earlier + 1, openedBefore, at, alertIds });
  }
  return reminders;
}
