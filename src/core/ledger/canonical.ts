import { GatewayError } from "../errors.ts";
import { findText, utf8 } from "./bytes.ts";

/** Deeper than any entry or receipt; refuses a value that holds itself before the stack ends. */
const DEPTH_MAX = 64;
const SURROGATE_ALONE = /\p{Surrogate}/u;

/**
 * RFC 8785 (JCS): members sorted by UTF-16 units, ECMAScript numbers and string escapes, no spaces. One value, one byte
 * string. Refuses with CANONICAL_UNSUPPORTED what JSON would bend or drop in silence: `undefined`, holes, NaN, infinities,
 * whole numbers beyond 2^53 − 1, lone surrogates, and objects that are more than plain data.
 */
export function canonicalize(value: unknown): Uint8Array {
  return utf8(print(value, 0));
}

/**
 * The value of bytes that `canonicalize` would have made. Refuses with LEDGER_MALFORMED every other spelling of the same
 * value, so that duplicate keys, spaces and escapes cannot make two byte strings mean one thing.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  const text = findText(bytes);
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (print(value, 0) === text) return value;
  } catch {
    // Falls through: neither JSON nor canonical, and the parser's message would quote the input.
  }
  throw new GatewayError("LEDGER_MALFORMED", "bytes are not canonical JSON (RFC 8785)");
}

function print(value: unknown, depth: number): string {
  if (depth > DEPTH_MAX) throw unsupported("is nested too deep");
  switch (typeof value) {
    case "string":
      return printString(value);
    case "number":
      return printNumber(value);
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? printArray(value, depth) : printObject(value, depth);
    default:
      throw unsupported("holds a type that JSON does not have");
  }
}

function printString(text: string): string {
  if (SURROGATE_ALONE.test(text)) throw unsupported("holds a lone surrogate");
  return JSON.stringify(text);
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw unsupported("holds a number that JSON does not have");
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw unsupported("holds a whole number beyond 2^53 - 1");
  return JSON.stringify(value); // ECMAScript's own form, which RFC 8785 §3.2.2.3 prescribes
}

function printArray(items: readonly unknown[], depth: number): string {
  // A hole or a named property would vanish without a trace.
  if (Object.keys(items).length !== items.length) throw unsupported("holds an array with holes or named properties");
  return `[${items.map((item) => print(item, depth + 1)).join(",")}]`;
}

function printObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unsupported("holds an object that is not plain data");
  if (Object.getOwnPropertySymbols(value).length > 0) throw unsupported("holds a symbol as a key");
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .sort() // by UTF-16 units, which is what RFC 8785 §3.2.3 asks for
    .map((key) => `${printString(key)}:${print(record[key], depth + 1)}`);
  return `{${members.join(",")}}`;
}

const unsupported = (what: string): GatewayError => new GatewayError("CANONICAL_UNSUPPORTED", `value ${what}`);
