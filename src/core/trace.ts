/**
 * One step of a processing in the terms of W3C Trace Context (level 1, version 00). Ids are lower-case hexadecimal and
 * random: 16 bytes for the whole trace, 8 for the step. None is ever made of anything about a person.
 */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  /** The step of whoever called; `null` where the trace begins here. */
  readonly parentSpanId: string | null;
  /** The caller's own choice for its telemetry, passed on as it is: every step is recorded here whatever it says. */
  readonly sampled: boolean;
  /** What the caller's `tracestate` asks to be passed on, never read by us; `null` for nothing. */
  readonly state: string | null;
}

export type TraceParent = Pick<Trace, "traceId" | "sampled" | "state"> & { readonly parentSpanId: string };

const VERSION_00 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** A version to come: the same beginning, then nothing or a dash and what we cannot know. */
const LATER_VERSION = /^(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
/** The header of a later version may be longer; nothing of ours needs so much. */
const PARENT_LENGTH_MAX = 512;
/** The one flag that version 00 knows; others are not passed on. */
const SAMPLED = 1;
const ZEROS = /^0+$/;
/** A random trace id is so once in three million; one of digits only may be somebody's number that was put here. */
const DIGITS = /^\d+$/;

/**
 * What a caller's `traceparent` and `tracestate` say; `null` where a trace is to begin here: no header, several, a
 * malformed one, version `ff`, ids of zeros, and a trace id of decimal digits only. An attacker controls both headers.
 */
export function findTraceParent(parent: string | undefined, state: string | undefined): TraceParent | null {
  if (parent === undefined || parent.length > PARENT_LENGTH_MAX) return null;
  const [, traceId, parentSpanId, flags] = VERSION_00.exec(parent) ?? LATER_VERSION.exec(parent) ?? [];
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return null;
  if (DIGITS.test(traceId) || ZEROS.test(parentSpanId)) return null;
  const sampled = (Number.parseInt(flags, 16) & SAMPLED) !== 0;
  return { traceId, parentSpanId, sampled, state: state === undefined ? null : findTraceState(state) };
}

/** Longer than this need not be passed on; whole members go from the end. */
const STATE_LENGTH_MAX = 512;
const STATE_READ_MAX = 8_192;
const MEMBERS_MAX = 32;
const KEY = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** The members of a `tracestate` in their order; `null` where one is malformed, comes twice, or there are too many. */
export function findTraceState(text: string): string | null {
  if (text.length > STATE_READ_MAX) return null;
  const members = text
    .split(",")
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ""))
    .filter((member) => member !== "");
  const keys = new Set(members.map((member) => member.split("=", 1)[0]));
  if (members.length > MEMBERS_MAX || keys.size < members.length || !members.every(isMember)) return null;
  while (members.join(",").length > STATE_LENGTH_MAX) members.pop();
  return members.length === 0 ? null : members.join(",");
}

function isMember(member: string): boolean {
  const at = member.indexOf("=");
  return at > 0 && KEY.test(member.slice(0, at)) && VALUE.test(member.slice(at + 1));
}

/** For a call that this step makes, or the answer to the one that made it. */
export const printTraceParent = ({ traceId, spanId, sampled }: Pick<Trace, "traceId" | "spanId" | "sampled">): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

/** Cryptographically strong bytes. */
type Random = (bytes: number) => Uint8Array;

/** The step that a caller's trace goes on with, or that begins one. */
export function beginTrace(parent: TraceParent | null, random: Random): Trace {
  const spanId = randomHex(8, random);
  if (parent === null)
    return { traceId: randomHex(16, random), spanId, parentSpanId: null, sampled: true, state: null };
  return { ...parent, spanId };
}

/** A later step of the same processing, by ourselves; what a caller chose for its telemetry was for its own call. */
export const nextSpan = ({ traceId, spanId }: Pick<Trace, "traceId" | "spanId">, random: Random): Trace =>
  beginTrace({ traceId, parentSpanId: spanId, sampled: false, state: null }, random);

/** Zeros only would be no id; they come once in 2⁶⁴. */
function randomHex(bytes: number, random: Random): string {
  for (;;) {
    const hex = Array.from(random(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (!ZEROS.test(hex)) return hex;
  }
}
