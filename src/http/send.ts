import type { Response } from "express";
import { PROBLEM_TYPE, type Answer } from "./answers.ts";
import { problemOf } from "./problem.ts";
import { contextOf } from "./request-context.ts";

/** The one place where an answer goes to the wire. */
export function send(response: Response, answer: Answer): void {
  // The sender may have gone while we worked.
  if (response.headersSent || response.destroyed) return;
  response.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.mediaType !== null) response.setHeader("Content-Type", answer.mediaType);
  const body = answer.body === null ? null : Buffer.from(answer.body);
  if (body !== null || answer.status !== 204) response.setHeader("Content-Length", body?.length ?? 0);
  if (body === null) response.end();
  else response.end(body);
}

export function sendProblem(response: Response, error: unknown): void {
  const problem = problemOf(error, contextOf(response).requestId);
  send(response, {
    status: problem.status,
    mediaType: PROBLEM_TYPE,
    body: JSON.stringify(problem),
    headers: {},
  });
}
