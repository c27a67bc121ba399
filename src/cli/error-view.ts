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

/** Members in one order, whatever the error. */
const viewOf = ({ code, what, ...known }: Pick<ErrorView, "code" | "what"> & Partial<ErrorView>): ErrorView => ({
  code,
  what,
  why: known.why ?? null,
  next: known.next ?? null,
  at: known.at ?? null,
  requestId: known.requestId ?? null,
  retryable: known.retryable ?? false,
});

export function errorView(error: unknown): ErrorView {
  if (error instanceof UsageError) return viewOf({ code: "USAGE", what: error.message, next: error.next });
  if (error instanceof ProblemError) return problemView(error);
  if (error instanceof GatewayError) {
    const { code, message, remedy, at } = error;
    return viewOf({ code, what: message, next: remedy, at });
  }
  // Messages of others may quote what they choked on, so only the kind of error is told.
  const kind = error instanceof Error ? error.name : "unknown";
  return viewOf({
    code: "UNEXPECTED",
    what: `the command failed in a way that it does not know (${kind})`,
    next: "try again; if it stays, report the command and its options, without data",
  });
}

function problemView({ problem }: ProblemError): ErrorView {
  const { title, detail, status, ...rest } = cleanAnswer(problem);
  // Where nothing came back, nothing is known to be wrong with what was sent.
  return viewOf({ retryable: status === 0, ...rest, what: title, why: detail ?? null });
}

export function errorLines(view: ErrorView, style: Style): readonly string[] {
  const { what, why, next, code, at, requestId } = view;
  const place = at === null ? "" : ` at ${at}`;
  const request = requestId === null ? "" : ` request ${requestId}`;
  return [
    `${style.bad("✗")} ${what}`,
    ...(why === null ? [] : [`  ${style.dim("why ")} ${why}`]),
    ...(next === null || isSaid(what, next) ? [] : [`  ${style.dim("do  ")} ${next}`]),
    `  ${style.dim("code")} ${code}${place}${request}`,
  ];
}

/** Where a file has several problems, each says on its own line what to do. */
const isSaid = (what: string, next: string): boolean => what.split("\n").some((line) => line.endsWith(`; ${next}`));
