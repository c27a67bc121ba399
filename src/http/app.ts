import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import { GatewayError } from "../core/errors.ts";
import { beginTrace, findTraceParent, type Trace } from "../core/trace.ts";
import { mountRoutes } from "./mount.ts";
import { API_VERSION } from "./openapi/version.ts";
import { beginContext, contextOf } from "./request-context.ts";
import { createRoutes } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendProblem } from "./send.ts";
import type { Services } from "./services.ts";

/** The API as an express app; nothing in it outlives a request but what `services` holds. */
export function createApp(services: Services): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("strict routing"); // a path with a slash at its end is another path: 404 (ADR no-trailing-slash)
  app.enable("case sensitive routing");
  app.set("query parser", "simple"); // no nested objects out of a query
  app.set("trust proxy", ["loopback", ...services.trustedProxies]);
  app.use(begin(services), securityHeaders());
  mountRoutes(app, createRoutes(services.issuer), services);
  app.use(notFound, failed(services));
  return app;
}

/** Before anything can fail: every answer has a request id and a version, and is counted when it is done. */
function begin(services: Services): RequestHandler {
  return (request, response, next) => {
    const startedAt = services.now();
    const context = beginContext(response, { requestId: services.newId(), trace: traceOf(request, services) });
    response.setHeader("Request-Id", context.requestId);
    response.setHeader("API-Version", API_VERSION);
    response.setHeader("Cache-Control", "no-store");
    if (services.mode === "sandbox") response.setHeader("Uitwisselpoort-Mode", "sandbox");
    response.once("close", () => {
      const durationMs = services.now() - startedAt;
      const { route, requestId } = context;
      const { traceId } = context.trace;
      services.metrics.answered({ method: methodOf(request.method), route, status: response.statusCode, durationMs });
      services.log.info("http.answered", { requestId, traceId, route, status: response.statusCode, durationMs });
    });
    next();
  };
}

/** Two `traceparent` headers are as good as none: joined, they fit no version. */
function traceOf({ headersDistinct }: Request, { random }: Services): Trace {
  const [parent, state] = ["traceparent", "tracestate"].map((name) => headersDistinct[name]?.join(","));
  return beginTrace(findTraceParent(parent, state), random);
}

/** A method is the sender's own word: counted by name only where it is one of ours. */
const methodOf = (method: string): string => (["GET", "HEAD", "POST", "PUT"].includes(method) ? method : "other");

const notFound: RequestHandler = (_, response) => {
  sendProblem(response, new GatewayError("NOT_FOUND", "there is nothing under this path"));
};

/** What failed outside a route: a path that express cannot decode, or a fault of ours. */
function failed({ log }: Services): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
    } else if (error instanceof URIError) {
      notFound(_request, response, next);
    } else {
      const { requestId, trace } = contextOf(response);
      log.error("http.failed", error, { requestId, traceId: trace.traceId });
      sendProblem(response, error);
    }
  };
}
