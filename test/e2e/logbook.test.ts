import { afterAll, beforeAll, expect, it } from "vitest";
import { parseInstant } from "../../src/core/ids.ts";
import { LOGBOOK_FORMS, type LogbookForm } from "../../src/core/logbook/lines.ts";
import { createLogbook } from "../../src/exchange/logbook.ts";
import type { Tenant } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const PATH = "/v1/reports/logbook";
const HELP = "schuldhulp-bergendal";

interface Line {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id?: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
}

eachDatabase("The logbook in the standards' forms", (under) => {
  let g: RunningGateway;
  let several: { readonly exchangeId: string; readonly trace: { readonly traceId: string } };
  let refused: typeof several;
  let asked: typeof several;
  let person: Tenant;
  /** Everything that was in the documents. */
  const words: string[] = [];

  beforeAll(async () => {
    g = await runGateway(under);
    const office = await g.client("oosterpoort");
    person = await g.newTenant();
    const neighbour = await g.newTenant();
    await g.consent(person);
    const about = ({ ref }: Tenant, role: string) => ({ role, personRef: ref });
    const both = { subjects: [about(person, "tenant"), { ...about(neighbour, "occupant"), fields: ["phoneNumber"] }] };
    const renovation = { ...documents.renovation(person), ...both };
    several = await office.send(renovation);
    const question = documents.balance(person, newRef("K"));
    asked = await (await g.client(HELP)).ask(question);
    refused = await (
      await g.client(HELP)
    ).send({ ...documents.notice(person, newRef("K")), purpose: "dossier-van-jansen" });
    for (const { data } of [renovation, question]) words.push(...textsOf(data));
    words.push(person.ref, neighbour.ref, "dossier-van-jansen");
  });
  afterAll(() => g.close());

  const today = () => {
    const now = g.clock.now();
    const at = (ms: number): string => encodeURIComponent(new Date(ms).toISOString());
    return `since=${at(now - 3_600_000)}&until=${at(now + 60_000)}`;
  };
  async function read(form: LogbookForm, who = "staff-privacy-officer"): Promise<readonly Line[]> {
    const answer = await (
      await g.client(who)
    ).connection.call({ method: "GET", path: `${PATH}?form=${form}&${today()}` });
    expect(answer.headers.get("link")).toBeNull();
    const lines = new TextDecoder().decode(answer.bytes).trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as Line);
  }
  const of = (lines: readonly Line[], { trace }: typeof several) =>
    lines.filter(({ trace_id: id }) => id === trace.traceId);
  const subjectsOf = (lines: readonly Line[]) =>
    lines.map(({ attributes }) => attributes["dpl.core.data_subject_id"]).filter((id) => id !== undefined);

  it("has a line a data subject, in the order of the ledger, and a line for what was refused", async () => {
    const lines = await read("ldv");
    const [own, ...each] = of(lines, several);
    expect(each).toHaveLength(2);
    expect(each.map(({ parent_span_id: parent }) => parent)).toEqual([own?.span_id, own?.span_id]);
    expect(new Set(subjectsOf(each)).size).toBe(2);
    expect(of(lines, refused)).toMatchObject([{ status: "Unset" }]);
    const order = lines.map(({ trace_id: id }) => id);
    expect(order.indexOf(several.trace.traceId)).toBeLessThan(order.indexOf(asked.trace.traceId));
    expect(order.indexOf(asked.trace.traceId)).toBeLessThan(order.indexOf(refused.trace.traceId));
  });

  it.each(LOGBOOK_FORMS)("holds no word of a document and no pseudonym of the register: %s", async (form) => {
    const text = JSON.stringify(await read(form));
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM subject");
    for (const word of [...words, ...rows.map(({ id }) => id)]) expect(text).not.toContain(word);
  });

  it("has one decision an exchange in adl, and what went under a covenant in fsc", async () => {
    expect(of(await read("adl"), asked)).toHaveLength(1);
    expect(of(await read("adl"), refused)).toMatchObject([{ body: { "adl.core.response": { decision: false } } }]);
    const fsc = (await read("fsc")) as unknown as readonly { transaction_id: string; direction: string }[];
    const ways = new Map(fsc.map(({ transaction_id: id, direction }) => [id, direction]));
    expect(ways.get(several.exchangeId)).toBe("DIRECTION_OUTGOING");
    expect(ways.get(asked.exchangeId)).toBe("DIRECTION_INCOMING");
    expect(ways.has(refused.exchangeId)).toBe(false);
  });

  it("names a person to each reader under another pseudonym, and to the same one the same", async () => {
    const [officer, again, fg] = [await read("ldv"), await read("ldv"), await read("ldv", "staff-fg")].map((lines) =>
      subjectsOf(of(lines, several)),
    );
    expect(again).toEqual(officer);
    expect(fg?.filter((id) => officer?.includes(id))).toEqual([]);
  });

  it("is entered before it is read, and refused to a partner, to the back office and to who reads no exchanges", async () => {
    const before = await exported();
    await read("ldv");
    expect(await exported()).toBe(before + 1);
    for (const who of [HELP, "oosterpoort", "staff-approver"]) {
      const authorization = `Bearer ${await g.token(who)}`;
      expect((await g.fetch(`${PATH}?${today()}`, { headers: { authorization } })).status).toBe(403);
    }
    expect(await exported()).toBe(before + 1);
    const { world } = g.composed;
    const broken = { ...world, exchanges: { ...world.exchanges, append: () => Promise.reject(new Error("full")) } };
    const party = (await world.contracts.current()).catalogue.parties.get("oosterpoort")!;
    const caller = { party, clientId: "c", scopes: new Set<string>(), person: "p", role: "auditor" as const };
    const now = g.clock.now();
    const reading = createLogbook({
      ...broken,
      logbook: { ...world.logbook, page: () => Promise.reject(new Error("read")) },
    });
    const by = { base: "https://gateway.example", version: "1" };
    await expect(reading.logbook(caller, { form: "ldv", since: now, until: now, after: null, by })).rejects.toThrow(
      "full",
    );
  });

  it("is read a page at a time, each decision once, the end of a hold as a step after it", async () => {
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    const held = await (await g.client("oosterpoort")).send(documents.handOver(of, newRef("D")));
    const text = "SELECT id FROM hold WHERE exchange_id = $1";
    const holdId = (await g.database.pool.query<{ id: string }>(text, [held.exchangeId])).rows[0]?.id ?? "";
    await (
      await g.client("staff-collections-lead")
    ).post(`/v1/holds/${holdId}/approvals`, { reason: "gezien", drop: [] });
    await g.sequenced();
    const { logbook } = g.composed.world;
    const decided = { from: parseInstant(0), until: parseInstant(g.clock.now() + 1) };
    const all = await logbook.page({ leaves: { from: 0, until: 1_000 }, decided, limit: 1_000 });
    const paged: (typeof all)[number][] = [];
    for (let from = 0; ; from = (paged.at(-1)?.leaf ?? 0) + 1) {
      const page = await logbook.page({ leaves: { from, until: 1_000 }, decided, limit: 2 });
      paged.push(...page);
      if (page.length < 2) break;
    }
    expect(paged).toEqual(all);
    const [first, end] = all.filter(({ header }) => header.exchangeId === held.exchangeId);
    expect([first?.endsHold, end?.endsHold]).toEqual([false, true]);
    expect(end?.span).toMatchObject({ traceId: held.trace.traceId, parentSpanId: held.trace.spanId });
    expect(await logbook.firstLeafFrom(parseInstant(0))).toBe(0);
    const size = await logbook.firstLeafFrom(parseInstant(g.clock.now() + 3_600_000));
    expect(size).toBeGreaterThan(all.at(-1)?.leaf ?? 0);
  });

  it.each([
    {
      name: "that were altered",
      sql: "UPDATE ledger_person SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE entry_id = $1 AND position = 0",
    },
    {
      name: "of another entry about the same person",
      sql: `UPDATE ledger_person p SET sealed = o.sealed FROM ledger_person o
             WHERE p.entry_id = $1 AND p.position = 0 AND o.subject_id = p.subject_id AND o.entry_id <> p.entry_id`,
    },
  ])("names the entry of which it meets openings of a person $name", async ({ sql }) => {
    const { pool } = g.database;
    const { rows } = await pool.query<{ entry_id: string }>("SELECT entry_id FROM exchange WHERE id = $1", [
      several.exchangeId,
    ]);
    const entryId = rows[0]?.entry_id ?? "";
    const values = [entryId];
    const kept = await pool.query<{ sealed: Buffer }>(
      "SELECT sealed FROM ledger_person WHERE entry_id = $1 AND position = 0",
      values,
    );
    const decided = { from: parseInstant(0), until: parseInstant(g.clock.now() + 1) };
    const page = () => g.composed.world.logbook.page({ leaves: { from: 0, until: 1_000 }, decided, limit: 1_000 });
    expect((await pool.query(sql, values)).rowCount).toBeGreaterThan(0);
    try {
      const at = `ledger_person ${entryId}/0`;
      await expect(page()).rejects.toMatchObject({ code: "LEDGER_OPENING_BROKEN", at });
    } finally {
      const back = "UPDATE ledger_person SET sealed = $2 WHERE entry_id = $1 AND position = 0";
      await pool.query(back, [entryId, kept.rows[0]?.sealed]);
    }
    expect(await page()).not.toEqual([]);
  });

  it("keeps the lines of who was erased, without a subject", async () => {
    const before = of(await read("ldv"), several);
    await g.post("/v1/erasures", { personRef: person.ref });
    const after = of(await read("ldv"), several);
    expect(after.map(({ span_id: id }) => id)).toEqual(before.map(({ span_id: id }) => id));
    expect(subjectsOf(before)).toHaveLength(2);
    expect(subjectsOf(after)).toEqual(subjectsOf(before).slice(1));
    expect(of(await read("ldv"), asked)).toMatchObject([{ status: "Ok" }]);
    expect(subjectsOf(of(await read("ldv"), asked))).toEqual([]);
  });

  const exported = async (): Promise<number> =>
    (
      await g.database.pool.query(
        "SELECT 1 FROM ledger_opening WHERE kind = 'report.exported' AND position('logbook-'::bytea IN header) > 0",
      )
    ).rows.length;
});

/** Texts of four characters and more: a shorter one is in anything. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return value.length < 4 ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
