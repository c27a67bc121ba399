/** A problem document (RFC 9457) as this gateway makes it; OAuth's own errors are brought into the same shape. */
export interface Problem {
  /** 0 when nothing answered. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** What to do about it. */
  readonly next?: string;
  readonly at?: string;
  readonly retryable?: boolean;
  readonly requestId?: string;
}

export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`, options);
    this.problem = problem;
  }
}

/** Reads what an error answer says; an answer that is no problem document keeps its status at least. */
export function parseProblem(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem> & { error?: string; error_description?: string };
    if (body.error !== undefined) {
      return {
        status,
        code: body.error,
        title: body.error_description ?? "the token was refused",
        next: "check client id, key and clock",
      };
    }
    return { ...body, status, code: body.code ?? "UNKNOWN", title: body.title ?? "the gateway refused" };
  } catch {
    return {
      status,
      code: "UNKNOWN",
      title: "the answer is no problem document",
      next: "check that the address is a gateway's",
    };
  }
}
