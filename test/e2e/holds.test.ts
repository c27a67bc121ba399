import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import type { Answered, Outgoing } from "../../src/client/types.ts";
import type { AlertView, HeldText, HoldView, Page } from "../../src/exchange/views.ts";
import { nameAndAddress, type Tenant } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const LEAD = "staff-collections-lead";
const OFFICER = "staff-privacy-officer";
const DEPUTY = "staff-deputy";
const APPROVER = "staff-approver";
const WBB = "werkgroep-bijzondere-bemiddeling";
const BAILIFF = "deurwaarder-voorbeeld";
const SEEN = { reason: "dossier gezien" };

interface Held {
  readonly of: Tenant;
  readonly exchangeId: string;
  readonly holdId: string;
}

eachDatabase("A hold", (under) => {
  let g: RunningGateway;
  // Before Christmas: 25 and 26 December are no working days, nor is the weekend after.
  beforeAll(async () => void (g = await runGateway(under, { start: "2026-12-22T09:00:00Z" })));
  afterAll(() => g.close());

  const post = async (who: string, path: string, body: object): Promise<unknown> =>
    (await g.client(who)).post(path, body);
  const decide = async (
    who: string,
    { holdId }: Held,
    what: { verb: "approvals" | "rejections" | "reveals"; drop?: string[] },
  ) =>
    (await post(who, `/v1/holds/${holdId}/${what.verb}`, {
      ...SEEN,
      ...(what.drop === undefined ? {} : { drop: what.drop }),
    })) as HoldView;
  const approve = (who: string, held: Held, drop: string[] = []) => decide(who, held, { verb: "approvals", drop });
  const reveal = async (who: string, { holdId }: Pick<Held, "holdId">): Promise<HeldText> =>
    (await post(who, `/v1/holds/${holdId}/reveals`, SEEN)) as HeldText;
  const viewAs = async (who: string, { exchangeId }: Held): Promise<Answered> =>
    (await (await g.client(who)).get(`/v1/exchanges/${exchangeId}`)) as Answered;
  const holdOf = async ({ holdId }: Held): Promise<HoldView> =>
    (await (await g.client(OFFICER)).get(`/v1/holds/${holdId}`)) as HoldView;

  async function holdFrom(from: string, outgoing: Outgoing): Promise<Omit<Held, "of">> {
    const { exchangeId, outcome, reasons } = await (await g.client(from)).send(outgoing);
    expect({ outcome, reasons: outcome === "hold" ? [] : reasons }).toEqual({ outcome: "hold", reasons: [] });
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM hold WHERE exchange_id = $1", [
      exchangeId,
    ]);
    return { exchangeId, holdId: rows[0]?.id ?? "" };
  }

  /** A hand-over to the bailiff, which the collections lead decides. */
  async function handOver(change: Partial<Outgoing> = {}): Promise<Held> {
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    return { of, ...(await holdFrom("oosterpoort", { ...documents.handOver(of, newRef("D")), ...change })) };
  }

  /** A demand of the police, which two persons decide. */
  async function demand(): Promise<Held> {
    const of = await g.newTenant();
    const { exchangeId, outcome } = await (await g.client("politie")).ask(documents.demand(of));
    expect(outcome).toBe("hold");
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM hold WHERE exchange_id = $1", [
      exchangeId,
    ]);
    return { of, exchangeId, holdId: rows[0]?.id ?? "" };
  }

  const refused = (code: string, status: number) => ({ problem: { code, status } });

  it("is listed for those who may decide, without anything of the held text", async () => {
    const held = await handOver();
    const list = (await (await g.client(LEAD)).get("/v1/holds?state=open&limit=100")) as { items: HoldView[] };
    const mine = list.items.find(({ holdId }) => holdId === held.holdId);
    expect(mine).toMatchObject({
      state: "open",
      by: ["collections-lead"],
      count: 1,
      purpose: "external-collection",
      votes: [],
    });
    expect(JSON.stringify(list)).not.toContain(held.of.name.lastName);
  });

  it("is shown only after the look was written down", async () => {
    const held = await handOver();
    const append = vi.spyOn(g.composed.world.exchanges, "append");
    append.mockRejectedValue(new GatewayError("LEDGER_UNAVAILABLE", "the ledger cannot be written"));
    const answer = await g.fetch(`/v1/holds/${held.holdId}/reveals`, {
      method: "POST",
      headers: { "authorization": `Bearer ${await g.token(LEAD)}`, "content-type": "application/json" },
      body: JSON.stringify(SEEN),
    });
    append.mockRestore();
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain(held.of.name.lastName);
    const shown = await reveal(LEAD, held);
    expect(shown).toMatchObject({
      data: { lastName: held.of.name.lastName, householdIncome: 24_000 },
      release: { outcome: "allow", excerpt: { lastName: held.of.name.lastName } },
    });
    expect(shown.release.excerpt).not.toHaveProperty("householdIncome");
    const { rows } = await g.database.pool.query<{ officer: Buffer }>(
      "SELECT officer FROM ledger_opening WHERE exchange_id = $1 AND kind = 'value.revealed'",
      [held.exchangeId],
    );
    expect(rows.map(({ officer }) => JSON.parse(officer.toString()) as object)).toMatchObject([
      { actors: [{ person: "aydin", role: "collections-lead" }], because: SEEN.reason },
    ]);
  });

  it("of a question shows what would be answered, which is in the ledger with the person before it is shown", async () => {
    const held = await demand();
    const { data, release } = await reveal(OFFICER, held);
    expect(data).not.toHaveProperty("firstNames");
    expect(release).toMatchObject({
      outcome: "allow",
      reasons: [],
      excerpt: { lastName: held.of.name.lastName, birthDate: held.of.birthDate, firstNames: held.of.firstNames },
    });
    expect(release.excerpt).not.toHaveProperty("arrearsAmount");
    expect(release.fields.find(({ field }) => field === "firstNames")).toMatchObject({ verdict: "released" });
    const { rows } = await g.database.pool.query<{ officer: Buffer; header: Buffer; persons: number }>(
      `SELECT o.officer, o.header, (SELECT count(*)::int FROM ledger_person p WHERE p.entry_id = o.entry_id) AS persons
         FROM ledger_opening o WHERE exchange_id = $1 AND kind = 'value.revealed'`,
      [held.exchangeId],
    );
    const [entry] = rows.map(({ officer, header, persons }) => ({
      officer: JSON.parse(officer.toString()) as object,
      text: officer.toString() + header.toString(),
      persons,
    }));
    expect(rows).toHaveLength(1);
    expect(entry).toMatchObject({
      persons: 1,
      officer: {
        because: SEEN.reason,
        actors: [{ person: "sanders", role: "privacy-officer" }],
        details: { holdId: held.holdId, outcome: "allow", excerpt: Object.keys(release.excerpt ?? {}) },
      },
    });
    expect(entry?.text).not.toContain(held.of.name.lastName);
  });

  it("of a question shows no answer where the look cannot be written down", async () => {
    const held = await demand();
    const append = vi.spyOn(g.composed.world.exchanges, "append");
    append.mockRejectedValue(new GatewayError("LEDGER_UNAVAILABLE", "the ledger cannot be written"));
    await expect(reveal(OFFICER, held)).rejects.toMatchObject(refused("LEDGER_UNAVAILABLE", 503));
    append.mockRestore();
  });

  it("shows the answer as it would go out now: without what others dropped, and none for who was erased since", async () => {
    const held = await demand();
    await approve(APPROVER, held, ["city"]);
    const before = await reveal(OFFICER, held);
    expect(before.release.excerpt).toHaveProperty("birthDate");
    expect(before.release.excerpt).not.toHaveProperty("city");
    expect(before.release.fields.find(({ field }) => field === "city")?.reason?.code).toBe("DROPPED_BY_APPROVER");
    await post("oosterpoort", "/v1/erasures", { personRef: held.of.ref });
    const { release } = await reveal(OFFICER, held);
    expect(release).toMatchObject({ outcome: "deny", excerpt: null });
    expect(release.reasons.length).toBeGreaterThan(0);
    expect(JSON.stringify(release)).not.toContain(held.of.name.lastName);
    expect((await holdOf(held)).state).toBe("open");
  });

  it("passes whole when approved", async () => {
    const held = await handOver();
    await expect(approve(LEAD, held)).resolves.toMatchObject({ state: "approved", votes: [{ person: "aydin" }] });
    expect(await viewAs("oosterpoort", held)).toMatchObject({ outcome: "allow" });
    const { data } = await (await g.client(BAILIFF)).fetch(held.exchangeId);
    expect(data).toMatchObject({ lastName: held.of.name.lastName, phoneNumber: expect.any(String) as string });
    expect(data).not.toHaveProperty("householdIncome");
  });

  it("passes without what an approver dropped", async () => {
    const held = await handOver();
    await approve(LEAD, held, ["phoneNumber", "arrearsMonths"]);
    const { data } = await (await g.client(BAILIFF)).fetch(held.exchangeId);
    expect(data).not.toHaveProperty("phoneNumber");
    expect(data).not.toHaveProperty("arrearsMonths");
    const { fields } = await viewAs("oosterpoort", held);
    expect(fields.find(({ field }) => field === "phoneNumber")?.reason?.code).toBe("DROPPED_BY_APPROVER");
  });

  it("does not pass when what was dropped is required", async () => {
    const held = await handOver();
    await approve(LEAD, held, ["tenancyNumber"]);
    expect((await viewAs("oosterpoort", held)).outcome).not.toBe("allow");
    await expect((await g.client(BAILIFF)).fetch(held.exchangeId)).rejects.toMatchObject(refused("NOT_FOUND", 404));
  });

  it("ends with one rejection, and the held text is destroyed", async () => {
    const held = await handOver();
    await expect(decide(LEAD, held, { verb: "rejections" })).resolves.toMatchObject({ state: "rejected" });
    expect(await viewAs("oosterpoort", held)).toMatchObject({
      outcome: "deny",
      reasons: expect.arrayContaining([expect.objectContaining({ code: "REJECTED_BY_APPROVER" })]) as object[],
    });
    const { rows } = await g.database.pool.query("SELECT sealed, wrapped_key FROM hold WHERE id = $1", [held.holdId]);
    expect(rows).toEqual([{ sealed: null, wrapped_key: null }]);
    for (const verb of ["approvals", "rejections", "reveals"] as const) {
      await expect(decide(LEAD, held, { verb })).rejects.toMatchObject(refused("HOLD_ENDED", 409));
    }
  });

  it.each([
    { name: "another role", who: OFFICER, code: "APPROVER_NOT_ALLOWED" },
    { name: "the data protection officer", who: "staff-fg", code: "SCOPE_MISSING" },
    { name: "the back office", who: "oosterpoort", code: "SCOPE_MISSING" },
    { name: "the recipient", who: BAILIFF, code: "SCOPE_MISSING" },
  ])("is not for $name to decide or to see", async ({ who, code }) => {
    const held = await handOver();
    for (const verb of ["approvals", "rejections", "reveals"] as const) {
      await expect(decide(who, held, { verb })).rejects.toMatchObject(refused(code, 403));
    }
    expect((await holdOf(held)).state).toBe("open");
  });

  it("is not for the person who asked to approve", async () => {
    const held = await handOver({ actor: "person:aydin" });
    await expect(approve(LEAD, held)).rejects.toMatchObject(refused("APPROVER_NOT_ALLOWED", 403));
    expect((await holdOf(held)).state).toBe("open");
  });

  it("of four eyes needs two persons, one of them the officer or deputy", async () => {
    const held = await demand();
    await expect(approve(APPROVER, held)).resolves.toMatchObject({ state: "open", votes: [{ person: "peters" }] });
    await expect(approve(APPROVER, held)).rejects.toMatchObject(refused("HOLD_ENDED", 409));
    await expect(approve("staff-fg", held)).rejects.toMatchObject(refused("SCOPE_MISSING", 403));
    await expect(approve(LEAD, held)).rejects.toMatchObject(refused("APPROVER_NOT_ALLOWED", 403));
    const police = await g.client("politie");
    await expect(police.fetch(held.exchangeId)).rejects.toMatchObject(refused("NOT_FOUND", 404));
    await expect(approve(DEPUTY, held)).resolves.toMatchObject({ state: "approved" });
    const { data } = await police.fetch(held.exchangeId);
    expect(data).toMatchObject({ lastName: held.of.name.lastName, birthDate: held.of.birthDate });
    expect(data).not.toHaveProperty("arrearsAmount");
  });

  it("about a secret address needs the officer and the collections lead, whoever else approves", async () => {
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" }, addressIsSecret: true });
    const held = { of, ...(await holdFrom("oosterpoort", documents.handOver(of, newRef("D")))) };
    expect(await holdOf(held)).toMatchObject({
      count: 2,
      includes: [["collections-lead"], ["privacy-officer", "deputy"]],
    });
    await expect(approve(OFFICER, held)).resolves.toMatchObject({ state: "open" });
    await expect(approve(DEPUTY, held)).resolves.toMatchObject({ state: "open" });
    await expect(approve(LEAD, held)).resolves.toMatchObject({ state: "approved" });
    const { data } = await (await g.client(BAILIFF)).fetch(held.exchangeId);
    expect(data).toMatchObject({ lastName: of.name.lastName, postalCode: expect.any(String) as string });
  });

  it("of four eyes drops what either of the two dropped", async () => {
    const held = await demand();
    await approve(OFFICER, held, ["birthDate"]);
    await approve(DEPUTY, held, ["city"]);
    const { data } = await (await g.client("politie")).fetch(held.exchangeId);
    expect(Object.keys(data)).not.toEqual(expect.arrayContaining(["birthDate"]));
    expect(Object.keys(data)).not.toEqual(expect.arrayContaining(["city"]));
    expect(data).toHaveProperty("lastName");
  });

  it("is decided anew: a consent withdrawn meanwhile leaves the parent code, not the diagnosis", async () => {
    const [of, ref] = [await g.newTenant(), newRef("B")];
    await g.relate({ of, kind: "registration", party: WBB, ref });
    const consentId = await g.consent(of, {
      party: WBB,
      purpose: "special-mediation",
      categories: ["health", "criminal"],
      explicit: true,
    });
    const own = { ...nameAndAddress(of), birthDate: of.birthDate, priorityReason: "MED" };
    const held = { of, ...(await holdFrom(WBB, documents.mediation(ref, own))) };
    await approve(OFFICER, held);
    await post("oosterpoort", `/v1/consents/${consentId}/withdrawals`, {
      at: new Date().toISOString(),
      how: "by phone",
    });
    await approve(DEPUTY, held);
    expect((await viewAs("oosterpoort", held)).outcome).toBe("allow");
    const { data } = await (await g.client("oosterpoort")).fetch(held.exchangeId);
    expect(data).toMatchObject({ caseRef: ref });
    expect(data["priorityReason"]).not.toBe("MED");
  });

  it("is decided anew: a notice of debt help meanwhile stops the hand-over", async () => {
    const held = await handOver();
    const help = await g.client("schuldhulp-bergendal");
    expect((await help.send(documents.notice(held.of, newRef("K")))).outcome).toBe("allow");
    await approve(LEAD, held);
    expect(await viewAs("oosterpoort", held)).toMatchObject({ outcome: "deny" });
    await expect((await g.client(BAILIFF)).fetch(held.exchangeId)).rejects.toMatchObject(refused("NOT_FOUND", 404));
  });

  it("is decided anew: an objection made meanwhile is not passed by who could pass the rest", async () => {
    const held = await handOver();
    const receivedAt = new Date(g.composed.world.now()).toISOString();
    await post("oosterpoort", "/v1/objections", { personRef: held.of.ref, purpose: "all", receivedAt });
    await approve(LEAD, held);
    const view = await viewAs("oosterpoort", held);
    expect(view.outcome).toBe("deny");
    expect(view.reasons.map(({ code }) => code)).toContain("OBJECTED");
    expect((await (await g.client(BAILIFF)).inbox()).items.map(({ exchangeId }) => exchangeId)).not.toContain(
      held.exchangeId,
    );
  });

  it("is not approved with a dropped field that it would not release: a slip of the pen releases nothing", async () => {
    const held = await handOver();
    await expect(approve(LEAD, held, ["tenancyNumbr"])).rejects.toMatchObject(refused("BODY_INVALID", 400));
    expect((await holdOf(held)).state).toBe("open");
  });

  it.each([
    [
      "consents",
      {
        ref: "C-ahead",
        party: "zorg-voorbeeld",
        purpose: "support-coordination",
        categories: ["contact"],
        explicit: false,
        how: "form",
        textVersion: "1",
        givenAt: "2099-01-01T00:00:00Z",
      },
    ],
    ["restrictions", { from: "2099-01-01T00:00:00Z" }],
    ["signal-refusals", { at: "2099-01-01T00:00:00Z" }],
    ["relations", { kind: "caseload", party: "zorg-voorbeeld", ref: "123456782", from: "2026-01-01T00:00:00Z" }],
  ])("rests on a register that refuses %s dated ahead or with a BSN", async (resource, body) => {
    const { ref } = await g.newTenant();
    const posted = post("oosterpoort", `/v1/${resource}`, { personRef: ref, ...body });
    await expect(posted).rejects.toMatchObject(refused("BODY_INVALID", 400));
  });

  it("is decided anew: a covenant suspended meanwhile releases nothing", async () => {
    const held = await handOver();
    const standing = { version: 1, reason: "incident" };
    await post(OFFICER, "/v1/covenants/deurwaarder-collection/suspensions", standing);
    await approve(LEAD, held);
    await post(OFFICER, "/v1/covenants/deurwaarder-collection/resumptions", standing);
    expect(await viewAs("oosterpoort", held)).toMatchObject({
      outcome: "deny",
      reasons: expect.arrayContaining([expect.objectContaining({ code: "CONTRACT_SUSPENDED" })]) as object[],
    });
  });

  describe("whose last vote's process died before it brought anything about", () => {
    /** The vote is written and all that follows fails, as when the process is gone. */
    async function voteAndDie(who: string, held: Held, verb: "approvals" | "rejections"): Promise<void> {
      const commit = vi.spyOn(g.composed.world.exchanges, "commit");
      commit.mockRejectedValue(new GatewayError("DATABASE_UNAVAILABLE", "gone"));
      const answer = await g.fetch(`/v1/holds/${held.holdId}/${verb}`, {
        method: "POST",
        headers: { "authorization": `Bearer ${await g.token(who)}`, "content-type": "application/json" },
        body: JSON.stringify(SEEN),
      });
      commit.mockRestore();
      expect(answer.status).toBe(503);
      expect(await holdOf(held)).toMatchObject({ state: "open", votes: [{}] });
    }
    const minuteLater = (): void => g.clock.moveTo(new Date(g.composed.world.now() + 61_000).toISOString());

    it("is ended by the work that goes on, a minute later and not sooner", async () => {
      const [approved, rejected] = [await handOver(), await handOver()];
      await voteAndDie(LEAD, approved, "approvals");
      await voteAndDie(LEAD, rejected, "rejections");
      await g.sweep();
      expect((await holdOf(approved)).state).toBe("open");
      minuteLater();
      await g.sweep();
      expect((await holdOf(approved)).state).toBe("approved");
      expect((await holdOf(rejected)).state).toBe("rejected");
      expect((await (await g.client(BAILIFF)).fetch(approved.exchangeId)).data).toHaveProperty("lastName");
      expect(await viewAs("oosterpoort", rejected)).toMatchObject({ outcome: "deny" });
    });

    it("waits for the second where two must approve", async () => {
      const held = await demand();
      await approve(OFFICER, held);
      minuteLater();
      await g.sweep();
      expect(await holdOf(held)).toMatchObject({ state: "open", votes: [{}] });
    });

    it("is ended as it was voted, though its term ended before anybody noticed", async () => {
      const held = await handOver();
      await voteAndDie(LEAD, held, "approvals");
      await g.database.pool.query("UPDATE hold SET due_at = opened_at WHERE id = $1", [held.holdId]);
      await g.sweep();
      expect((await holdOf(held)).state).toBe("approved");
    });
  });

  // The clock moves from here on.
  let lapsing: Held;
  it("is reminded of on its third and fourth working day, Christmas not counted, those who may approve once each", async () => {
    const held = await handOver();
    lapsing = await handOver();
    const mine = async (who: string, status = "any"): Promise<readonly AlertView[]> => {
      const found: AlertView[] = [];
      for (let after: string | null = ""; after !== null;) {
        const query = `status=${status}&limit=50${after === "" ? "" : `&after=${after}`}`;
        const page = (await (await g.client(who)).get(`/v1/alerts?${query}`)) as Page<AlertView>;
        found.push(...page.items.filter(({ exchangeId }) => exchangeId === held.exchangeId));
        after = page.next;
      }
      return found;
    };
    const codes = async (who: string) => (await mine(who)).map(({ reason }) => reason.code);
    for (const [instant, reminders] of [
      ["2026-12-27T22:59:00Z", 0],
      ["2026-12-27T23:01:00Z", 1],
      ["2026-12-28T22:59:00Z", 1],
      ["2026-12-28T23:01:00Z", 2],
      ["2026-12-30T22:00:00Z", 2],
    ] as const) {
      await g.moveTo(instant);
      await g.sweep();
      await g.sweep();
      expect({ instant, codes: await codes(LEAD) }).toEqual({ instant, codes: Array(reminders).fill("HOLD_REMINDER") });
    }
    expect(await codes(OFFICER)).toEqual(["FIELD_STRIPPED", "HOLD_REMINDER", "HOLD_REMINDER"]);
    expect(await codes(APPROVER)).toEqual([]);
    await decide(LEAD, held, { verb: "rejections" });
    expect(await mine(LEAD, "open")).toEqual([]);
    expect(await mine(LEAD)).toMatchObject([{ status: "closed" }, { status: "closed" }]);
  });

  it("lapses after five working days, Christmas not counted, and the sender is told", async () => {
    const held = lapsing;
    expect((await holdOf(held)).dueAt).toBe("2026-12-30T23:00:00.000Z");
    await g.moveTo("2026-12-30T22:59:00Z");
    await g.sweep();
    expect((await holdOf(held)).state).toBe("open");
    await g.moveTo("2026-12-30T23:00:01Z");
    await g.sweep();
    expect((await holdOf(held)).state).toBe("expired");
    expect(await viewAs("oosterpoort", held)).toMatchObject({
      outcome: "deny",
      reasons: expect.arrayContaining([expect.objectContaining({ code: "HOLD_EXPIRED" })]) as object[],
    });
    await expect(approve(LEAD, held)).rejects.toMatchObject(refused("HOLD_ENDED", 409));
  });

  it("on a legal duty never lapses: it escalates, with an alert, and can still be approved", async () => {
    const held = await demand();
    await g.moveTo("2027-01-20T09:00:00Z");
    await g.sweep();
    expect(await holdOf(held)).toMatchObject({ state: "open", escalated: true });
    const { rows } = await g.database.pool.query("SELECT reason, status FROM alert WHERE exchange_id = $1", [
      held.exchangeId,
    ]);
    expect(rows).toContainEqual({ reason: "HOLD_ESCALATED", status: "open" });
    await approve(OFFICER, held);
    await expect(approve(DEPUTY, held)).resolves.toMatchObject({ state: "approved" });
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
