import { afterAll, beforeAll, expect, it } from "vitest";
import { parseHeader } from "../../src/core/ledger/header.ts";
import type { Answered, Outgoing } from "../../src/client/types.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const OFFICER = "staff-privacy-officer";
const LEAD = "staff-collections-lead";
const HELP = "schuldhulp-bergendal";
const BAILIFF = "deurwaarder-voorbeeld";

eachDatabase("A parcel", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  const post = async (who: string, path: string, body: object): Promise<void> => {
    await (await g.client(who)).post(path, body);
  };
  const send = async (who: string, outgoing: Outgoing): Promise<Answered> => (await g.client(who)).send(outgoing);

  /** What the ledger holds of an exchange's parcel. */
  async function entriesOf(exchangeId: string): Promise<readonly object[]> {
    const { rows } = await g.database.pool.query<{ header: Buffer }>(
      "SELECT header FROM ledger_opening WHERE exchange_id = $1 AND kind LIKE 'parcel.%' ORDER BY at, entry_id",
      [exchangeId],
    );
    return rows.map(({ header }) => parseHeader(header));
  }

  async function orderSent(): Promise<Answered> {
    const [of, ref] = [await g.newTenant(), newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    const sent = await send("oosterpoort", documents.repair(of, ref));
    expect(sent.outcome).toBe("allow");
    return sent;
  }

  const withheld = { problem: { status: 403, code: "PARCEL_WITHHELD" } };
  const COVENANT = "/v1/covenants/contractor-repairs";
  const incident = { reason: "incident" };

  it.each([
    { name: "its covenant", path: COVENANT, body: { ...incident, version: 1 }, because: "contract-suspended" },
    {
      name: "the recipient's part of its covenant",
      path: COVENANT,
      body: { ...incident, version: 1, party: CONTRACTOR },
      because: "contract-suspended",
    },
    { name: "its sender", path: "/v1/parties/oosterpoort", body: incident, because: "partner-unknown" },
  ])("that was released before $name was suspended is not given out", async ({ path, body, because }) => {
    const { exchangeId } = await orderSent();
    const fetchedBefore = await orderSent();
    const contractor = await g.client(CONTRACTOR);
    await contractor.fetch(fetchedBefore.exchangeId);
    await post(OFFICER, `${path}/suspensions`, body);
    for (let nth = 0; nth < 2; nth++) await expect(contractor.fetch(exchangeId)).rejects.toMatchObject(withheld);
    // Not again either, however often it was fetched.
    await expect(contractor.fetch(fetchedBefore.exchangeId)).rejects.toMatchObject(withheld);
    // The decision and its proof are no secret.
    await expect(contractor.get(`/v1/exchanges/${exchangeId}`)).resolves.toMatchObject({ outcome: "allow" });
    await expect(contractor.receipt(exchangeId)).resolves.toMatchObject({ checked: { exchangeId } });
    await resume(path, body);
    const { header } = await contractor.fetch(exchangeId);
    expect(header).toMatchObject({ exchangeId });
    const parcel = { sender: "oosterpoort", recipient: CONTRACTOR };
    expect(await entriesOf(exchangeId)).toMatchObject([
      { kind: "parcel.withheld", because, ...parcel },
      { kind: "parcel.delivered", by: "mailbox", ...parcel },
    ]);
  });

  /** Straight into the register: a suspended corporation has nobody whose token would do. */
  async function resume(path: string, body: object): Promise<void> {
    if (!path.includes("oosterpoort")) return post(OFFICER, `${path}/resumptions`, body);
    await g.database.pool.query("UPDATE party_state SET status = 'active'");
    await g.database.pool.query("UPDATE covenant_version_state SET state_version = state_version + 1");
    await g.composed.world.contracts.refresh();
  }

  it("is not given out on what another process believed a moment ago", async () => {
    const { exchangeId } = await orderSent();
    const { contracts } = g.composed.world;
    const before = await contracts.current();
    await post(OFFICER, `${COVENANT}/suspensions`, { ...incident, version: 1 });
    const current = contracts.current.bind(contracts);
    let looked = 0;
    Object.assign(contracts, { current: () => (++looked === 1 ? Promise.resolve(before) : current()) });
    const contractor = await g.client(CONTRACTOR);
    const refused = contractor.fetch(exchangeId);
    await expect(refused).rejects.toMatchObject(withheld);
    Object.assign(contracts, { current });
    expect(looked).toBeGreaterThan(1);
    await resume(COVENANT, { ...incident, version: 1 });
    expect(await entriesOf(exchangeId)).toMatchObject([{ kind: "parcel.withheld" }]);
  });

  it("that answers a question is delivered by the answer, and the ledger says so once", async () => {
    const asking = { ...documents.balance(await g.newTenant(), newRef("K")), ...documents.fixed() };
    const help = await g.client(HELP);
    const { exchangeId, opened } = await help.ask(asking);
    const told = [{ kind: "parcel.delivered", by: "answer", sender: HELP, recipient: HELP }];
    expect(await entriesOf(exchangeId)).toMatchObject(told);
    await expect(help.get(`/v1/exchanges/${exchangeId}`)).resolves.toMatchObject({ parcel: { status: "fetched" } });
    expect((await help.inbox()).items.map((item) => item.exchangeId)).not.toContain(exchangeId);
    expect((await help.ask(asking)).opened?.data).toEqual(opened?.data);
    expect((await help.fetch(exchangeId)).data).toEqual(opened?.data);
    expect(await entriesOf(exchangeId)).toMatchObject(told);
  });

  it("is not handed out again for the same question once the covenant was suspended", async () => {
    const asking = { ...documents.balance(await g.newTenant(), newRef("K")), ...documents.fixed() };
    const help = await g.client(HELP);
    const { exchangeId } = await help.ask(asking);
    const covenant = `/v1/covenants/${asking.covenant}`;
    await post(OFFICER, `${covenant}/suspensions`, { ...incident, version: 1 });
    await expect(help.ask(asking)).rejects.toMatchObject(withheld);
    await expect(help.get(`/v1/exchanges/${exchangeId}`)).resolves.toMatchObject({ outcome: "allow" });
    await post(OFFICER, `${covenant}/resumptions`, { ...incident, version: 1 });
    await expect(help.ask(asking)).resolves.toMatchObject({ exchangeId, outcome: "allow" });
    expect(await entriesOf(exchangeId)).toMatchObject([{ kind: "parcel.delivered" }, { kind: "parcel.withheld" }]);
  });

  it("that an approval released is listed after what came meanwhile, and delivered by whichever way comes first", async () => {
    const bailiff = await g.client(BAILIFF);
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    const held = await send("oosterpoort", documents.handOver(of, newRef("D")));
    expect(held.outcome).toBe("hold");
    const own = await g.client("oosterpoort");
    await orderSent();
    const { cursor } = (await own.get("/v1/exchanges?role=sender&limit=100")) as { cursor: string };
    const started = (await bailiff.inbox()).cursor;
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM hold WHERE exchange_id = $1", [
      held.exchangeId,
    ]);
    await post(LEAD, `/v1/holds/${rows[0]?.id ?? ""}/approvals`, { reason: "dossier gezien" });
    const since = async (who: string, query: string): Promise<string[]> => {
      const page = (await (await g.client(who)).get(`/v1/exchanges?${query}`)) as { items: Answered[] };
      return page.items.map(({ exchangeId }) => exchangeId);
    };
    expect(await since("oosterpoort", `role=sender&after=${cursor}`)).toContain(held.exchangeId);
    expect(await since(BAILIFF, `role=recipient&after=${started}`)).toEqual([held.exchangeId]);
    expect((await bailiff.inbox({ after: started })).items).toMatchObject([{ exchangeId: held.exchangeId }]);
  });

  it("that an approval released goes with the answer to a question that is sent again", async () => {
    const of = await g.newTenant();
    const asking = { ...documents.demand(of), ...documents.fixed() };
    const police = await g.client("politie");
    const { exchangeId, outcome } = await police.ask(asking);
    expect(outcome).toBe("hold");
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM hold WHERE exchange_id = $1", [
      exchangeId,
    ]);
    for (const who of [OFFICER, "staff-deputy"])
      await post(who, `/v1/holds/${rows[0]?.id ?? ""}/approvals`, { reason: "dossier gezien" });
    expect(await entriesOf(exchangeId)).toEqual([]);
    const again = await police.ask(asking);
    expect(again.opened?.data).toMatchObject({ lastName: of.name.lastName });
    expect(await entriesOf(exchangeId)).toMatchObject([{ kind: "parcel.delivered", by: "answer" }]);
    await police.fetch(exchangeId);
    expect(await entriesOf(exchangeId)).toHaveLength(1);
  });

  it("refuses a cursor that is none", async () => {
    const own = await g.client("oosterpoort");
    await expect(own.get("/v1/exchanges?after=019a9c3e-0f00-7a11-8b22-0123456789ab")).rejects.toMatchObject({
      problem: { status: 400, code: "QUERY_INVALID" },
    });
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
