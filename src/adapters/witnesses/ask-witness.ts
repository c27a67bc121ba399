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

/** C2SP tlog-witness `add-checkpoint`. Throws for everything that is neither a cosignature nor a size. */
export async function askWitness({ url, body, signal }: WitnessQuestion): Promise<WitnessAnswer> {
  const response = await fetch(`${url.replace(/\/$/, "")}/add-checkpoint`, {
    method: "POST",
    headers: { "Content-Type": "text/plain; charset=utf-8" },
    body,
    // Elsewhere is not whom the policy names.
    redirect: "error",
    signal,
  });
  const text = await readBounded(response);
  if (response.status === 200) return { kind: "cosigned", lines: text };
  const isSize = response.headers.get("content-type")?.split(";")[0]?.trim() === "text/x.tlog.size";
  const [, digits] = SIZE.exec(text) ?? [];
  if (response.status !== 409 || !isSize || digits === undefined)
    throw new Error(`witness answered ${response.status}`);
  return { kind: "has", size: Number(digits) };
}

async function readBounded({ body }: Response): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > ANSWER_BYTES_MAX) throw new Error("witness answered more than a cosignature");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
