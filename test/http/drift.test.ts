import { describe, expect, it } from "vitest";
import { faultsOf } from "./drift.ts";
import { routes } from "./harness.ts";
import { anExchange, EXCHANGE } from "./examples.ts";

const headers = {
  "api-version": "1.0.0",
  "request-id": "r",
  "uitwisselpoort-mode": "sandbox",
  "content-security-policy": "default-src 'none'",
  "x-content-type-options": "nosniff",
  "content-type": "application/json",
};
const problem = {
  type: "t",
  title: "t",
  status: 404,
  detail: "d",
  code: "NOT_FOUND",
  retryable: false,
  requestId: "r",
};
const sent = (change: { status?: number; headers?: object; body?: object; path?: string } = {}) => ({
  method: "GET",
  path: `/v1/exchanges/${EXCHANGE}`,
  status: 200,
  ...change,
  headers: { ...headers, ...change.headers },
  body: Buffer.from(JSON.stringify(change.body ?? anExchange())),
});
const problemType = { "content-type": "application/problem+json" };

describe("the witness before the app", () => {
  it.each([
    { name: "a declared answer", answer: sent() },
    { name: "a declared problem", answer: sent({ status: 404, headers: problemType, body: problem }) },
  ])("lets $name pass", ({ answer }) => {
    expect(faultsOf(answer, routes)).toEqual([]);
  });

  it.each([
    { name: "an answer without its version", answer: sent({ headers: { "api-version": undefined } }) },
    { name: "an answer without a request id", answer: sent({ headers: { "request-id": undefined } }) },
    { name: "an answer that hides the sandbox", answer: sent({ headers: { "uitwisselpoort-mode": undefined } }) },
    { name: "an answer that names its software", answer: sent({ headers: { "x-powered-by": "x" } }) },
    { name: "an answer without a policy", answer: sent({ headers: { "content-security-policy": "*" } }) },
    { name: "a member that was not declared", answer: sent({ body: { ...anExchange(), name: "x" } }) },
    { name: "a member of the wrong type", answer: sent({ body: { ...anExchange(), retryable: 1 } }) },
    { name: "a status that was not declared", answer: sent({ status: 201 }) },
    { name: "a media type that was not declared", answer: sent({ headers: { "content-type": "text/html" } }) },
    { name: "an empty body where one was declared", answer: sent({ headers: { "content-type": undefined } }) },
    { name: "an error that is no problem document", answer: sent({ status: 404, body: problem }) },
    {
      name: "a code that was not declared",
      answer: sent({ status: 410, headers: problemType, body: { ...problem, code: "PARCEL_GONE" } }),
    },
    { name: "an answer of no route", answer: sent({ path: "/v2/exchanges" }) },
  ])("falls on $name", ({ answer }) => {
    expect(faultsOf(answer, routes)).not.toEqual([]);
  });
});
