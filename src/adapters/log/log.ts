import { Writable } from "node:stream";
import winston from "winston";
import { GatewayError } from "../../core/errors.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";

/**
 * The only keys that a line may carry. None can hold a value from a document: they are our own ids, codes, counts,
 * durations and names of parties and covenants. Whatever else is offered is dropped and counted.
 */
const FIELD_KEYS: ReadonlySet<string> = new Set([
  "address",
  "attempt",
  "bytes",
  "clientId",
  "code",
  "count",
  "covenant",
  "database",
  "direction",
  "durationMs",
  "entries",
  "environment",
  "exchangeId",
  "holdId",
  "jobId",
  "keyId",
  "ledgerSize",
  "level",
  "mode",
  "outcome",
  "party",
  "pid",
  "port",
  "purpose",
  "reason",
  "requestId",
  "route",
  "source",
  "status",
  "topic",
  "traceId",
  "version",
  "witness",
]);
/** A code, id or name of ours is never longer; what is may be a value that strayed in. */
const TEXT_MAX = 120;
const STACK_MAX = 4_000;

export interface LogOptions {
  /** `json`: one object a line, for machines; `readable`: for the sandbox's terminal. */
  readonly style: "json" | "readable";
  readonly level: "error" | "warn" | "info";
  readonly write: (line: string) => void;
  readonly now: () => number;
}

type Fields = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The operations log (design §2: no personal data, ever). Errors are told by code, name and stack; a message is written
 * only for GatewayError, whose messages hold our own names by rule: a library's message may quote what it choked on.
 */
export function createLog(options: LogOptions): OperationsLog {
  const logger = winston.createLogger({
    level: options.level,
    format: options.style === "json" ? winston.format.printf(asJson) : winston.format.printf(asLine),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's types give an interface for this class
    transports: [new winston.transports.Stream({ stream: lineStream(options.write), eol: "" })],
  });
  const say = (level: "info" | "warn" | "error", event: string, fields: object): void => {
    logger.log({ level, message: event, at: new Date(options.now()).toISOString(), fields });
  };
  return {
    info: (event, fields) => say("info", event, allowed(fields ?? {})),
    warn: (event, fields) => say("warn", event, allowed(fields ?? {})),
    error: (event, error, fields) => say("error", event, { ...allowed(fields ?? {}), ...told(error) }),
  };
}

function allowed(fields: Fields): Record<string, unknown> {
  const entries = Object.entries(fields);
  const kept = entries.filter(
    ([key, value]) => FIELD_KEYS.has(key) && !(typeof value === "string" && value.length > TEXT_MAX),
  );
  const dropped = entries.length - kept.length;
  return { ...Object.fromEntries(kept), ...(dropped > 0 ? { droppedFields: dropped } : {}) };
}

function told(error: unknown): Record<string, unknown> {
  if (error instanceof GatewayError) {
    return { error: error.code, says: error.message, at: error.at, stack: framesOf(error), ...causeOf(error.cause) };
  }
  return { ...named(error), stack: error instanceof Error ? framesOf(error) : null };
}

function causeOf(cause: unknown): Record<string, unknown> {
  return cause instanceof Error ? { cause: named(cause).error, causeStack: framesOf(cause) } : {};
}

/** The class, and the code where the platform or database gives one: `ECONNREFUSED`, `23505`, `P2002`. */
function named(error: unknown): { readonly error: string } {
  if (!(error instanceof Error)) return { error: "not an error" };
  const code = (error as { code?: unknown }).code;
  return {
    error:
      typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code)
        ? `${error.constructor.name} ${code}`
        : error.constructor.name,
  };
}

/** Only the frames: the head of a stack repeats the message. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.join("\n").slice(0, STACK_MAX);
}

const lineStream = (write: (line: string) => void): Writable =>
  new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      write(chunk);
      done();
    },
  });

function asJson(line: winston.Logform.TransformableInfo): string {
  const { level, message, at, fields } = line as unknown as Line;
  return `${JSON.stringify({ time: at, level, event: message, ...fields })}\n`;
}

function asLine(line: winston.Logform.TransformableInfo): string {
  const { level, message, at, fields } = line as unknown as Line;
  const { stack, causeStack, ...rest } = fields;
  const pairs = Object.entries(rest).filter(([, value]) => value !== null);
  const tail = pairs.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join("");
  const frames = [stack, causeStack]
    .filter((text) => typeof text === "string" && text !== "")
    .map((text) => `\n${String(text)}`);
  return `${at.slice(11, 19)} ${level.padEnd(5)} ${message}${tail}${frames.join("")}\n`;
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly at: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
