import { createHash } from "node:crypto";
import { GatewayError } from "../core/errors.ts";
import type { Caller } from "../ports/contracts.ts";
import type { IdempotencyStore, KeptAnswer, KeyClaim } from "../ports/tokens.ts";
import { JSON_TYPE, type Answer } from "./answers.ts";

/** A UUID or something like it, quoted as the draft has it or bare. Long enough not to be met by chance. */
const KEY = /^(?:"([A-Za-z0-9_-]{16,128})"|([A-Za-z0-9_-]{16,128}))$/;

/**
 * `Idempotency-Key` (IETF draft): the same key and body get the first answer again, marked `Idempotent-Replayed`. Throws
 * IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED or IDEMPOTENCY_IN_PROGRESS. What failed is not kept, so that it can be
 * sent again.
 */
export async function answerOnce(
  store: IdempotencyStore,
  request: {
    readonly header: string | undefined;
    readonly caller: Caller | null;
    /** Method and path as asked: the same key elsewhere is another key. */
    readonly target: string;
    readonly body: Uint8Array;
  },
  /** Gets what makes this request the same as itself sent again; `null` where no key says so. */
  answer: (once: string | null) => Promise<Answer>,
): Promise<Answer> {
  const { header, caller, target, body } = request;
  if (header === undefined || caller === null) return answer(null);
  const match = KEY.exec(header);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) {
    throw new GatewayError("IDEMPOTENCY_KEY_INVALID", "`Idempotency-Key` is not 16 to 128 letters, digits, - or _");
  }
  const key = digest(JSON.stringify([caller.party.id, caller.clientId, target, name]));
  const fingerprint = store.fingerprint(body);
  const claim = await store.claim(key, fingerprint);
  if (claim === "other-body") {
    throw new GatewayError("IDEMPOTENCY_KEY_REUSED", "another body was sent under this `Idempotency-Key`");
  }
  if (claim === "in-progress") {
    throw new GatewayError(
      "IDEMPOTENCY_IN_PROGRESS",
      "the first request under this `Idempotency-Key` has no answer yet",
    );
  }
  if ("kept" in claim) return replayed(claim.kept);
  return keep(store, claim.claimed, () => answer(`${key} ${fingerprint}`));
}

async function keep(store: IdempotencyStore, claim: KeyClaim, make: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await make();
  } catch (error) {
    await store.release(claim);
    throw error;
  }
  await store.finish(claim, { status: answer.status, body: answer.body === null ? "" : textOf(answer.body) });
  return answer;
}

function replayed({ status, body }: KeptAnswer): Answer {
  const headers = { "Idempotent-Replayed": "true" };
  return body === ""
    ? { status, mediaType: null, body: null, headers }
    : { status, mediaType: JSON_TYPE, body, headers };
}

const textOf = (body: string | Uint8Array): string =>
  typeof body === "string" ? body : Buffer.from(body).toString("utf8");

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
