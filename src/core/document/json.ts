import { GatewayError } from "../errors.ts";
import type { Value } from "./types.ts";

/** A document nests at most header/data → list → object → member → member; 16 leaves room and stops stack attacks. */
const DEPTH_MAX = 16;
/** The largest honest document (a batch row is judged alone) has a few hundred keys. */
const KEYS_MAX = 20_000;
/** Keys that would reach an object's prototype where a library assigns them. */
const FORBIDDEN_KEYS = new Set(["__proto__", "prototype", "constructor"]);
/** Has no UTF-8, so that different texts would have one digest and name one person (RFC 7493 §2.1); only escapes make it. */
const HALF_PAIR = /\p{Cs}/u;

/**
 * Parses UTF-8 JSON from a stranger. Refuses what JSON.parse lets pass: bytes that are not UTF-8, keys that stand twice
 * in one object (the last would win here and the first elsewhere), prototype keys, texts with half a surrogate pair, and
 * deep nesting. Keys may be anything else: one that nobody knows is withheld, and shown only where it can be.
 * Throws DOCUMENT_MALFORMED, DOCUMENT_TOO_DEEP, DOCUMENT_DUPLICATE_KEY or DOCUMENT_FORBIDDEN_KEY.
 */
export function parseStrictJson(bytes: Uint8Array): Value {
  const text = decodeUtf8(bytes);
  // Before JSON.parse: hostile nesting must meet our limit, not the engine's.
  inspectKeys(text);
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    // The engine's message quotes the text, so it is kept as cause only for its type and never logged.
    throw new GatewayError("DOCUMENT_MALFORMED", "the document is not valid JSON", {
      remedy: "send one JSON object in UTF-8",
      cause: (cause as Error).name,
    });
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new GatewayError("DOCUMENT_MALFORMED", "the document is not valid UTF-8");
  }
}

/** Walks the text once. It need not know the whole grammar: JSON.parse refuses what this walk misreads. */
function inspectKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") {
      open.push(char === "{" ? new Set() : null);
      if (open.length > DEPTH_MAX) {
        throw new GatewayError("DOCUMENT_TOO_DEEP", `the document nests deeper than ${DEPTH_MAX} levels`);
      }
    } else if (char === "}" || char === "]") {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      const seen = open.at(-1);
      if (seen && isKey(text, end)) {
        if (++keys > KEYS_MAX)
          throw new GatewayError("DOCUMENT_MALFORMED", `the document has more than ${KEYS_MAX} keys`);
        addKey(seen, text.slice(at, end));
      } else {
        inspectText(text.slice(at, end));
      }
      at = end - 1;
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw new GatewayError("DOCUMENT_MALFORMED", "the document ends inside a string");
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
}

function inspectText(literal: string): void {
  if (literal.includes("\\u") && HALF_PAIR.test(readLiteral(literal)))
    throw new GatewayError("DOCUMENT_MALFORMED", "the document has a text with half a surrogate pair");
}

function readLiteral(literal: string): string {
  try {
    return JSON.parse(literal) as string; // "__proto__" written with escapes is still __proto__
  } catch {
    throw new GatewayError("DOCUMENT_MALFORMED", "the document has a malformed string");
  }
}

function addKey(seen: Set<string>, literal: string): void {
  const key = readLiteral(literal);
  if (FORBIDDEN_KEYS.has(key))
    throw new GatewayError("DOCUMENT_FORBIDDEN_KEY", "the document uses a key that is never allowed");
  if (seen.has(key))
    throw new GatewayError("DOCUMENT_DUPLICATE_KEY", "the document has the same key twice in one object");
  seen.add(key);
}
