import { tilePath } from "../core/ledger/tile-path.ts";
import type { LedgerSource } from "./ledger-source.ts";
import { ProblemError } from "./problem.ts";

/** A full bundle of our entries is 16 KB; more than this is no log of ours, and would fill the reader's memory. */
const BYTES_MAX = 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** Pauses before the same is asked again; a server that says how long to wait is believed up to the last of them. */
const PAUSES_MS = [250, 1_000, 4_000] as const;
const PAUSE_MS_MAX = 4_000;
/** Unreachable, busy, or a proxy before a gateway that starts. */
const RETRIED: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

export interface HttpSource {
  /** A gateway or any mirror of its log; http or https. */
  readonly url: string;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** A log over HTTP. Throws `ProblemError` when it does not answer, also after retries. */
export function createHttpSource({ url, pause }: HttpSource): LedgerSource {
  const base = url.replace(/\/$/, "");
  const get = (path: string): Promise<Uint8Array | null> => getWithRetries(`${base}/${path}`, pause);
  return {
    async checkpoint() {
      const bytes = await get("checkpoint");
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
    tile: (id) => get(tilePath(id)),
  };
}

async function getWithRetries(url: string, pause: HttpSource["pause"]): Promise<Uint8Array | null> {
  for (const pauseMs of PAUSES_MS) {
    const answer = await getOnce(url);
    if (!RETRIED.has(answer.status)) return bytesOf(answer);
    await pause(Math.min(answer.retryAfterMs ?? pauseMs, PAUSE_MS_MAX));
  }
  return bytesOf(await getOnce(url));
}

interface Answer {
  /** 0 when nothing came back. */
  readonly status: number;
  /** `null` where there was none, or more than a log of ours would send. */
  readonly bytes: Uint8Array | null;
  readonly retryAfterMs: number | null;
  readonly cause?: unknown;
}

async function getOnce(url: string): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const seconds = Number(response.headers.get("retry-after") ?? "");
    const bytes = await readLimited(response);
    return { status: response.status, bytes, retryAfterMs: seconds > 0 ? seconds * 1000 : null };
  } catch (cause) {
    return { status: 0, bytes: null, retryAfterMs: null, cause };
  }
}

async function readLimited(response: Response): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > BYTES_MAX) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** `null` for what the log does not have. */
function bytesOf({ status, bytes, cause }: Answer): Uint8Array | null {
  if (status === 404 || status === 410) return null;
  if (status === 200 && bytes !== null) return bytes;
  const retryable = RETRIED.has(status);
  throw new ProblemError(
    {
      status,
      code: retryable ? "UNREACHABLE" : "UNKNOWN",
      title: retryable ? "the log did not answer" : "the answer is not that of a log",
      next: retryable
        ? "check the address, and that the log is served there; then try again"
        : "check that the address is a log's",
      retryable,
    },
    { cause },
  );
}
