import { z } from "zod";
import { signAssertion } from "./assertion.ts";
import type { Profile } from "./profile.ts";
import { ProblemError, parseProblem } from "./problem.ts";

/** A token is renewed this long before it ends, so that none runs out on its way. */
const RENEW_BEFORE_MS = 30_000;
/** Long polls of 30 s and a margin. */
const TIMEOUT_MS = 60_000;
/** Retries of what a dead or busy gateway did not answer; a document keeps its `messageId`, so a retry is never a second exchange. */
const RETRIES_MAX = 3;
const FIRST_PAUSE_MS = 250;

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
export function createConnection(profile: Profile, { now, pause }: Timing = REAL_TIME): Connection {
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
      for (let attempt = 1; ; attempt++) {
        const answer = await once(call);
        if (answer.status === 401) token = null;
        const again =
          attempt <= RETRIES_MAX &&
          (answer.status === 503 || answer.status === 429 || (answer.status === 401 && attempt === 1));
        if (again) {
          await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
          continue;
        }
        if (answer.status >= 400 && !handled.includes(answer.status)) throw problemOf(answer);
        return answer;
      }
    },
  };
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
