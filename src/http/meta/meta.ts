import { z } from "zod";
import { json, jsonResponse, PROBLEM_TYPE, raw, rawResponse } from "../answers.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { ledgerGauges } from "../ledger/gauges.ts";
import type { OpenApi } from "../openapi/document.ts";
import { named } from "../openapi/registry.ts";
import { PROBLEM_KINDS, problemType, retryHeaders } from "../problem.ts";
import { problemSchema } from "../problem-schema.ts";
import { docsPage, problemsPage } from "./docs-page.ts";
import { PAGE_CSP } from "./page.ts";

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const PAGE_TYPE = "text/html; charset=utf-8";
const OPEN = { "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache" };
const PAGE_HEADERS = { "Content-Security-Policy": PAGE_CSP, "Cache-Control": "no-cache" };

const checks = z.record(z.string(), z.boolean());
const liveSchema = named("Liveness", z.object({ status: z.literal("live") }));
const readySchema = named("Readiness", z.object({ status: z.literal("ready"), checks }));
const unreadySchema = named("ReadinessProblem", problemSchema.extend({ checks }));

const exampleUnready = {
  type: problemType("NOT_READY"),
  title: PROBLEM_KINDS.NOT_READY.title,
  status: PROBLEM_KINDS.NOT_READY.status,
  detail: "a check failed",
  code: "NOT_READY" as const,
  retryable: true,
  requestId: "019a9c3e-0f01-7a11-8b22-0123456789ab",
  checks: { database: true, ledger: false },
};

/** Routes about the API itself; they read the document that they are part of. */
export function createMetaRoutes(document: () => OpenApi): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/v1/openapi.json",
      operationId: "getOpenapi",
      summary: "This document (OpenAPI 3.1)",
      tag: "about",
      auth: "none",
      request: {},
      responses: {
        200: jsonResponse("The document.", {
          schema: named("OpenApiDocument", z.looseObject({ openapi: z.string() })),
          example: { openapi: "3.1.1" },
        }),
      },
      errors: [],
      handler: () => json(200, document(), { headers: OPEN }),
    }),
    pageRoute({
      path: "/docs",
      operationId: "getDocs",
      summary: "The API on one page",
      page: () => docsPage(document()),
    }),
    pageRoute({
      path: "/docs/problems",
      operationId: "getProblemDocs",
      summary: "What every problem code means and what to do",
      page: problemsPage,
    }),
    ...healthRoutes,
  ];
}

function pageRoute(spec: {
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly page: () => string;
}): Route {
  const { page, ...rest } = spec;
  return defineRoute({
    ...rest,
    method: "get",
    tag: "about",
    auth: "none",
    request: {},
    responses: { 200: rawResponse("A page.", { mediaType: "text/html", example: "<!doctype html>…" }) },
    errors: [],
    handler: () => raw(PAGE_TYPE, page(), PAGE_HEADERS),
  });
}

const healthRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/health/live",
    operationId: "getLiveness",
    summary: "Whether the process answers",
    tag: "health",
    auth: "none",
    request: {},
    responses: { 200: jsonResponse("It does.", { schema: liveSchema, example: { status: "live" } }) },
    errors: [],
    handler: () => json(200, { status: "live" }),
  }),
  defineRoute({
    method: "get",
    path: "/health/ready",
    operationId: "getReadiness",
    summary: "Whether an exchange could be taken now",
    tag: "health",
    auth: "none",
    request: {},
    responses: {
      200: jsonResponse("It could.", {
        schema: readySchema,
        example: { status: "ready", checks: { database: true, ledger: true } },
      }),
      503: jsonResponse("It could not.", {
        schema: unreadySchema,
        example: exampleUnready,
        mediaType: PROBLEM_TYPE,
        headers: { "Retry-After": "Seconds." },
      }),
    },
    errors: [],
    handler: async ({ requestId }, { ready }) => {
      const { ok, checks: results } = await ready();
      if (ok) return json(200, { status: "ready", checks: results });
      const body = { ...exampleUnready, next: PROBLEM_KINDS.NOT_READY.next, requestId, checks: results };
      return json(503, body, { mediaType: PROBLEM_TYPE, headers: retryHeaders("NOT_READY") });
    },
  }),
  defineRoute({
    method: "get",
    path: "/metrics",
    operationId: "getMetrics",
    summary: "Counts for Prometheus, about nobody",
    tag: "health",
    auth: "none",
    request: {},
    responses: {
      200: rawResponse("Prometheus text.", {
        mediaType: "text/plain",
        example: 'uitwisselpoort_decisions_total{outcome="allow"} 3\n',
      }),
    },
    errors: ["DATABASE_UNAVAILABLE"],
    handler: async (_, { metrics, ledger, now }) => raw(METRICS_TYPE, metrics.text(await ledgerGauges(ledger, now()))),
  }),
];
