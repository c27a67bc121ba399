import { describe, expect, it } from "vitest";
import { GatewayError, type ErrorCode } from "../../src/core/errors.ts";
import type { Route } from "../../src/http/define-route.ts";
import { PROBLEM_KINDS } from "../../src/http/problem.ts";
import type { IdempotencyStore } from "../../src/ports/tokens.ts";
import { aGateway, aLedger, anIdempotencyStore, aTokens, CALLERS, failing } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, routes, type Asked } from "./harness.ts";

const byName = (list: readonly Route[]): [string, Route][] => list.map((route) => [route.operationId, route]);

describe("every route of the table", () => {
  it.each(byName(routes))("%s answers its own example with a success it declares", async (_, route) => {
    const response = await aHouse().call(askedOf(route));
    expect(response.status).toBeLessThan(300);
    expect(Object.keys(route.responses)).toContain(String(response.status));
  });
});

/** How each code that http itself gives is provoked; every other code is thrown by a port. */
const PROVOKED: Partial<Record<ErrorCode, (asked: Asked, route: Route) => Asked>> = {
  TOKEN_MISSING: (asked) => ({ ...asked, token: null }),
  TOKEN_REFUSED: (asked) => ({ ...asked, token: "a-stranger" }),
  TOKEN_EXPIRED: (asked) => ({ ...asked, token: "expired" }),
  QUERY_INVALID: (asked) => ({ ...asked, path: `${asked.path}?madeUp=1` }),
  ID_MALFORMED: (asked, route) => ({
    ...asked,
    path: route.path.replace(/\{\w+\}/, "No!").replace(/\{\+?\w+\}/g, "x".repeat(65)),
  }),
  NOT_ACCEPTABLE: (asked) => ({ ...asked, headers: { Accept: "image/png" } }),
  MEDIA_TYPE_UNSUPPORTED: (asked) => ({ ...asked, type: "application/xml" }),
  BODY_TOO_LARGE: (asked, route) => ({ ...asked, body: Buffer.alloc(route.request.body!.bytesMax + 1, 0x20) }),
  BODY_INVALID: (asked) => ({ ...asked, body: asked.type === "application/json" ? "[]" : "a=b" }),
  GRANT_UNSUPPORTED: (asked) => ({ ...asked, body: "grant_type=password" }),
  IDEMPOTENCY_KEY_INVALID: (asked) => ({ ...asked, headers: { "Idempotency-Key": "short" } }),
};
const JSON_PROVOKED: typeof PROVOKED = {
  DOCUMENT_MALFORMED: (asked) => ({ ...asked, body: '{"a":' }),
  DOCUMENT_TOO_DEEP: (asked) => ({ ...asked, body: "[".repeat(50) }),
  DOCUMENT_DUPLICATE_KEY: (asked) => ({ ...asked, body: '{"a":1,"\\u0061":2}' }),
  DOCUMENT_FORBIDDEN_KEY: (asked) => ({ ...asked, body: '{"__proto__":1}' }),
};
const KEPT = { "Idempotency-Key": '"0193e5a2-4f3e-7c11-8a22-0123456789ab"' };

const declared = routes.flatMap((route) => route.errors.map((code) => [route.operationId, code, route] as const));

describe("every error that a route declares", () => {
  it.each(declared)("%s answers %s with its status", async (_, code, route) => {
    const { asked, house } = provoke(code, route);
    const response = await house.call(asked);
    if (route.errorStyle === "oauth") {
      expect(response.status).toBe(code === "SCOPE_MISSING" ? 400 : PROBLEM_KINDS[code].status);
      return;
    }
    const { status, retryAfterSeconds } = PROBLEM_KINDS[code];
    expect(response.status).toBe(status);
    expect(jsonOf(response)).toMatchObject({ status, code, retryable: retryAfterSeconds !== undefined });
    expect(response.headers["retry-after"]).toBe(retryAfterSeconds?.toString());
    expect(response.headers["cache-control"]).toBe("no-store");
  });
});

function provoke(code: ErrorCode, route: Route): { readonly asked: Asked; readonly house: ReturnType<typeof aHouse> } {
  const asked = askedOf(route);
  const isJson = route.request.body?.mediaTypes[0] === "application/json";
  const change = PROVOKED[code] ?? (isJson ? JSON_PROVOKED[code] : undefined);
  if (change !== undefined) return { asked: change(asked, route), house: aHouse() };
  if (code === "SCOPE_MISSING" && route.auth !== "none") {
    const tokens = aTokens({ scopeless: { ...CALLERS["partner"]!, scopes: new Set() } });
    return { asked: { ...asked, token: "scopeless" }, house: aHouse({ tokens }) };
  }
  if (code === "RATE_LIMITED") {
    const refusal = new GatewayError("RATE_LIMITED", "too many");
    const limits = {
      count: () => Promise.resolve({ headers: {}, refusal }),
      countRefusal: () => Promise.resolve(null),
    };
    return { asked, house: aHouse({ limits }) };
  }
  if (code === "IDEMPOTENCY_KEY_REUSED" || code === "IDEMPOTENCY_IN_PROGRESS") {
    const claim = code === "IDEMPOTENCY_KEY_REUSED" ? "other-body" : "in-progress";
    const idempotency: IdempotencyStore = { ...anIdempotencyStore(), claim: () => Promise.resolve(claim) };
    return { asked: { ...asked, headers: KEPT }, house: aHouse({ idempotency }) };
  }
  if (code === "NOT_FOUND" && route.tag === "ledger") {
    const nothing = () => Promise.resolve(null);
    return { asked, house: aHouse({ ledger: aLedger({ checkpoint: nothing, tile: nothing, bundle: nothing }) }) };
  }
  const error = new GatewayError(code, "thrown by a port");
  const house = aHouse({
    gateway: failing(aGateway(), error),
    ledger: failing(aLedger(), error),
    tokens: aTokens(CALLERS, { grant: () => Promise.reject(error) }),
  });
  return { asked, house };
}

describe("what no route foresaw", () => {
  const leak = "leaked-value-17";
  it.each(byName(routes.filter(({ auth }) => auth !== "none")))("%s gives a bare 500", async (_, route) => {
    const house = aHouse({ gateway: failing(aGateway(), new Error(leak)) });
    const response = await house.call(askedOf(route));
    expect(response.status).toBe(500);
    expect(jsonOf(response)).toMatchObject({ type: "about:blank", status: 500, retryable: false });
    expect(jsonOf(response)).not.toHaveProperty("code");
    expect(String(response.body)).not.toContain(leak);
  });

  it.each(["KEY_LOCKED", "INVARIANT_BROKEN", "LEDGER_MISMATCH"] as const)(
    "%s is told to the log and to nobody else",
    async (code) => {
      const house = aHouse({ gateway: failing(aGateway(), new GatewayError(code, leak)) });
      const response = await house.call(askedOf(routes.find(({ operationId }) => operationId === "getExchange")!));
      expect(response.status).toBe(500);
      expect(String(response.body)).not.toContain(code);
      expect(String(response.body)).not.toContain(leak);
      expect(house.told.map(({ level, event }) => `${level} ${event}`)).toContain("error http.failed");
    },
  );
});
