import type { Data, Value } from "../../core/document/types.ts";
import { parseStrictJson } from "../../core/document/json.ts";

/** A person's record is a few kilobytes; more is a fault or an attack. */
export const ANSWER_BYTES_MAX = 1_000_000;

/** The body, up to the limit; `null` beyond it. A stream that lies about its length is cut off all the same. */
export async function readLimited(response: Response): Promise<Uint8Array | null> {
  if (Number(response.headers.get("content-length") ?? "0") > ANSWER_BYTES_MAX) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > ANSWER_BYTES_MAX) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Keeps the asked fields that the mapping names and the answer holds, and nothing else of it. A JSON `null` stays: the
 * source says there is none. Throws the DOCUMENT_ codes for JSON that is malformed or aimed at prototypes.
 */
export function mapAnswer(body: Uint8Array, wanted: Readonly<Record<string, string>>): Data {
  const answer = parseStrictJson(body);
  const found: [string, Value][] = [];
  for (const [field, pointer] of Object.entries(wanted)) {
    const value = follow(answer, pointer);
    if (value !== undefined) found.push([field, value]);
  }
  return Object.fromEntries(found);
}

/** RFC 6901 over own members only, so that `/constructor` finds nothing. */
function follow(from: Value, pointer: string): Value | undefined {
  let at: Value | undefined = from;
  for (const escaped of pointer.split("/").slice(1)) {
    const key = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, Value>>)[key];
  }
  return at;
}
