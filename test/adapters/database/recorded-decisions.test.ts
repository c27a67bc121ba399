import { afterAll, beforeAll, expect, it } from "vitest";
import { createRecordedDecisions } from "../../../src/adapters/database/recorded-decisions.ts";
import type { ExchangeId, Pseudonym } from "../../../src/core/ids.ts";
import type { Commit } from "../../../src/ports/exchange-store.ts";
import type { RecordedDecisions } from "../../../src/ports/recorded-decisions.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";
import { addSubject, commitOf, later, ledgerWrite, newExchangeId, NOW, testStore, type TestStore } from "./fixtures.ts";

const FACTS = '{"checks":[],"facts":{"arrearsMonths":2}}';
const record = new TextEncoder().encode(FACTS);
const under = (covenant: string) => ({
  covenant: { id: covenant, version: 1, hash: commitOf().exchange.covenant!.hash },
});

eachDatabase("recorded decisions", (database) => {
  let fresh: FreshDatabase;
  let test: TestStore;
  let recorded: RecordedDecisions;
  beforeAll(async () => {
    fresh = await database.open();
    test = testStore(fresh.database);
    recorded = createRecordedDecisions(test);
  });
  afterAll(() => fresh.dispose());

  async function decided(exchange: Partial<Commit["exchange"]>, change: Partial<Commit> = {}): Promise<ExchangeId> {
    const commit = commitOf({ record, parcel: null, ...change, exchange });
    expect(await test.store.commit(commit)).toMatchObject({ status: "committed" });
    return commit.exchange.id;
  }
  async function aboutSomebody(covenant: string): Promise<{ readonly id: ExchangeId; readonly person: Pseudonym }> {
    const person = await addSubject(test);
    const exchange = { ...under(covenant), id: newExchangeId() };
    const id = await decided(exchange, { ledger: ledgerWrite({ exchangeId: exchange.id, persons: [person] }) });
    return { id, person };
  }
  const idsOf = async (covenant: string, change: Partial<Parameters<RecordedDecisions["page"]>[0]> = {}) =>
    (await recorded.page({ covenant, since: NOW, after: null, limit: 10, ...change })).map(({ id }) => id);

  it("come newest first, a page at a time, each once", async () => {
    const ids = [];
    for (let nth = 0; nth < 5; nth++) ids.push(await decided({ ...under("pages"), id: newExchangeId() }));
    const newestFirst = [...ids].reverse();
    expect(await idsOf("pages")).toEqual(newestFirst);
    const first = await idsOf("pages", { limit: 2 });
    const second = await idsOf("pages", { limit: 2, after: first[1]! });
    const third = await idsOf("pages", { limit: 2, after: second[1]! });
    expect([...first, ...second, ...third]).toEqual(newestFirst);
    expect(await idsOf("pages", { after: third[0]! })).toEqual([]);
  });

  it("are those of one covenant, from an instant on, and under a clause", async () => {
    const early = await decided({ ...under("since"), at: NOW });
    const late = await decided({ ...under("since"), at: later(1) });
    await decided(under("another"));
    await decided({ ...under("since"), clause: null });
    expect(await idsOf("since")).toEqual([late, early]);
    expect(await idsOf("since", { since: later(1) })).toEqual([late]);
    expect(await idsOf("since", { since: later(2) })).toEqual([]);
  });

  it("are opened, whether about a person or about nobody", async () => {
    const nobody = await decided(under("opened"));
    const { id, person } = await aboutSomebody("opened");
    const found = await recorded.page({ covenant: "opened", since: NOW, after: null, limit: 10 });
    expect(found).toMatchObject([
      { id, person, record: FACTS, controllerView: '{"for":"controller"}', version: 1 },
      { id: nobody, person: null, record: FACTS },
    ]);
    expect(await recorded.find(id)).toEqual(found[0]);
  });

  it("answer nothing of a person who was erased, and still count", async () => {
    const { id, person } = await aboutSomebody("erased");
    await fresh.database.pool.query("DELETE FROM vault.subject_key WHERE subject_id = $1", [person]);
    test.vault.forget(person);
    expect(await recorded.page({ covenant: "erased", since: NOW, after: null, limit: 10 })).toMatchObject([
      { id, record: null },
    ]);
    expect(await recorded.find(id)).toMatchObject({ record: null });
  });

  it("are found one by one, and not where there is none or no clause was reached", async () => {
    expect(await recorded.find(newExchangeId())).toBeNull();
    expect(await recorded.find(await decided({ clause: null }))).toBeNull();
  });
});
