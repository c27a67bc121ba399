import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StaffRole } from "../../src/core/catalogue/party.ts";
import type { GatewayError } from "../../src/core/errors.ts";
import { parseExchangeId, type ExchangeId } from "../../src/core/ids.ts";
import type { AlertView, ExchangeView, Page } from "../../src/exchange/views.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const ROLES: readonly StaffRole[] = [
  "privacy-officer",
  "deputy",
  "fg",
  "auditor",
  "collections-lead",
  "approver",
  "operator",
];
const READERS: readonly StaffRole[] = ["privacy-officer", "deputy", "fg", "auditor"];
const ALERTED: readonly StaffRole[] = [...READERS, "collections-lead", "approver"];
const everything = {
  party: null,
  covenant: null,
  purpose: null,
  outcome: null,
  since: null,
  until: null,
  after: null,
  limit: 20,
};

eachDatabase("People of the corporation", (under) => {
  let g: RunningGateway;
  let allowed: ExchangeId;
  let denied: ExchangeId;
  let held: ExchangeId;
  beforeAll(async () => {
    g = await runGateway(under);
    const office = await g.client("oosterpoort");
    const of = await g.newTenant();
    const debtHelp = await g.client("schuldhulp-bergendal");
    const nobody = { ...of, name: { ...of.name, lastName: "Niemand" } };
    allowed = parseExchangeId((await debtHelp.send(documents.notice(of, newRef("K")))).exchangeId);
    denied = parseExchangeId((await debtHelp.send(documents.notice(nobody, newRef("K")))).exchangeId);
    const other = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    held = parseExchangeId((await office.send(documents.handOver(other, newRef("D")))).exchangeId);
  });
  afterAll(() => g.close());

  /** Somebody with that role and every scope: what they may is their role's to say. */
  async function as(role: StaffRole | null): Promise<Caller> {
    const { catalogue } = await g.composed.world.contracts.current();
    const party = catalogue.parties.get("oosterpoort")!;
    const scopes = new Set(["exchange:read", "hold:decide", "exchange:receive", "exchange:send"]);
    return { party, clientId: `of-${role}`, scopes, person: role === null ? null : `p-${role}`, role };
  }
  const get = async <Shape>(who: string, path: string): Promise<Shape> =>
    (await (await g.client(who)).get(path)) as Shape;
  const list = async (who: string, query: string): Promise<readonly ExchangeView[]> =>
    (await get<Page<ExchangeView>>(who, `/v1/exchanges?limit=100${query}`)).items;
  const ids = async (who: string, query: string) => (await list(who, query)).map(({ exchangeId }) => exchangeId);

  it.each(["staff-privacy-officer", "staff-deputy", "staff-fg"])(
    "such as %s read the exchanges of every party, as the corporation sees them",
    async (who) => {
      const found = await list(who, "");
      expect(found.map(({ exchangeId }) => exchangeId)).toEqual([held, denied, allowed]);
      const own = await get<ExchangeView>("oosterpoort", `/v1/exchanges/${denied}`);
      expect(found[1]).toEqual(own);
      expect(await get(who, `/v1/exchanges/${denied}`)).toEqual(own);
      // The partner is told less: what it asked about a person who is not there.
      const theirs = await get<ExchangeView>("schuldhulp-bergendal", `/v1/exchanges/${denied}`);
      expect(theirs.exchangeId).toBe(denied);
      await expect(get(who, `/v1/exchanges/${allowed}/receipt`)).resolves.toMatchObject({
        receipt: expect.stringContaining(allowed) as string,
      });
    },
  );

  it.each(["staff-collections-lead", "staff-approver"])("such as %s do not: they see what they decide", async (who) => {
    for (const path of ["", `/${allowed}`, `/${allowed}/receipt`]) {
      await expect(get(who, `/v1/exchanges${path}`)).rejects.toMatchObject({
        problem: { status: 403, code: "SCOPE_MISSING" },
      });
    }
  });

  it.each([
    ["&party=schuldhulp-bergendal", () => [denied, allowed]],
    ["&party=deurwaarder-voorbeeld", () => [held]],
    ["&party=oosterpoort", () => [held, denied, allowed]],
    ["&covenant=bergendal-debt-help", () => [denied, allowed]],
    ["&purpose=external-collection", () => [held]],
    ["&outcome=deny", () => [denied]],
    ["&outcome=allow", () => [allowed]],
    ["&since=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z", () => [held, denied, allowed]],
    ["&until=2026-11-24T00:00:00Z", () => []],
    ["&since=2026-11-25T00:00:00Z", () => []],
  ] as const)("find by `%s`", async (query, expected) => {
    expect(await ids("staff-fg", query)).toEqual(expected());
  });

  it("turn the pages, each exchange once", async () => {
    const seen: string[] = [];
    for (let after: string | null = ""; after !== null;) {
      const query: string = after === "" ? "limit=1" : `limit=1&after=${after}`;
      const page = await get<Page<ExchangeView>>("staff-privacy-officer", `/v1/exchanges?${query}`);
      seen.push(...page.items.map(({ exchangeId }) => exchangeId));
      after = page.next;
    }
    expect(seen).toEqual([held, denied, allowed]);
  });

  describe("may, whatever scopes their client was given, what their role says:", () => {
    const matters = [
      {
        name: "list the exchanges of every party",
        call: (caller: Caller) => g.composed.services.gateway.review(caller, everything),
        roles: READERS,
      },
      {
        name: "read an exchange",
        call: (caller: Caller) => g.composed.services.gateway.find(caller, allowed),
        roles: READERS,
      },
      {
        name: "read a receipt",
        call: (caller: Caller) => g.composed.services.gateway.receipt(caller, allowed, 0),
        roles: READERS,
      },
      {
        name: "list alerts",
        call: (caller: Caller) => g.composed.services.gateway.alerts(caller, { status: "any", after: null, limit: 5 }),
        roles: ALERTED,
      },
    ];
    it.each(matters.flatMap((matter) => ROLES.map((role) => [matter.name, role, matter] as const)))(
      "%s as %s",
      async (_, role, { call, roles }) => {
        const answered = await call(await as(role)).then(
          () => "answered",
          (error: unknown) => (error as GatewayError).code,
        );
        expect(answered === "answered").toBe(roles.includes(role));
        if (answered !== "answered") expect(["SCOPE_MISSING", "NOT_FOUND"]).toContain(answered);
      },
    );

    it("and the corporation's own software goes on reading its own", async () => {
      await expect(g.composed.services.gateway.find(await as(null), allowed)).resolves.toMatchObject({
        outcome: "allow",
      });
      await expect(g.composed.services.gateway.review(await as(null), everything)).rejects.toMatchObject({
        code: "SCOPE_MISSING",
      });
    });

    it("approve nothing where they only read", async () => {
      const { items } = await g.composed.services.gateway.holds(await as("fg"), {
        state: "open",
        after: null,
        limit: 5,
      });
      const holdId = items[0]?.holdId ?? "";
      for (const role of ["fg", "auditor", "operator"] as const) {
        const vote = g.composed.services.gateway.approve(await as(role), { holdId, reason: "x", drop: [] });
        await expect(vote).rejects.toMatchObject({ code: "APPROVER_NOT_ALLOWED" });
      }
    });
  });

  describe("handle alerts:", () => {
    let alerts: Record<"officers" | "leads" | "taken", string>;
    beforeAll(async () => {
      const rows = { officers: [], leads: ["collections-lead"], taken: ["collections-lead"] };
      const made = Object.entries(rows).map(async ([name, roles]) => {
        const id = g.composed.world.newId();
        await g.database.pool.query(
          "INSERT INTO alert (id, level, reason, roles, at) VALUES ($1, 'notice', 'FIELD_STRIPPED(gender)', $2, now())",
          [id, roles],
        );
        return [name, id] as const;
      });
      alerts = Object.fromEntries(await Promise.all(made)) as typeof alerts;
    });
    const post = async (who: string, path: string, body: object): Promise<AlertView> =>
      (await (await g.client(who)).post(path, body)) as AlertView;
    const claim = async (who: string, id: string): Promise<AlertView> => {
      const answer = await g.fetch(`/v1/alerts/${id}/claims`, {
        method: "POST",
        headers: { authorization: `Bearer ${await g.token(who)}` },
      });
      const body = (await answer.json()) as AlertView;
      return answer.ok ? body : Promise.reject(Object.assign(new Error("refused"), body));
    };
    const close = (who: string, id: string) => post(who, `/v1/alerts/${id}/closures`, { action: "told the sender" });

    it("told in words, to those whom they are for and to the officers", async () => {
      expect(await get("staff-fg", `/v1/alerts/${alerts.officers}`)).toMatchObject({
        reason: { code: "FIELD_STRIPPED", param: "gender", says: expect.stringContaining("gender") as string },
        status: "open",
        owner: null,
      });
      await expect(get("staff-collections-lead", `/v1/alerts/${alerts.officers}`)).rejects.toMatchObject({
        problem: { status: 404 },
      });
      await expect(get("staff-approver", `/v1/alerts/${alerts.leads}`)).rejects.toMatchObject({
        problem: { status: 404 },
      });
      await expect(get("staff-collections-lead", `/v1/alerts/${alerts.leads}`)).resolves.toMatchObject({
        status: "open",
      });
    });

    it("taken on by one, who alone closes it", async () => {
      expect(await claim("staff-collections-lead", alerts.taken)).toMatchObject({ owner: "aydin", status: "claimed" });
      await expect(claim("staff-privacy-officer", alerts.taken)).rejects.toMatchObject({ code: "ALERT_TAKEN" });
      await expect(close("staff-privacy-officer", alerts.taken)).rejects.toMatchObject({
        problem: { code: "ALERT_TAKEN" },
      });
      const closed = {
        owner: "aydin",
        status: "closed",
        action: "told the sender",
        closedAt: expect.any(String) as string,
      };
      expect(await close("staff-collections-lead", alerts.taken)).toMatchObject(closed);
      await expect(close("staff-collections-lead", alerts.taken)).rejects.toMatchObject({
        problem: { code: "ALERT_TAKEN" },
      });
    });

    it("closed at once by who need not take it on first", async () => {
      expect(await close("staff-deputy", alerts.leads)).toMatchObject({ owner: "devries", status: "closed" });
      const open = await get<Page<AlertView>>("staff-fg", "/v1/alerts?limit=100");
      expect(open.items.map(({ alertId }) => alertId)).not.toContain(alerts.leads);
    });

    it("and are not another's to handle, nor the auditor's", async () => {
      const { gateway } = g.composed.services;
      for (const [role, code] of [
        ["approver", "NOT_FOUND"],
        ["auditor", "SCOPE_MISSING"],
        ["operator", "SCOPE_MISSING"],
      ] as const) {
        const caller = await as(role);
        await expect(gateway.claimAlert(caller, alerts.officers)).rejects.toMatchObject({ code });
        await expect(gateway.closeAlert(caller, { alertId: alerts.officers, action: "x" })).rejects.toMatchObject({
          code,
        });
      }
      expect(await get("staff-fg", `/v1/alerts/${alerts.officers}`)).toMatchObject({ status: "open", owner: null });
    });
  });
});
