import { describe, expect, it } from "vitest";

import { parseProblem, ProblemError } from "../../src/client/problem.ts";

const WHOLE = {
  type: "/docs/problems#TOKEN_EXPIRED",
  title: "The token has expired",
  status: 401,
  detail: "ask a new token",
  code: "TOKEN_EXPIRED",
  next: "ask a new token",
  at: "header.purpose",
  retryable: true,
  requestId: "01a20cc8-9596-73cd-b140-26cd061f05a8",
};

describe("an error answer", () => {
  it("keeps all that a problem document says", () => {
    expect(parseProblem(401, JSON.stringify(WHOLE))).toEqual(WHOLE);
  });

  it("has the status with which it came, whatever it says itself", () => {
    expect(parseProblem(500, JSON.stringify(WHOLE)).status).toBe(500);
  });

  it.each([
    { name: "without a code", text: '{"title":"No"}', problem: { code: "UNKNOWN", title: "No" } },
    { name: "without a title", text: '{"code":"NO"}', problem: { code: "NO" } },
    { name: "that is empty", text: "", problem: { code: "UNKNOWN" } },
    { name: "that is a page", text: "<html>502</html>", problem: { code: "UNKNOWN" } },
    { name: "that is null", text: "null", problem: { code: "UNKNOWN" } },
    { name: "that is a text", text: '"no"', problem: { code: "UNKNOWN" } },
    { name: "that is a list", text: "[]", problem: { code: "UNKNOWN" } },
    { name: "of OAuth", text: '{"error":"invalid_client"}', problem: { code: "invalid_client" } },
    {
      name: "of OAuth that says more",
      text: '{"error":"invalid_scope","error_description":"not this one"}',
      problem: { code: "invalid_scope", title: "not this one" },
    },
  ])("$name is a problem with a code and a title", ({ text, problem }) => {
    const parsed = parseProblem(502, text);
    expect(parsed).toMatchObject({ status: 502, ...problem });
    expect(parsed.title.length).toBeGreaterThan(1);
  });
});

it("an error carries its problem and its cause, and its code comes first", () => {
  const cause = new Error("socket");
  const error = new ProblemError({ status: 0, code: "UNREACHABLE", title: "no answer" }, { cause });
  expect(error).toMatchObject({ name: "ProblemError", problem: { code: "UNREACHABLE" }, cause });
  expect(error.message.split(":")[0]).toBe("UNREACHABLE");
});
