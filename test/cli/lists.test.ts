import { describe, expect, it } from "vitest";

import { noon } from "../support/openpgp-identities.ts";
import { problem } from "./gateway.ts";
import { EXCHANGE, gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const ID = "019a9c3e-0f04-7a11-8b22-0123456789ab";
const as = async (...line: readonly string[]) => [...line, "--profile", await world().profile()];

const alert = {
  alertId: ID,
  level: "notice",
  reason: { code: "HOLD_REMINDER", says: "it still waits", next: "decide it" },
  exchangeId: EXCHANGE,
  roles: ["collections-lead"],
  at: "2026-11-25T23:00:00.000Z",
  owner: null,
  status: "open",
  action: null,
  closedAt: null,
};
const exchange = {
  exchangeId: EXCHANGE,
  outcome: "deny",
  reasons: [{ code: "CONSENT_MISSING", says: "no consent", next: "ask" }],
  purpose: "debt-coaching",
  from: "oosterpoort",
  to: "entree",
  decidedAt: "2026-11-22T10:00:00.000Z",
};
const consent = {
  id: ID,
  partnerRef: "p-1",
  purpose: "support-coordination",
  categories: ["contact", "guidance"],
  explicit: false,
  givenAt: "2026-11-01T00:00:00.000Z",
  expiresAt: null,
  withdrawnAt: null,
};
const relation = {
  id: ID,
  partnerRef: null,
  kind: "mandate",
  ref: "B-12",
  scope: [],
  from: "2026-10-01T00:00:00.000Z",
  until: null,
};

describe.each([
  {
    noun: "alerts",
    path: "/v1/alerts",
    item: alert,
    shows: [ID, "notice", "HOLD_REMINDER", EXCHANGE],
    none: "nothing to look at",
    asked: [
      { line: ["alerts"], query: "status=open&limit=100" },
      { line: ["alerts", "list", "--status", "any"], query: "status=any&limit=100" },
      { line: ["alerts", "--after", ID], query: `status=open&after=${ID}&limit=100` },
    ],
  },
  {
    noun: "exchanges",
    path: "/v1/exchanges",
    item: exchange,
    shows: [EXCHANGE, "deny", "debt-coaching", "oosterpoort", "entree", "CONSENT_MISSING"],
    none: "no exchange fits",
    asked: [
      { line: ["exchanges"], query: "limit=100" },
      {
        line: ["exchanges", "--party", "entree", "--covenant", "c-1", "--purpose", "p", "--outcome", "deny"],
        query: "party=entree&covenant=c-1&purpose=p&outcome=deny&limit=100",
      },
      {
        line: ["exchanges", "--since", "2026-11-22T00:00:00+01:00", "--until", "2026-11-23T00:00:00Z", "--after", ID],
        query: `since=2026-11-22T00%3A00%3A00%2B01%3A00&until=2026-11-23T00%3A00%3A00Z&after=${ID}&limit=100`,
      },
    ],
  },
  {
    noun: "consents",
    path: "/v1/consents",
    item: consent,
    shows: [ID, "p-1", "support-coordination", "contact, guidance"],
    none: "no consent names you",
    asked: [
      { line: ["consents"], query: "state=open&limit=100" },
      { line: ["consents", "list", "--ended", "--after", ID], query: `state=any&after=${ID}&limit=100` },
    ],
  },
  {
    noun: "relations",
    path: "/v1/relations",
    item: relation,
    shows: [ID, "mandate", "B-12"],
    none: "nobody is tied to you",
    asked: [
      { line: ["relations"], query: "state=open&limit=100" },
      {
        line: ["relations", "list", "--kind", "mandate", "--ended"],
        query: "state=any&kind=mandate&limit=100",
      },
    ],
  },
])("gateway $noun", ({ noun, path, item, shows, none, asked }) => {
  it.each(asked)("asks with $line for $query", async ({ line, query }) => {
    world().gateway.says(`GET ${path}`, { json: { items: [item], next: null } });
    const json = { v: 1, environment: "sandbox", items: [item], next: null };
    expect(await gatewayJson(await as(...line))).toEqual({ exitCode: 0, json });
    expect(world().gateway.calls()).toEqual([`GET ${path}?${query}`]);
  });

  it("shows each, and how to go on", async () => {
    world().gateway.says(`GET ${path}`, { json: { items: [item], next: ID } });
    const { out, exitCode } = await gateway(await as(noun));
    expect(exitCode).toBe(0);
    for (const part of [...shows, `--after ${ID}`]) expect(out).toContain(part);
  });

  it("says so where there is none, and how it ended where it may not", async () => {
    world().gateway.says(`GET ${path}`, { json: { items: [], next: null } });
    expect((await gateway(await as(noun))).out).toBe(`${none}\n`);
    world().gateway.says(`GET ${path}`, problem(403, "SCOPE_MISSING"));
    expect((await gateway(await as(noun))).exitCode).toBe(4);
  });
});

describe("gateway alerts", () => {
  it.each([
    { line: ["show", ID], call: `GET /v1/alerts/${ID}`, sent: undefined, state: { status: "open" } },
    {
      line: ["claim", ID],
      call: `POST /v1/alerts/${ID}/claims`,
      sent: {},
      state: { status: "claimed", owner: "aydin" },
    },
    {
      line: ["close", ID, "--action", " told the sender "],
      call: `POST /v1/alerts/${ID}/closures`,
      sent: { action: "told the sender" },
      state: { status: "closed", owner: "aydin", action: "told the sender" },
    },
  ])("$line does so and shows it", async ({ line, call, sent, state }) => {
    const after = { ...alert, ...state };
    world().gateway.says(call, { json: after });
    const json = { v: 1, environment: "sandbox", alert: after };
    expect(await gatewayJson(await as("alerts", ...line))).toEqual({ exitCode: 0, json });
    if (sent !== undefined) expect(world().gateway.jsonOf(call)).toEqual(sent);
    const { out } = await gateway(await as("alerts", ...line));
    for (const part of ["HOLD_REMINDER", "decide it", EXCHANGE, ...Object.values(state)]) expect(out).toContain(part);
  });

  it("close asks what was done before it asks the gateway", async () => {
    for (const line of [
      ["close", ID],
      ["close", ID, "--action", " "],
      ["claim", "no-id"],
    ]) {
      expect((await gateway(await as("alerts", ...line))).exitCode).toBe(2);
    }
    expect(world().gateway.heard).toEqual([]);
  });

  it("tells an alert that somebody else took apart", async () => {
    world().gateway.says(`POST /v1/alerts/${ID}/claims`, problem(409, "ALERT_TAKEN"));
    const { json } = await gatewayJson(await as("alerts", "claim", ID));
    expect(json).toMatchObject({ error: { code: "ALERT_TAKEN" }, exitCode: 1 });
  });
});

describe("what names a party is ended", () => {
  const at = new Date(noon).toISOString();
  it.each([
    {
      line: ["consents", "withdraw", ID, "--how", "by letter"],
      call: `POST /v1/consents/${ID}/withdrawals`,
      sent: { at, how: "by letter" },
    },
    { line: ["relations", "end", ID], call: `POST /v1/relations/${ID}/endings`, sent: { at } },
  ])("by $line", async ({ line, call, sent }) => {
    const change = { id: ID, kind: "consent.withdrawn" };
    world().gateway.says(call, { status: 201, json: change });
    const json = { v: 1, environment: "sandbox", id: ID, change };
    expect(await gatewayJson(await as(...line))).toEqual({ exitCode: 0, json });
    expect(world().gateway.jsonOf(call)).toEqual(sent);
  });

  it("with how the person said so, before the gateway is asked", async () => {
    expect((await gateway(await as("consents", "withdraw", ID))).exitCode).toBe(2);
    expect(world().gateway.heard).toEqual([]);
  });
});
