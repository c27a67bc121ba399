import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import { ledgerGauges } from "../../src/http/ledger/gauges.ts";
import { html } from "../../src/http/meta/page.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { PROBLEM_KINDS } from "../../src/http/problem.ts";
import { EXCHANGE } from "./examples.ts";
import { aHouse, jsonOf, routes, textOf } from "./harness.ts";

describe("health", () => {
  it("is live whatever else fails", async () => {
    const ready = () => Promise.reject(new Error("down"));
    expect(jsonOf(await aHouse({ ready }).call({ path: "/health/live" }))).toEqual({ status: "live" });
  });

  it("is ready with its checks", async () => {
    const response = await aHouse().call({ path: "/health/ready" });
    expect(jsonOf(response)).toEqual({ status: "ready", checks: { database: true } });
  });

  it("is not ready as a problem that says which check fails and that it may pass", async () => {
    const ready = () => Promise.resolve({ ok: false, checks: { database: true, ledger: false } });
    const response = await aHouse({ ready }).call({ path: "/health/ready" });
    expect(response.status).toBe(503);
    expect(response.headers["retry-after"]).toBe("5");
    expect(jsonOf(response)).toMatchObject({
      code: "NOT_READY",
      retryable: true,
      checks: { database: true, ledger: false },
    });
  });

  it("is a bare 500 when it cannot be told", async () => {
    const ready = () => Promise.reject(new Error("down"));
    expect((await aHouse({ ready }).call({ path: "/health/ready" })).status).toBe(500);
  });
});

describe("the metrics", () => {
  const NOTE = readFileSync(new URL("../vectors/ledger/example.checkpoint", import.meta.url), "utf8");
  const origin = "log.gateway.example/uitwisseling/2026";
  /** When the example's witness cosigned. */
  const COSIGNED = 1_795_340_000;
  const gauges = (note: string | null) =>
    ledgerGauges(
      { origin, behindMs: () => Promise.resolve(1_500), checkpoint: () => Promise.resolve(note) },
      ((COSIGNED + 90) * 1000) as Instant,
    );

  it("say how many cosigned the published checkpoint, and how long ago the last of them did", async () => {
    expect(await gauges(NOTE)).toEqual({
      ledger_behind_seconds: 1.5,
      ledger_cosignatures: 1,
      ledger_cosignature_age_seconds: 90,
    });
  });

  it("say that nobody cosigned, and nothing of an age", async () => {
    const alone = { ledger_behind_seconds: 1.5, ledger_cosignatures: 0 };
    expect(await gauges(NOTE.split("\n").slice(0, 5).join("\n") + "\n")).toEqual(alone);
    expect(await gauges(null)).toEqual(alone);
  });

  it("count answers by route and status, and name no id", async () => {
    const house = aHouse();
    await house.call({ path: `/v1/exchanges/${EXCHANGE}`, token: "partner" });
    await house.call({ path: `/v1/exchanges/${EXCHANGE}`, token: "partner" });
    await house.call({ path: `/v1/exchanges/${EXCHANGE}` });
    await house.call({ path: `/somewhere/${EXCHANGE}` });
    await house.call({ method: "DELETE", path: `/v1/exchanges/${EXCHANGE}` });
    const response = await house.call({ path: "/metrics" });
    const text = textOf(response);
    expect(response.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    const counted = (labels: string, count: number) => `http_requests_total{${labels}} ${count}\n`;
    expect(text).toContain(counted('method="GET",route="/v1/exchanges/{id}",status="200"', 2));
    expect(text).toContain(counted('method="GET",route="/v1/exchanges/{id}",status="401"', 1));
    expect(text).toContain(counted('method="GET",route="other",status="404"', 1));
    expect(text).toContain(counted('method="other",route="other",status="405"', 1));
    expect(text).toContain("uitwisselpoort_ledger_behind_seconds 1.5\n");
    expect(text).not.toContain(EXCHANGE);
    expect(text).not.toContain("partner");
  });

  it("are in Prometheus text format", () => {
    const metrics = createMetrics();
    metrics.answered({ method: "GET", route: "/x", status: 200, durationMs: 250 });
    metrics.answered({ method: "GET", route: "/x", status: 404, durationMs: 750 });
    metrics.decided("hold");
    const lines = metrics.text({ gauge: 2 }).trimEnd().split("\n");
    for (const line of lines) expect(line).toMatch(/^(# TYPE \w+ \w+|\w+(\{[^{}]+\})? [0-9.]+)$/);
    expect(lines).toContain('uitwisselpoort_http_request_duration_seconds_sum{method="GET",route="/x"} 1');
    expect(lines).toContain('uitwisselpoort_http_request_duration_seconds_count{method="GET",route="/x"} 2');
    expect(lines).toContain('uitwisselpoort_decisions_total{outcome="hold"} 1');
    expect(lines).toContain('uitwisselpoort_decisions_total{outcome="deny"} 0');
  });
});

describe("the pages", () => {
  it.each(["/docs", "/docs/problems"])("%s hold one style, known by its hash, and no script", async (path) => {
    const response = await aHouse().call({ path });
    const text = textOf(response);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.headers["content-security-policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<script|style="|\son\w+=|https?:\/\//i);
  });

  it("list every route", async () => {
    const text = textOf(await aHouse().call({ path: "/docs" }));
    for (const { method, path, operationId } of routes) {
      expect(text).toContain(`${method.toUpperCase()} ${path.replace("{+", "{")}`);
      expect(text).toContain(`id="${operationId}"`);
    }
  });

  it("explain every problem where its type points", async () => {
    const text = textOf(await aHouse().call({ path: "/docs/problems" }));
    for (const [code, { status }] of Object.entries(PROBLEM_KINDS)) {
      expect(text.includes(`<tr id="${code}">`)).toBe(status !== 500);
    }
  });

  it("escape whatever is put into them", () => {
    const inner = html`<i>${1}</i>`;
    expect(html`<p>${`<b a="1" c='2'>&`}${[inner, inner]}</p>`.html).toBe(
      "<p>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;<i>1</i><i>1</i></p>",
    );
  });
});
