import { describe, expect, it } from "vitest";
import { GatewayError, type ErrorCode } from "../../src/core/errors.ts";
import { createApp } from "../../src/http/app.ts";
import { PROBLEM_KINDS, problemOf } from "../../src/http/problem.ts";
import request from "supertest";
import { aWorld } from "./fakes.ts";
import { aHouse, jsonOf } from "./harness.ts";

describe("every answer", () => {
  it.each(["/health/live", "/nowhere", "/v1/exchanges", "/docs", "/checkpoint"])(
    "at %s carries the headers of the house",
    async (path) => {
      const { headers } = await aHouse().call({ path });
      expect(headers).toMatchObject({
        "api-version": "1.0.0",
        "request-id": "request-1",
        "uitwisselpoort-mode": "sandbox",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("etag");
      expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    },
  );

  it.each(["acceptance", "production"] as const)("says nothing of a sandbox in %s", async (mode) => {
    const { headers } = await request(createApp(aWorld({ mode }).services)).get("/health/live");
    expect(headers).not.toHaveProperty("uitwisselpoort-mode");
  });

  it("names its request as the log does", async () => {
    const house = aHouse();
    const response = await house.call({ path: "/nowhere" });
    expect(jsonOf(response)).toMatchObject({ requestId: "request-1" });
    expect(house.told).toEqual([
      {
        level: "info",
        event: "http.answered",
        fields: {
          requestId: "request-1",
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          route: "other",
          status: 404,
          durationMs: 0,
        },
      },
    ]);
  });
});

describe("a problem", () => {
  const codes = Object.keys(PROBLEM_KINDS).filter(
    (code) => !["EXCHANGE_DENIED", "NOT_READY"].includes(code),
  ) as ErrorCode[];

  it.each(codes)("%s has a status of an error, and a code unless it is ours to mend", (code) => {
    const problem = problemOf(new GatewayError(code, "our own words"), "r");
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.code).toBe(problem.status === 500 ? undefined : code);
    expect(problem.type).toBe(problem.status === 500 ? "about:blank" : `/docs/problems#${code}`);
    expect(JSON.stringify(problem).includes("our own words")).toBe(problem.status !== 500);
  });

  it("says where and what next, in the error's own words where it has them", () => {
    const told = problemOf(new GatewayError("BODY_INVALID", "m", { at: "fields.3", remedy: "mend it" }), "r");
    expect(told).toMatchObject({ at: "fields.3", next: "mend it" });
    const plain = problemOf(new GatewayError("BODY_INVALID", "m"), "r");
    expect(plain).not.toHaveProperty("at");
    expect(plain.next).toBe(PROBLEM_KINDS.BODY_INVALID.next);
  });

  it.each([new Error("secret"), "secret", null, undefined, { code: "NOT_FOUND", message: "secret" }])(
    "of what is no error of ours tells nothing (%s)",
    (error) => {
      const problem = problemOf(error, "r");
      expect(problem).toMatchObject({ type: "about:blank", status: 500, retryable: false, requestId: "r" });
      expect(JSON.stringify(problem)).not.toContain("secret");
    },
  );

  it("is retryable exactly where it says when", () => {
    for (const { status, retryAfterSeconds } of Object.values(PROBLEM_KINDS)) {
      if (status === 503) expect(retryAfterSeconds).toBeGreaterThan(0);
      if (retryAfterSeconds !== undefined) expect([409, 429, 503]).toContain(status);
    }
  });
});
