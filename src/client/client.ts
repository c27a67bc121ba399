import { randomBytes } from "node:crypto";
import { GatewayError } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import type { Instant } from "../core/ids.ts";
import { beginTrace, printTraceParent } from "../core/trace.ts";
import { signDetached } from "../openpgp/detached.ts";
import type { UnlockedKey } from "../openpgp/holders.ts";
import { openMessage } from "../openpgp/open.ts";
import { sealMessage } from "../openpgp/seal.ts";
import { createConnection, type Connection } from "./connection.ts";
import { documentOf, newId } from "./document.ts";
import { parseProblem, ProblemError } from "./problem.ts";
import type { Profile } from "./profile.ts";
import { verifyReceiptAnswer, type ReceiptAnswer } from "./receipt.ts";
import type { Answered, OpenedParcel, PartnerClient } from "./types.ts";

/** A parcel may wait in the mailbox for weeks; that it is ours and unaltered does not age. */
const PARCEL_WINDOW = { pastMs: Number.POSITIVE_INFINITY, futureMs: 5 * 60_000 };

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes)) as unknown;
const nowInstant = (): Instant => Date.now() as Instant;

interface Hands {
  readonly profile: Profile;
  readonly connection: Connection;
}

/** What a partner needs: sign, encrypt, post, pull, decrypt, verify receipts, acknowledge. */
export function createClient(profile: Profile, connection: Connection = createConnection(profile)): PartnerClient {
  const hands = { profile, connection };
  return {
    connection,
    send: (outgoing) => postDocument(hands, documentOf(profile, outgoing)),
    async ask({ ask = [], ...outgoing }) {
      const answered = await postDocument(hands, documentOf(profile, { ...outgoing, ask, direction: "pull" }));
      const content = answered.answer?.content;
      return {
        ...answered,
        opened: content === undefined ? null : await open(profile, Buffer.from(content, "base64")),
      };
    },
    inbox(query = {}) {
      const search = new URLSearchParams({ role: "recipient", unfetched: String(query.unfetched ?? true) });
      if (query.after !== undefined) search.set("after", query.after);
      if (query.waitSeconds !== undefined) search.set("wait", String(query.waitSeconds));
      return getJson(connection, { path: `/v1/exchanges?${search.toString()}` });
    },
    async fetch(exchangeId) {
      return open(
        profile,
        (await connection.call({ method: "GET", path: `/v1/exchanges/${exchangeId}/message` })).bytes,
      );
    },
    acknowledge: (exchangeId, kind = "receipt") => acknowledge(hands, { exchangeId, kind }),
    async receipt(exchangeId, waitSeconds = 0) {
      const headers: Record<string, string> = waitSeconds > 0 ? { prefer: `wait=${waitSeconds}` } : {};
      const answer = await getJson<ReceiptAnswer>(connection, { path: `/v1/exchanges/${exchangeId}/receipt`, headers });
      return { ...answer, checked: await verifyReceiptAnswer(profile, answer) };
    },
    get: (path) => getJson(connection, { path }),
    post: (path, body) => postJson(connection, { path, body }),
  };
}

async function postDocument({ profile, connection }: Hands, document: object): Promise<Answered> {
  const bytes = await sealMessage({
    plaintext: encode(document),
    signWith: ownKey(profile),
    encryptTo: profile.gatewayCertificates.slice(0, 1),
    now: nowInstant(),
    profile: "gnupg",
  });
  const body = { bytes, type: "application/pgp-encrypted" };
  // One trace a document, over all retries of it.
  const headers = { traceparent: printTraceParent(beginTrace(null, randomBytes)) };
  const answer = await connection.call({ method: "POST", path: "/v1/exchanges", headers, body }, [403]);
  const answered = decode(answer.bytes) as Partial<Answered>;
  // 403 without an outcome is no decision: the token's scope, or a parcel that is not given out now.
  if (answered.outcome === undefined) {
    throw new ProblemError(parseProblem(answer.status, new TextDecoder().decode(answer.bytes)));
  }
  return answered as Answered;
}

async function open(profile: Profile, bytes: Uint8Array): Promise<OpenedParcel> {
  const { plaintext } = await openMessage({
    message: bytes,
    own: [ownKey(profile)],
    senders: profile.gatewayCertificates,
    now: nowInstant(),
    window: PARCEL_WINDOW,
  });
  const parcel = decode(plaintext) as Omit<OpenedParcel, "sha256">;
  return { ...parcel, sha256: sha256Of(bytes) };
}

async function acknowledge(
  { profile, connection }: Hands,
  { exchangeId, kind }: { readonly exchangeId: string; readonly kind: "receipt" | "deletion" },
): Promise<{ readonly recorded: boolean }> {
  const path = `/v1/exchanges/${exchangeId}`;
  const view = await getJson<{ readonly parcel?: { readonly sha256: string } }>(connection, { path });
  const statement = JSON.stringify({
    exchangeId,
    kind,
    sha256: view.parcel?.sha256 ?? "",
    at: new Date().toISOString(),
  });
  const bytes = new TextEncoder().encode(statement);
  const signature = await signDetached({ bytes, signWith: ownKey(profile), now: nowInstant() });
  return postJson(connection, { path: `${path}/acknowledgements`, body: { statement, signature } });
}

async function getJson<Shape>(
  connection: Connection,
  { path, headers = {} }: { readonly path: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Shape> {
  return decode((await connection.call({ method: "GET", path, headers })).bytes) as Shape;
}

async function postJson<Shape>(
  connection: Connection,
  { path, body }: { readonly path: string; readonly body: object },
): Promise<Shape> {
  const headers = { "idempotency-key": `"${newId()}"` };
  const sent = { bytes: encode(body), type: "application/json" };
  const answer = await connection.call({ method: "POST", path, headers, body: sent });
  return decode(answer.bytes.length === 0 ? encode(null) : answer.bytes) as Shape;
}

function ownKey(profile: Profile): UnlockedKey {
  if (profile.openpgp === null) {
    throw new GatewayError("KEY_MISSING", "this profile has no OpenPGP key", { remedy: "use the profile of a party" });
  }
  return profile.openpgp;
}
