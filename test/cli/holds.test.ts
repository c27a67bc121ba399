import { describe, expect, it } from "vitest";

import { problem } from "./gateway.ts";
import { EXCHANGE, gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const HOLD = "019a9c3e-0f03-7a11-8b22-0123456789ab";
const STAFF = { party: "oosterpoort", clientId: "staff-aydin", openpgp: null };
const asStaff = async (...line: readonly string[]) => ["holds", ...line, "--profile", await world().profile(STAFF)];

const hold = {
  holdId: HOLD,
  exchangeId: EXCHANGE,
  state: "open",
  reasons: [{ code: "APPROVAL_REQUIRED", says: "a person must approve this", next: "wait" }],
  purpose: "rent-collection",
  from: "deurwaarder-voorbeeld",
  to: "oosterpoort",
  by: ["collections-lead"],
  count: 1,
  includes: [],
  openedAt: "2026-11-20T10:00:00.000Z",
  dueAt: "2026-11-27T10:00:00.000Z",
  escalated: false,
  votes: [],
};
const vote = { person: "aydin", role: "collections-lead", verdict: "approve", dropped: ["note"], at: hold.openedAt };

describe("gateway holds", () => {
  it.each([
    { name: "without a verb", line: [], state: "open" },
    { name: "by its full name", line: ["list"], state: "open" },
    { name: "of any state", line: ["list", "--state", "any"], state: "any" },
    { name: "of any state, without a verb", line: ["--state", "any"], state: "any" },
  ])("lists what waits, $name", async ({ line, state }) => {
    world().gateway.says("GET /v1/holds", { json: { items: [hold], next: null } });
    const json = { v: 1, environment: "sandbox", items: [hold], next: null };
    expect(await gatewayJson(await asStaff(...line))).toEqual({ exitCode: 0, json });
    expect(world().gateway.calls()).toEqual([`GET /v1/holds?state=${state}&limit=100`]);
  });

  it("shows one with its reasons and the command to look inside", async () => {
    world().gateway.says(`GET /v1/holds/${HOLD}`, { json: hold });
    const { out } = await gateway(await asStaff("show", HOLD));
    for (const part of ["◐ open", "APPROVAL_REQUIRED", `gateway holds reveal ${HOLD}`]) expect(out).toContain(part);
  });

  it.each([
    {
      verb: "approve",
      call: "approvals",
      more: ["--drop", "note,iban"],
      body: { drop: ["note", "iban"] },
      state: "approved",
    },
    { verb: "approve", call: "approvals", more: [], body: {}, state: "approved" },
    { verb: "reject", call: "rejections", more: [], body: {}, state: "rejected" },
  ])("$verb posts the reason with $body", async ({ verb, call, more, body, state }) => {
    const path = `POST /v1/holds/${HOLD}/${call}`;
    const after = { ...hold, state, votes: [vote] };
    world().gateway.says(path, { status: 201, json: after });
    expect(await gatewayJson(await asStaff(verb, HOLD, "--reason", "the order was checked", ...more))).toEqual({
      exitCode: 0,
      json: { v: 1, environment: "sandbox", hold: after },
    });
    expect(world().gateway.jsonOf(path)).toEqual({ reason: "the order was checked", ...body });
  });

  it("reveals the held text to whoever says why", async () => {
    const release = { outcome: "allow", reasons: [], fields: [], excerpt: { note: "V." } };
    const held = { subjects: [{ personRef: "T-1" }], data: { note: "Vermeulen" }, release };
    const path = `POST /v1/holds/${HOLD}/reveals`;
    world().gateway.says(path, { json: held });
    const json = { v: 1, environment: "sandbox", holdId: HOLD, held };
    expect(await gatewayJson(await asStaff("reveal", HOLD, "--reason", "to judge it"))).toEqual({ exitCode: 0, json });
    expect(world().gateway.jsonOf(path)).toEqual({ reason: "to judge it" });
  });

  it.each(["approve", "reject", "reveal"])("%s asks for a reason before it asks the gateway", async (verb) => {
    expect((await gateway(await asStaff(verb, HOLD))).exitCode).toBe(2);
    expect((await gateway(await asStaff(verb, HOLD, "--reason", " "))).exitCode).toBe(2);
    expect(world().gateway.heard).toEqual([]);
  });

  it("drops fields at approval only", async () => {
    expect((await gateway(await asStaff("reject", HOLD, "--reason", "x", "--drop", "note"))).exitCode).toBe(2);
  });

  it.each([
    { code: "APPROVER_NOT_ALLOWED", status: 403, exitCode: 3 },
    { code: "SCOPE_MISSING", status: 403, exitCode: 4 },
    { code: "HOLD_ENDED", status: 409, exitCode: 1 },
  ])("tells $code apart", async ({ code, status, exitCode }) => {
    world().gateway.says(`POST /v1/holds/${HOLD}/approvals`, problem(status, code));
    const { json } = await gatewayJson(await asStaff("approve", HOLD, "--reason", "x"));
    expect(json).toMatchObject({ error: { code }, exitCode });
  });
});
