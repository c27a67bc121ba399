import { GatewayError } from "../core/errors.ts";
import type { ExchangeId } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Commit } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";
import { commitOf } from "./commit.ts";
import { decideNow } from "./decide-now.ts";
import { deliveredEntry } from "./deliver.ts";
import { exchangeView, storedOf } from "./exchange-view.ts";
import { openDocument } from "./open-document.ts";
import { findReplay, getReplay } from "./replay.ts";
import { sealExcerpt } from "./seal-excerpt.ts";
import type { Submission } from "./gateway.ts";
import { spanOf } from "./spans.ts";
import type { Reply } from "./views.ts";

/** Times an exchange is decided anew because what it rested on moved, before the sender is told to come back. */
const ATTEMPTS_MAX = 3;

/** The path of one exchange (design §3), from bytes on the wire to an answer: a refusal is an answer too. */
export function createSubmit(world: World): (caller: Caller, submission: Submission) => Promise<Reply> {
  return async function submit(caller, { message, trace }) {
    const startedAt = world.now();
    const identified = await openDocument(world, { caller, message, received: startedAt });
    const earlier = await findReplay(world, identified);
    if (earlier !== null) return earlier;
    const { document, digest } = identified;
    const id = world.newId() as ExchangeId;
    const span = spanOf(trace, startedAt);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const now = world.now(); // read once an attempt: the decision, its entry and its counters share one instant
      const decided = await decideNow(world, { document, caller, now, approvals: null, trace });
      const allowed = decided.decision.outcome === "allow";
      const parcel = allowed ? await sealExcerpt(world, { id, decided, now }) : null;
      const commit = withDelivery(world, await commitOf(world, { id, caller, decided, digest, parcel, span, now }));
      // Committed before anything leaves. A crash after this line leaves an entry for a parcel nobody received,
      // which the officer can explain; the other order leaves a disclosure that nobody can.
      const { status } = await world.exchanges.commit(commit);
      if (status === "duplicate") return getReplay(world, identified);
      if (status === "committed") {
        const answer = commit.delivered === null ? null : (parcel?.bytes ?? null);
        return { view: exchangeView(storedOf(commit), caller), replayed: false, parcel: answer, receipt: null };
      }
      await world.contracts.refresh();
    }
    throw new GatewayError("STATE_MOVED", "what this exchange rests on kept changing while it was decided", {
      remedy: "send the same document again",
    });
  };
}

/** What is sealed to the sender itself goes in the answer to it: the entry that says so is of the same commit. */
function withDelivery(world: World, commit: Commit): Commit {
  const { parcel, exchange } = commit;
  if (parcel?.recipient !== exchange.sender) return commit;
  return { ...commit, delivered: deliveredEntry(world, { stored: storedOf(commit), by: "answer" }) };
}
