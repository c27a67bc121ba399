import { ProblemError } from "../client/problem.ts";
import { GatewayError } from "../core/errors.ts";
import { cleanAnswer } from "./clean.ts";
import type { Style } from "./style.ts";
import { UsageError } from "./usage-error.ts";

/** What happened, why, what to do, the code and the request: never a value of a document, token or key. */
export interface ErrorView {
  readonly code: string;
  readonly what: string;
  readonly why: string | null;
  readonly next: string | null;
  readonly at: string | null;
  readonly requestId: string | null;
  readonly retryable: boolean;
}

const NOTHING_MORE = { why: null, at: null, requestId: null, retryable: false } as const;

export function errorView(error: unknown): ErrorView {
  if (error instanceof UsageError) {
    return { ...NOTHING_MORE, code: "USAGE", what: error.message, next: error.next };
  }
  if (error instanceof ProblemError) return problemView(error);
  if (error instanceof GatewayError) {
    const { code, message, remedy, at } = error;
    return { ...NOTHING_MORE, code, what: message, next: remedy, at };
  }
  // Messages of others may quote what they choked on, so only the kind of error is told.
  const kind = error instanceof Error ? error.name : "unknown";
  return {
    ...NOTHING_MORE,
    code: "UNEXPECTED",
    what: `the command failed in a way that it does not know (${kind})`,
    next: "try again; if it stays, report the command and its options, without data",
  };
}

function problemView({ problem }: ProblemError): ErrorView {
  const { code, title, detail, next, at, requestId, retryable } = cleanAnswer(problem);
  return {
    code,
    what: title,
    why: detail ?? null,
    next: next ?? null,
    at: at ?? null,
    requestId: requestId ?? null,
    // Nothing came back, so nothing is known to be wrong with what was sent.
    retryable: retryable ?? problem.status === 0,
  };
}

export function errorLines(view: ErrorView, style: Style): readonly string[] {
  const { what, why, next, code, at, requestId } = view;
  const place = at === null ? "" : ` at ${at}`;
  const request = requestId === null ? "" : ` request ${requestId}`;
  return [
    `${style.bad("✗")} ${what}`,
    ...(why === null ? [] : [`  ${style.dim("why ")} ${why}`]),
    ...(next === null ? [] : [`  ${style.dim("do  ")} ${next}`]),
    `  ${style.dim("code")} ${code}${place}${request}`,
  ];
}
