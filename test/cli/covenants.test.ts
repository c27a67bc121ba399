import { describe, expect, it } from "vitest";

import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const atProfile = async (...line: readonly string[]) => [...line, "--profile", await world().profile()];

const clauses = [
  { purpose: "early-debt-signalling", direction: "out", message: "default" },
  { purpose: "debt-help", direction: "in", message: "plan" },
];
const covenant = {
  id: "bergendal-early-signal",
  version: 1,
  title: "Vroegsignalering",
  hash: "4f".repeat(32),
  from: "2026-01-01",
  lastDay: "2027-12-31",
  inForce: true,
  why: null,
  clauses,
};

describe("gateway covenants", () => {
  it("lists all, as they came", async () => {
    world().gateway.says("GET /v1/covenants", { json: { items: [covenant] } });
    const json = { v: 1, environment: "sandbox", items: [covenant] };
    expect(await gatewayJson(await atProfile("covenants"))).toEqual({ exitCode: 0, json });
  });

  it("says why one is not in force", async () => {
    const why = { code: "CONTRACT_UNSIGNED", says: "not signed by all", next: "sign it" };
    world().gateway.says("GET /v1/covenants", { json: { items: [{ ...covenant, inForce: false, why }] } });
    expect((await gateway(await atProfile("covenants"))).out).toContain("CONTRACT_UNSIGNED");
  });

  it("gives for each clause of one the command for its example", async () => {
    world().gateway.says("GET /v1/covenants/bergendal-early-signal", { json: covenant });
    const { out } = await gateway(await atProfile("covenants", "bergendal-early-signal"));
    expect(out).toContain("gateway example bergendal-early-signal early-debt-signalling out --profile ");
    expect(out).toContain("gateway example bergendal-early-signal debt-help in plan --profile ");
  });
});

describe("a command to copy", () => {
  it("is one that works where it is copied", async () => {
    world().gateway.says("GET /v1/covenants/bergendal-early-signal", { json: covenant });
    const profile = await world().profile();
    const env = { GATEWAY_PROFILE: profile, npm_command: "exec" };
    const { out } = await gateway(["covenants", "bergendal-early-signal"], { env });
    expect(out).toMatch(/npx gateway example bergendal-early-signal early-debt-signalling out$/m);
  });
});

describe("gateway example", () => {
  const document = {
    header: {
      format: "uitwisselpoort/1",
      environment: "sandbox",
      messageId: "0192f0c1-0000-7000-8000-000000000001",
      from: "gemeente-bergendal",
      to: "oosterpoort",
      actor: "system:voorbeeld",
      covenant: "bergendal-early-signal",
      purpose: "early-debt-signalling",
      direction: "in",
      message: "default",
      sentAt: "2026-11-22T12:00:00.000Z",
      replyTo: null,
    },
    subjects: [{ role: "tenant" }],
    data: { caseRef: "VB-0001" },
    attachments: [],
  };
  const call = "GET /v1/covenants/bergendal-early-signal/clauses/early-debt-signalling/in";
  const line = ["example", "bergendal-early-signal", "early-debt-signalling", "in"];

  it("leaves out of the header what is filled in at sending, so that the id is new each time", async () => {
    world().gateway.says(call, { json: { direction: "in", example: document } });
    const { covenant: id, purpose, direction, message, to } = document.header;
    expect(await gatewayJson(await atProfile(...line))).toEqual({
      exitCode: 0,
      json: {
        v: 1,
        environment: "sandbox",
        document: {
          header: { to, covenant: id, purpose, direction, message },
          subjects: document.subjects,
          data: document.data,
        },
      },
    });
  });

  it("prints to standard output nothing but what `gateway send` takes", async () => {
    world()
      .gateway.says(call, { json: { direction: "in", example: document } })
      .says("POST /v1/exchanges", {
        status: 201,
        json: { exchangeId: "x", outcome: "allow", reasons: [], fields: [], retryable: false },
      });
    const { out } = await gateway(await atProfile(...line));
    const sent = await gateway(await atProfile("send", await world().write("edited.json", out)));
    expect(sent.exitCode).toBe(0);
  });

  it("asks for a kind of document by name", async () => {
    world().gateway.says(call, { json: { direction: "in", example: document } });
    await gateway(await atProfile(...line, "plan"));
    expect(world().gateway.calls()).toEqual([`${call}?message=plan`]);
  });
});

describe("gateway dry-run", () => {
  const stripped = { code: "FIELD_STRIPPED", param: "iban", says: "`iban` is not agreed here", next: "leave it out" };
  const forecast = {
    allowed: true,
    reasons: [],
    fields: [{ field: "iban", verdict: "withheld", transform: null, reason: stripped }],
    missing: [],
    facts: [{ fact: "remindersSent", provider: "data", precondition: "E2", says: "a reminder was sent" }],
    consent: "none",
    approval: { by: ["collections-lead"], count: 1 },
  };
  const line = ["dry-run", "bergendal-early-signal", "early-debt-signalling", "out", "--fields", "caseRef, iban"];

  it("asks with names alone, and prints the forecast", async () => {
    world().gateway.says("POST /v1/decisions", { json: forecast });
    const json = { v: 1, environment: "sandbox", ...forecast };
    expect(await gatewayJson(await atProfile(...line))).toEqual({ exitCode: 0, json });
    expect(world().gateway.jsonOf("POST /v1/decisions")).toEqual({
      covenant: "bergendal-early-signal",
      purpose: "early-debt-signalling",
      direction: "out",
      fields: ["caseRef", "iban"],
    });
  });

  it("shows people fields, facts and who approves", async () => {
    world().gateway.says("POST /v1/decisions", { json: forecast });
    const { out } = await gateway(await atProfile(...line));
    for (const part of ["FIELD_STRIPPED", "remindersSent", "collections-lead"]) expect(out).toContain(part);
  });

  it("is not 0 where it would be refused", async () => {
    world().gateway.says("POST /v1/decisions", { json: { ...forecast, allowed: false } });
    expect((await gateway(await atProfile(...line))).exitCode).toBe(3);
  });
});
