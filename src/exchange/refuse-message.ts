import type { ErrorCode } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { refusedEntry } from "./entries.ts";

/** Our own faults; what failed here says nothing about the message. */
const OURS = /^(DATABASE|LEDGER|KEY|CONFIG|INVARIANT|MIGRATION)_/;

/** Nothing of a message that could not be read is stored but this refusal: who sent it, when, and the code. */
export async function refuseMessage(
  world: World,
  refused: { readonly caller: Caller; readonly code: ErrorCode; readonly received: Instant },
): Promise<void> {
  const { caller, code, received } = refused;
  if (OURS.test(code)) return;
  await world.exchanges.append(refusedEntry(world, { caller, code, now: received }));
  world.log.warn("message.refused", { party: caller.party.id, clientId: caller.clientId, code });
}
