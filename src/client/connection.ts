import { z } from "zod";
import { signAssertion } from "./assertion.ts";
import type { Profile } from "./profile.ts";
import { ProblemError, parseProblem } from "./problem.ts";

/** A token is renewed this long before it ends, so that none runs out on its way. */
const RENEW_BEFORE_MS = 30_000;
/** Long polls of 30 s and a margin. */
const TIMEOUT_MS = 60_000;
/**
 * Retries of what a dead or busy gateway did not answer. The very same bytes go again: a document keeps its `messageId` and
 * a change its `Idempotency-Key`, so that a retry is never a second exchange.
 */
const RETRIES_MAX = 3;
const FIRST_PAUSE_MS = 250;
/** No retry begins later than this after the first attempt; a gateway that hangs would else be waited for four minutes. */
const RETRY_WITHIN_MS = 90_000;

export interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly body?: { readonly bytes: Uint8Array; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface Connection {
  /** Sends with a token; problems become `ProblemError`, except those whose status the caller says it handles. */
  call(call: Call, handled?: readonly number[]): Promise<Answer>;
  /** An access token, for tools that make the call themselves. */
  token(): Promise<string>;
}

/** Told to whoever waits: nothing was answered, and the same goes again after the pause. */
export interface Retry {
  /** 0 when nothing answered at all. */
  readonly status: number;
  /** The first retry is 1. */
  readonly nth: number;
  readonly max: number;
  readonly pauseMs: number;
}

export interface ConnectionOptions {
  readonly timing?: Timing;
  readonly onRetry?: (retry: Retry) => void;
}

/** Time as a connection needs it. */
export interface Timing {
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const REAL_TIME: Timing = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Calls the gateway as the profile's client: gets tokens, renews them, and tries again what did not arrive. */
export function createConnection(profile: Profile, options: ConnectionOptions = {}): Connection {
  const { now, pause } = options.timing ?? REAL_TIME;
  let token: { readonly text: string; readonly until: number } | null = null;

  async function bearer(): Promise<string> {
    if (token !== null && now() < token.until - RENEW_BEFORE_MS) return token.text;
    const answer = await send(`${profile.gateway}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: signAssertion(profile, `${profile.gateway}/oauth/token`),
      }),
    });
    const granted = grantIn(answer);
    token = { text: granted.access_token, until: now() + granted.expires_in * 1000 };
    return token.text;
  }

  async function once({ method, path, body, headers }: Call): Promise<Answer> {
    return send(`${profile.gateway}${path}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${await bearer()}`,
        ...(body === undefined ? {} : { "content-type": body.type }),
      },
      ...(body === undefined ? {} : { body: Buffer.from(body.bytes) }),
    });
  }

  return {
    token: bearer,
    async call(call, handled = []) {
      const started = now();
      for (let nth = 1; ; nth++) {
        const answer = await answerOrNone(() => once(call));
        const { status } = answer;
        if (status === 401) token = null;
        const mayAgain = nth <= RETRIES_MAX && now() - started < RETRY_WITHIN_MS;
        if (mayAgain && (RETRIED.has(status) || (status === 401 && nth === 1))) {
          const pauseMs = FIRST_PAUSE_MS * 2 ** (nth - 1);
          if (status !== 401) options.onRetry?.({ status, nth, max: RETRIES_MAX, pauseMs });
          await pause(pauseMs);
          continue;
        }
        if ("error" in answer) throw answer.error;
        if (status >= 400 && !handled.includes(status)) throw problemOf(answer);
        return answer;
      }
    },
  };
}

/** Nothing came back, be it for the token alone. */
interface Unanswered {
  readonly status: 0;
  readonly error: ProblemError;
}

/** Unreachable, too many requests, cannot serve now. */
const RETRIED: ReadonlySet<number> = new Set([0, 429, 503]);

async function answerOrNone(ask: () => Promise<Answer>): Promise<Answer | Unanswered> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 0) return { status: 0, error };
    throw error;
  }
}

/** Reads the whole answer: one that is cut off did not arrive. */
async function send(url: string, init: RequestInit): Promise<Answer> {
  try {
    const answer = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, bytes };
  } catch (cause) {
    throw new ProblemError(
      {
        status: 0,
        code: "UNREACHABLE",
        title: "the gateway did not answer",
        next: "check the address in the profile and that the gateway runs",
        retryable: true,
      },
      { cause },
    );
  }
}

const grantSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** What stands at this address may be no gateway at all. */
function grantIn(answer: Answer): z.infer<typeof grantSchema> {
  if (answer.status !== 200) throw problemOf(answer);
  const granted = grantSchema.safeParse(findJson(textOf(answer)));
  if (granted.success) return granted.data;
  throw new ProblemError({
    status: answer.status,
    code: "UNKNOWN",
    title: "the answer is no token",
    next: "check that the address is a gateway's",
  });
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const textOf = ({ bytes }: Answer): string => new TextDecoder().decode(bytes);
const problemOf = (answer: Answer): ProblemError => new ProblemError(parseProblem(answer.status, textOf(answer)));
