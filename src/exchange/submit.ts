import { parseDocument } from "../core/document/parse.ts";
import type { Document } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import type { ExchangeId, Instant, Sha256 } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { commitOf } from "./commit.ts";
import { decideNow } from "./decide-now.ts";
import { exchangeView, storedOf } from "./exchange-view.ts";
import { refuseMessage } from "./refuse-message.ts";
import { sealExcerpt } from "./seal-excerpt.ts";
import type { Reply } from "./views.ts";

/** Times an exchange is decided anew because what it rested on moved, before the sender is told to come back. */
const ATTEMPTS_MAX = 3;
/** A document may be made some days before it is sent (files); its signature must be fresh all the same (design §6). */
const SENT_BEFORE_MAX_MS = 7 * 86_400_000;
const SENT_AFTER_MAX_MS = 5 * 60_000;

/** The path of one exchange (design §3), from bytes on the wire to an answer: a refusal is an answer too. */
export function createSubmit(world: World): (caller: Caller, message: Uint8Array) => Promise<Reply> {
  async function submit(caller: Caller, message: Uint8Array): Promise<Reply> {
    const received = world.now();
    const { document, digest } = await openDocument({ caller, message, received });
    const earlier = await replay({ caller, document, digest });
    if (earlier !== null) return earlier;
    const id = world.newId() as ExchangeId;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const now = world.now(); // read once an attempt: the decision, its entry and its counters share one instant
      const decided = await decideNow(world, { document, caller, now, approvals: null });
      const parcel = decided.decision.outcome === "allow" ? await sealExcerpt(world, { id, decided, now }) : null;
      const commit = await commitOf(world, { id, caller, decided, digest, parcel, now });
      // Committed before anything leaves. A crash after this line leaves an entry for a parcel nobody received,
      // which the officer can explain; the other order leaves a disclosure that nobody can.
      const { status } = await world.exchanges.commit(commit);
      if (status === "committed") {
        const mine = parcel !== null && decided.decision.recipient === caller.party.id;
        return {
          view: exchangeView(storedOf(commit), caller),
          replayed: false,
          parcel: mine ? parcel.bytes : null,
          receipt: null,
        };
      }
      if (status === "duplicate") return raced({ caller, document, digest });
      await world.contracts.refresh();
    }
    throw new GatewayError("STATE_MOVED", "what this exchange rests on kept changing while it was decided", {
      remedy: "send the same document again",
    });
  }

  async function openDocument(from: {
    caller: Caller;
    message: Uint8Array;
    received: Instant;
  }): Promise<{ document: Document; digest: Sha256 }> {
    try {
      const opened = await world.seals.open(from.message, from.caller.party);
      const document = parseDocument(opened.plaintext);
      requireSentInTime(document, from.received);
      return { document, digest: sha256Of(opened.plaintext) };
    } catch (error) {
      if (error instanceof GatewayError) await refuseMessage(world, { ...from, code: error.code });
      throw error;
    }
  }

  async function replay(from: { caller: Caller; document: Document; digest: Sha256 }): Promise<Reply | null> {
    const { messageId } = from.document.header;
    const seen = await world.exchanges.findMessage(from.caller.party.id, messageId);
    if (seen === null) return null;
    if (seen.documentSha256 !== from.digest) {
      throw new GatewayError("MESSAGE_ID_REUSED", "another document was sent under this `messageId`", {
        at: "header.messageId",
        remedy: "give every document a `messageId` of its own (UUIDv7)",
      });
    }
    return original({ caller: from.caller, id: seen.exchangeId });
  }

  /** The original decision and receipt; the parcel while it may still be delivered, else PARCEL_GONE. */
  async function original({ caller, id }: { caller: Caller; id: ExchangeId }): Promise<Reply> {
    const stored = await world.exchanges.find(id);
    if (stored === null)
      throw new GatewayError("INVARIANT_BROKEN", "a message points at an exchange that is not there");
    const mine = stored.parcel !== null && stored.parcel.recipient === caller.party.id;
    const parcel = mine ? await world.exchanges.readParcel(id) : null;
    if (mine && parcel === null)
      throw new GatewayError("PARCEL_GONE", "the parcel was destroyed at the end of its term");
    return { view: exchangeView(stored, caller), replayed: true, parcel, receipt: null };
  }

  /** Two copies of one document met in the commit; the other one won. */
  async function raced(from: { caller: Caller; document: Document; digest: Sha256 }): Promise<Reply> {
    const reply = await replay(from);
    if (reply === null) throw new GatewayError("INVARIANT_BROKEN", "a duplicate without an original");
    return reply;
  }

  return submit;
}

function requireSentInTime(document: Document, received: Instant): void {
  const age = received - document.header.sentAt;
  if (age > SENT_BEFORE_MAX_MS || age < -SENT_AFTER_MAX_MS) {
    throw new GatewayError("DOCUMENT_HEADER_INVALID", "`sentAt` lies more than 7 days back or in the future", {
      at: "header.sentAt",
      remedy: "check this system's clock, or make the document anew",
    });
  }
}
