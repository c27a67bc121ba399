import { endHeld } from "../core/decision/end-held.ts";
import { printReason } from "../core/decision/reasons.ts";
import type { Document } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import { nextSpan, type Trace } from "../core/trace.ts";
import type { StoredHold } from "../ports/hold-store.ts";
import type { World } from "../ports/world.ts";
import { commitOf } from "./commit.ts";
import { decideNow, type Decided } from "./decide-now.ts";
import type { StoredView } from "./exchange-view.ts";
import { sealExcerpt } from "./seal-excerpt.ts";
import { spanOf } from "./spans.ts";

const ATTEMPTS_MAX = 3;

interface Conclusion {
  readonly hold: StoredHold;
  readonly document: Document;
  readonly how: "approved" | "rejected" | "expired";
}

/**
 * Ends a hold: the whole decision runs again on the same document at this instant, and the stricter result wins. What was
 * withdrawn, suspended or refused while it waited is never released on the old state.
 */
export async function concludeHold(world: World, { hold, document, how }: Conclusion): Promise<void> {
  const stored = await world.exchanges.find(hold.exchangeId);
  const { catalogue } = await world.contracts.current();
  const party = catalogue.parties.get(stored?.row.sender ?? "");
  if (stored === null || party === undefined) throw new GatewayError("INVARIANT_BROKEN", "a hold without an exchange");
  const caller = { party, clientId: stored.row.clientId, person: null };
  const { reasons } = JSON.parse(stored.views.controller) as StoredView;
  const seen = new Set(reasons.map(printReason));
  const approvers = hold.votes.map(({ person, role }) => ({ person, role }));
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const now = world.now();
    const trace = nextSpan(stored.row.span, world.random);
    const decided = await decideAgain(world, { hold, document, how, caller, seen, trace, now });
    const id = hold.exchangeId;
    const parcel = decided.decision.outcome === "allow" ? await sealExcerpt(world, { id, decided, now }) : null;
    const commit = await commitOf(world, {
      id,
      caller,
      decided,
      digest: stored.row.documentSha256,
      parcel,
      approvers,
      span: spanOf(trace, now),
      now,
    });
    const result = await world.exchanges.commit({ ...commit, hold: null, endsHold: { holdId: hold.holdId, how } });
    if (result.status === "committed") return;
    if (result.status === "duplicate") throw new GatewayError("HOLD_ENDED", "this hold was ended by somebody else");
    await world.contracts.refresh();
  }
  throw new GatewayError("STATE_MOVED", "what this exchange rests on kept changing while it was decided", {
    remedy: "try again",
  });
}

type Again = Conclusion & {
  /** Reasons of the hold, as those who voted could read them. */
  readonly seen: ReadonlySet<string>;
  readonly caller: { readonly party: Decided["judgement"]["case"]["sender"] };
  readonly trace: Trace;
  readonly now: ReturnType<World["now"]>;
};

async function decideAgain(world: World, { hold, document, how, caller, seen, trace, now }: Again): Promise<Decided> {
  const unapproved = await decideNow(world, { document, caller, approvals: null, trace, now });
  if (how !== "approved") {
    const code = how === "rejected" ? "REJECTED_BY_APPROVER" : "HOLD_EXPIRED";
    return { ...unapproved, decision: endHeld(unapproved.decision, code) };
  }
  const { decision } = unapproved;
  // An approver passed what they saw. What arose since, an objection or a restriction, may be another's to weigh: the
  // exchange ends, and sent again it is held for the right people.
  const arisen = decision.outcome === "hold" ? decision.reasons.filter((reason) => !seen.has(printReason(reason))) : [];
  if (arisen.length > 0) return { ...unapproved, decision: { ...endHeld(decision, "HOLD_EXPIRED"), retryable: true } };
  const dropped = hold.votes.flatMap((vote) => vote.dropped);
  const decided = await decideNow(world, { document, caller, approvals: { approved: true, dropped }, trace, now });
  if (decided.decision.outcome !== "hold") return decided;
  throw new GatewayError("APPROVER_NOT_ALLOWED", "no approval passes what this waits for", {
    remedy: "record what it waits for (the decision on an objection, which of two persons) and vote again, or reject",
  });
}
