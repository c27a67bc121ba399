import { GatewayError } from "../../core/errors.ts";

/** A cosignature line is some 200 bytes; a witness may add keys of its own. */
const ANSWER_BYTES_MAX = 16 * 1024;
const SIZE = /^(0|[1-9][0-9]{0,15})\n$/;

/** `cosigned`: lines, not yet verified. `has`: the size of the checkpoint that the witness cosigned last, as it claims. */
export type WitnessAnswer =
  { readonly kind: "cosigned"; readonly lines: string } | { readonly kind: "has"; readonly size: number };

export interface WitnessQuestion {
  /** The submission prefix. */
  readonly url: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * C2SP tlog-witness `add-checkpoint`. Throws for everything that is neither a cosignature nor a size: WITNESS_UNREACHABLE,
 * WITNESS_REFUSED or WITNESS_ANSWER_WRONG.
 */
export async function askWitness(question: WitnessQuestion): Promise<WitnessAnswer> {
  const { status, type, text } = await sent(question).catch(unreachable);
  if (status === 200) return { kind: "cosigned", lines: text };
  if (status !== 409) throw new GatewayError("WITNESS_REFUSED", `the witness answered ${status}`);
  const [, digits] = SIZE.exec(text) ?? [];
  if (type !== "text/x.tlog.size" || digits === undefined)
    throw new GatewayError("WITNESS_ANSWER_WRONG", "the witness answered 409 without a size");
  return { kind: "has", size: Number(digits) };
}

interface Sent {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

async function sent({ url, body, signal }: WitnessQuestion): Promise<Sent> {
  const response = await fetch(`${url.replace(/\/$/, "")}/add-checkpoint`, {
    method: "POST",
    headers: { "Content-Type": "text/plain; charset=utf-8" },
    body,
    // Elsewhere is not whom the policy names.
    redirect: "error",
    signal,
  });
  const type = response.headers.get("content-type")?.split(";")[0]?.trim();
  return { status: response.status, type, text: await readBounded(response) };
}

function unreachable(cause: unknown): never {
  if (cause instanceof GatewayError) throw cause;
  throw new GatewayError("WITNESS_UNREACHABLE", "the witness gave no answer in time", {
    cause,
    remedy: "ask whoever keeps it whether it runs, and compare its address in the policy",
  });
}

async function readBounded({ body }: Response): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > ANSWER_BYTES_MAX)
      throw new GatewayError("WITNESS_ANSWER_WRONG", "the witness answered more than a cosignature");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
