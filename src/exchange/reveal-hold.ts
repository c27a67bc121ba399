import type { Document } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant, Pseudonym } from "../core/ids.ts";
import { nextSpan } from "../core/trace.ts";
import type { StoredHold } from "../ports/hold-store.ts";
import type { World } from "../ports/world.ts";
import { decideNow, type Decided } from "./decide-now.ts";
import { eventEntry } from "./entries.ts";
import { reasonView, verdictView } from "./exchange-view.ts";
import type { HeldText } from "./views.ts";

interface Reveal {
  readonly hold: StoredHold;
  readonly document: Document;
  readonly actor: { readonly person: string; readonly role: string };
  readonly reason: string;
}

/**
 * What an approver judges: the document as held, and what would leave if it were approved as it now stands. Of a pull the
 * document is only the question; the answer is what they let go. The look is in the ledger before anything is shown
 * (S-06: viewing is processing); where it cannot be written, nothing is.
 */
export async function revealHold(world: World, { hold, document, actor, reason }: Reveal): Promise<HeldText> {
  const now = world.now();
  const decided = await decideAsApproved(world, { hold, document, now });
  const { outcome, reasons, verdicts, excerpt } = decided.decision;
  await world.exchanges.append(
    eventEntry(world, {
      header: { kind: "value.revealed", actor: actor.person, party: null, purpose: document.header.purpose },
      exchangeId: hold.exchangeId,
      now,
      actors: [actor],
      because: reason,
      // Only names of the clause's own fields: those of the document may be anything its sender thought of.
      details: { holdId: hold.holdId, outcome, excerpt: Object.keys(excerpt ?? {}) },
      persons: personsOf(decided),
    }),
  );
  return {
    subjects: document.subjects,
    data: document.data,
    release: { outcome, reasons: reasons.map(reasonView), fields: verdicts.map(verdictView), excerpt },
  };
}

/** As if whoever looks were the last to approve: without what others dropped already. Nothing is written. */
export async function decideAsApproved(
  world: World,
  { hold, document, now }: Pick<Reveal, "hold" | "document"> & { readonly now: Instant },
): Promise<Decided> {
  const { catalogue } = await world.contracts.current();
  const stored = await world.exchanges.find(hold.exchangeId);
  const party = catalogue.parties.get(stored?.row.sender ?? "");
  if (stored === null || party === undefined) throw new GatewayError("INVARIANT_BROKEN", "a hold without an exchange");
  const dropped = hold.votes.flatMap((vote) => vote.dropped);
  const trace = nextSpan(stored.row.span, world.random);
  return decideNow(world, { document, caller: { party }, approvals: { approved: true, dropped }, trace, now });
}

/** Whom the look is about; somebody who would only come into the register with this document is nobody there yet. */
const personsOf = ({ people }: Decided): readonly Pseudonym[] => [
  ...new Set(people.subjects.flatMap(({ finding }) => (finding.found === "one" ? [finding.state.pseudonym] : []))),
];
