import { parseDocument } from "../core/document/parse.ts";
import type { Document } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant, Sha256 } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { refuseMessage } from "./refuse-message.ts";

/** A document may be made some days before it is sent (files); its signature must be fresh all the same (design §6). */
const SENT_BEFORE_MAX_MS = 7 * 86_400_000;
const SENT_AFTER_MAX_MS = 5 * 60_000;

export interface Received {
  readonly caller: Caller;
  readonly message: Uint8Array;
  readonly received: Instant;
}

/** A document as its sender signed it; identity is the digest of its plaintext, since OpenPGP output differs each time. */
export interface Identified {
  readonly caller: Caller;
  readonly document: Document;
  readonly digest: Sha256;
}

/** Decrypts, verifies, parses. What is hostile or broken is refused by a ledger entry of its own and thrown on. */
export async function openDocument(world: World, from: Received): Promise<Identified> {
  try {
    const opened = await world.seals.open(from.message, from.caller.party);
    const document = parseDocument(opened.plaintext);
    requireSentInTime(document, from.received);
    requireOwnChannel(document, from.caller);
    return { caller: from.caller, document, digest: world.seals.digestOf(opened.plaintext) };
  } catch (error) {
    if (error instanceof GatewayError) await refuseMessage(world, { ...from, code: error.code });
    throw error;
  }
}

/** What went by post, phone or visit is recorded by the corporation, which did it (design §6). */
function requireOwnChannel({ header }: Document, { party }: Caller): void {
  if (header.channel !== null && party.role !== "controller") {
    throw new GatewayError("DOCUMENT_HEADER_INVALID", "`channel` is the corporation's to set", {
      at: "header.channel",
    });
  }
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
