import { z } from "zod";

import { REASON_CODES } from "../decision/reasons.ts";
import { GatewayError } from "../errors.ts";
import { type Instant, isUuid } from "../ids.ts";
import { parseCanonical } from "./canonical.ts";

// Each of these kinds and members is final: an entry that is once in the tree is opened with this file for ever. A new kind
// may be added; a member may not.

/** Names and references of ours or a partner's: bounded, because a refused document is recorded with the names it gave. */
export const name = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const uuid = z.string().refine(isUuid);
const commitment = z.base64().length(44);
const count = z.int().nonnegative();
const time = z.string().refine((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && isReal(text));

/** RFC 3339 in UTC with milliseconds: the one form in which an instant enters the ledger. */
export const entryTime = (at: Instant): string => new Date(at).toISOString();

const isReal = (text: string): boolean => {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString() === text;
};

export const reason = z
  .strictObject({ code: z.enum(REASON_CODES), param: name.exactOptional(), n: count.exactOptional() })
  .readonly();
const covenant = z.strictObject({ id: name, version: count, hash: sha256 }).readonly();
/** A field that passed, with the transform as the clause writes it: `pass`, `lastMonths(12)`. */
const released = z.strictObject({ field: name, transform: name }).readonly();

const every = { id: uuid, at: time, officer: commitment, persons: commitment };
const exchanged = { ...every, exchangeId: uuid, sender: name, recipient: name };

const decided = z.strictObject({
  ...exchanged,
  kind: z.literal("exchange.decided"),
  environment: slug,
  messageId: name,
  replyTo: name.nullable(),
  covenant: covenant.nullable(),
  clause: name.nullable(),
  purpose: name,
  direction: z.enum(["in", "out", "pull"]),
  message: name,
  outcome: z.enum(["allow", "deny", "hold"]),
  /** The public reasons only: neutral where the truth would tell whether a person exists. */
  reasons: z.array(reason).readonly(),
  /** Of the document, or of a pull's answer. */
  fields: z.array(released).readonly(),
  /** Of a pull's question; empty otherwise. */
  questionFields: z.array(released).readonly(),
  /** Of the sealed bytes: ciphertext under a fresh session key, so that the digest confirms no guess of the content. */
  parcelSha256: sha256.nullable(),
});

const refused = z.strictObject({
  ...every,
  kind: z.literal("message.refused"),
  environment: slug,
  sender: name,
  /** An `ErrorCode`. No digest of the bytes: they may be plaintext, which a digest would let anyone confirm. */
  code: z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/),
});

const parcel = { ...exchanged, parcelSha256: sha256 };
const delivered = z.strictObject({ ...parcel, kind: z.literal("parcel.delivered"), by: slug });
/** Asked for by its recipient and not given out: what it was released under stood no more. */
const withheldParcel = z.strictObject({ ...parcel, kind: z.literal("parcel.withheld"), because: slug });
const acknowledged = z.strictObject({
  ...parcel,
  kind: z.literal("parcel.acknowledged"),
  of: z.enum(["receipt", "deletion"]),
});
const destroyed = z.strictObject({ ...parcel, kind: z.literal("parcel.destroyed"), because: slug });

const hold = z.strictObject({
  ...exchanged,
  kind: z.enum(["hold.approved", "hold.rejected", "hold.expired"]),
  holdId: uuid,
});

const standing = z.strictObject({
  ...every,
  kind: z.enum(["covenant.activated", "covenant.suspended", "covenant.resumed", "covenant.ended"]),
  actor: name,
  covenant,
  /** The one party it is for, of an accession; `null` = the whole version. */
  party: name.nullable(),
});

const key = z.strictObject({
  ...every,
  kind: z.enum(["key.activated", "key.retired"]),
  actor: name,
  use: slug,
  /** Fingerprint, key id or vkey: public. */
  key: name,
});

const register = z.strictObject({
  ...every,
  kind: z.enum([
    "party.suspended",
    "party.resumed",
    "consent.recorded",
    "consent.withdrawn",
    "objection.recorded",
    "objection.decided",
    "restriction.set",
    "restriction.lifted",
    "signal-refusal.recorded",
    "relation.opened",
    "relation.closed",
    "subject.recorded",
    "subject.erased",
    "rectification.recorded",
    "value.revealed",
  ]),
  actor: name,
  party: name.nullable(),
  purpose: name.nullable(),
});

/** A report was given to somebody: which one, and the digest of the version that it was. */
const report = z.strictObject({ ...every, kind: z.literal("report.exported"), actor: name, report: slug, sha256 });

/** Keys of persons that a restored backup had brought back were destroyed again; who they are is nobody's to say any more. */
const keysDestroyed = z.strictObject({
  ...every,
  kind: z.literal("subject-key.destroyed"),
  actor: name,
  because: slug,
  keys: count,
});

/** The first entry of a ledger that took over from one that could not be signed on; `before` as its guard knew it. */
const begun = z.strictObject({
  ...every,
  kind: z.literal("ledger.begun"),
  actor: name,
  origin: name,
  before: z.strictObject({ origin: name, size: count, root: commitment }).readonly().nullable(),
});

/** What every covenant rests on is another from here on: the digest of its files (`catalogueHash`). */
const catalogue = z.strictObject({ ...every, kind: z.literal("catalogue.activated"), actor: name, sha256 });

const header = z.discriminatedUnion("kind", [
  decided,
  refused,
  delivered,
  withheldParcel,
  acknowledged,
  destroyed,
  hold,
  standing,
  key,
  register,
  report,
  begun,
  catalogue,
  keysDestroyed,
]);

/** What an entry says to the partner it concerns; the rest is behind the commitments `officer` and `persons`. */
export type EntryHeader = Readonly<z.infer<typeof header>>;
export type EntryKind = EntryHeader["kind"];

/** Refuses with LEDGER_MALFORMED an unknown kind, and a member that is missing, wrong or not of its kind. */
export function checkHeader(value: unknown): EntryHeader {
  const result = header.safeParse(value);
  if (result.success) return result.data;
  // The path is made of our own names; zod's message would quote the value.
  throw new GatewayError("LEDGER_MALFORMED", "entry header does not fit its kind", {
    at: result.error.issues[0]?.path.join(".") ?? "kind",
  });
}

/** Reads the committed bytes of a header: canonical JSON of a known kind, or LEDGER_MALFORMED. */
export const parseHeader = (bytes: Uint8Array): EntryHeader => checkHeader(parseCanonical(bytes));
