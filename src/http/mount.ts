import type { Express, Request, Response } from "express";
import { GatewayError } from "../core/errors.ts";
import { PROBLEM_TYPE, type Answer } from "./answers.ts";
import { authenticate, challengeHeaders } from "./authenticate.ts";
import type { Route } from "./define-route.ts";
import { answerOnce } from "./idempotency.ts";
import { requireMediaType } from "./media-type.ts";
import { oauthErrorOf } from "./oauth/oauth-error.ts";
import { problemOf, retryHeaders } from "./problem.ts";
import type { Counted } from "./rate-limits.ts";
import { readBytes } from "./read-bytes.ts";
import { contextOf } from "./request-context.ts";
import { send, sendProblem } from "./send.ts";
import type { Services } from "./services.ts";

/** Mounts the table; a path that is there under other methods only answers 405 with `Allow`. */
export function mountRoutes(app: Express, routes: readonly Route[], services: Services): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const there = routes.filter((route) => route.path === path);
    app.all(expressPath(path), async (request, response) => {
      const route = there.find((one) => takes(one, request.method));
      if (route === undefined) refuseMethod(response, there);
      else await serve({ route, request, response, services });
    });
  }
}

/** `/tile/{+tile}` as express writes it: `/tile/*tile`. */
function expressPath(path: string): string {
  return path.replace(/\{\+(\w+)\}$/, "*$1").replace(/\{(\w+)\}/g, ":$1");
}

function takes(route: Route, method: string): boolean {
  return route.method.toUpperCase() === method || (method === "HEAD" && route.method === "get" && route.safe);
}

function refuseMethod(response: Response, there: readonly Route[]): void {
  const methods = ["GET", "HEAD", "POST", "PUT"].filter((method) => there.some((route) => takes(route, method)));
  response.setHeader("Allow", methods.join(", "));
  sendProblem(response, new GatewayError("METHOD_NOT_ALLOWED", "this path is there under other methods"));
}

interface Serving {
  readonly route: Route;
  readonly request: Request;
  readonly response: Response;
  readonly services: Services;
}

async function serve({ route, request, response, services }: Serving): Promise<void> {
  contextOf(response).route = route.path;
  try {
    send(response, await answer({ route, request, response, services }));
  } catch (error) {
    send(response, refusal({ route, response, services }, error));
  }
}

/** The order matters: who calls comes before what they send, so that a stranger cannot make us read 16 MB. */
async function answer({ route, request, response, services }: Serving): Promise<Answer> {
  const { headersDistinct, headers } = request;
  const authorization = headersDistinct["authorization"] ?? [];
  const caller = await authenticate({ auth: route.auth, authorization }, services.tokens);
  if (caller !== null) await countRequest(response, services.limits.count(caller.clientId));
  const accepted = acceptedOf(route, request);
  const body = await bodyOf(route, request);
  const run = (once: string | null): Promise<Answer> =>
    route.run(
      {
        caller,
        params: paramsOf(route, request),
        query: request.query,
        headers: Object.fromEntries(
          Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(", ")]),
        ),
        body,
        accepted,
        requestId: contextOf(response).requestId,
        trace: contextOf(response).trace,
        address: request.ip ?? "",
        once,
      },
      services,
    );
  if (!route.idempotencyKey) return run(null);
  const header = headers["idempotency-key"];
  const target = `${request.method} ${request.path}`;
  return answerOnce(
    services.idempotency,
    { header: Array.isArray(header) ? header.join(", ") : header, caller, target, body },
    run,
  );
}

/** Told on every answer, so that a client can slow down before it must. */
async function countRequest(response: Response, counting: Promise<Counted>): Promise<void> {
  const { headers, refusal } = await counting;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (refusal !== null) throw refusal;
}

async function bodyOf(route: Route, request: Request): Promise<Uint8Array> {
  const { body } = route.request;
  if (body === null) return new Uint8Array();
  requireMediaType(request.headers, body.mediaTypes);
  return readBytes(request, body.bytesMax);
}

/** What is left of the path as it was sent: decoding it would give one tile several names. */
function paramsOf(route: Route, request: Request): Readonly<Record<string, string>> {
  const rest = /^(.*)\{\+(\w+)\}$/.exec(route.path);
  if (rest?.[1] !== undefined && rest[2] !== undefined) return { [rest[2]]: request.path.slice(rest[1].length) };
  return request.params as Readonly<Record<string, string>>;
}

function acceptedOf(route: Route, request: Request): string {
  const types = Object.entries(route.responses)
    .filter(([status]) => Number(status) < 300)
    .flatMap(([, { content }]) => Object.keys(content));
  if (types.length === 0) return "";
  // Problem documents may always be asked for; an answer then keeps its own first type.
  const best = request.accepts([...types, PROBLEM_TYPE]);
  if (best === false) {
    throw new GatewayError("NOT_ACCEPTABLE", "none of the types of this answer fits `Accept`", {
      at: "Accept",
      remedy: `accept ${types.join(" or ")}`,
    });
  }
  return types.includes(best) ? best : (types[0] ?? "");
}

function refusal({ route, response, services }: Omit<Serving, "request">, error: unknown): Answer {
  const { requestId, trace } = contextOf(response);
  const code = error instanceof GatewayError ? error.code : null;
  const problem = problemOf(error, requestId);
  const headers = { ...challengeHeaders(code, route.auth), ...retryHeaders(problem.code, error) };
  if (problem.status >= 500) {
    const { traceId } = trace;
    services.log.error("http.failed", error, { requestId, traceId, route: route.path, status: problem.status });
  }
  if (route.errorStyle === "oauth") return oauthErrorOf(error, problem, headers);
  return { status: problem.status, mediaType: PROBLEM_TYPE, body: JSON.stringify(problem), headers };
}
