import { afterAll, beforeAll, expect, it } from "vitest";
import { reconcile } from "../../src/adapters/database/reconcile.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import type { Reconciliation } from "../../src/ports/reconciliation.ts";
import { gateway, gatewayJson } from "../cli/world.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const TABLES = ["ledger_entry", "ledger_opening", "ledger_person", "ledger_state", "exchange"];

eachDatabase("Reconciling ledger and exchanges", (under) => {
  let g: RunningGateway;
  let exchangeId: string;
  let entryId: string;
  beforeAll(async () => {
    g = await runGateway(under);
    exchangeId = await exchange();
    await exchange();
    await endedHold();
    await g.sequenced();
    const { rows } = await g.database.pool.query<{ entry_id: string }>("SELECT entry_id FROM exchange WHERE id = $1", [
      exchangeId,
    ]);
    entryId = rows[0]?.entry_id ?? "";
  });
  afterAll(() => g.close());

  async function exchange(): Promise<string> {
    const [of, ref] = [await g.newTenant(), documents.newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    return (await (await g.client("oosterpoort")).send(documents.repair(of, ref))).exchangeId;
  }

  /** An exchange whose newest decision is its second. */
  async function endedHold(): Promise<void> {
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    const held = await (await g.client("oosterpoort")).send(documents.handOver(of, documents.newRef("D")));
    const text = "SELECT id FROM hold WHERE exchange_id = $1";
    const holdId = (await g.database.pool.query<{ id: string }>(text, [held.exchangeId])).rows[0]?.id ?? "";
    const lead = await g.client("staff-collections-lead");
    await lead.post(`/v1/holds/${holdId}/approvals`, { reason: "gezien", drop: [] });
    await (
      await g.client("oosterpoort")
    ).send({ ...documents.repair(of, documents.newRef("R")), purpose: "marketing" });
  }

  /** As somebody with the database's own rights would: its guards switched off, and all put back afterwards. */
  async function planted(sql: string, values: readonly unknown[]): Promise<Reconciliation> {
    const { pool } = g.database;
    const client = await pool.connect();
    const rows = new Map<string, readonly Record<string, unknown>[]>();
    try {
      for (const table of TABLES) rows.set(table, (await client.query(`SELECT * FROM ${table}`)).rows);
      await client.query("SET session_replication_role = replica");
      await client.query(sql, [...values]);
    } finally {
      client.release();
    }
    const found = await reconcile(g.database);
    const again = await pool.connect();
    try {
      await again.query("SET session_replication_role = replica");
      for (const [table, before] of rows) {
        await again.query(`DELETE FROM ${table}`);
        for (const row of before) {
          const names = Object.keys(row);
          const places = names.map((_, at) => `$${at + 1}`).join(", ");
          await again.query(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places})`, Object.values(row));
        }
      }
      await again.query("SET session_replication_role = origin");
    } finally {
      again.release();
    }
    return found;
  }

  it("finds nothing in what the gateway wrote itself", async () => {
    const found = await reconcile(g.database);
    expect(found).toMatchObject({ pending: 0, exchanges: 4, findings: [], found: 0 });
    expect(found.entries).toBe((await g.audit()).entries);
  });

  const flipped = (column: string): string => `set_byte(${column}, 9, get_byte(${column}, 9) # 1)`;
  it.each([
    {
      name: "an opening that was edited",
      sql: `UPDATE ledger_opening SET header = ${flipped("header")} WHERE entry_id = $1`,
      code: "OPENING_DIFFERS",
    },
    {
      name: "an opening put in another's place",
      sql: `UPDATE ledger_opening o SET header = p.header, header_salt = p.header_salt FROM ledger_opening p
             WHERE o.entry_id = $1 AND p.entry_id = (SELECT max(entry_id::text)::uuid FROM exchange WHERE entry_id <> $1)`,
      code: "OPENING_DIFFERS",
    },
    {
      name: "an officer's opening that was edited",
      sql: `UPDATE ledger_opening SET officer = ${flipped("officer")} WHERE entry_id = $1`,
      code: "OFFICER_DIFFERS",
    },
    {
      name: "a list of persons that was edited",
      sql: `UPDATE ledger_opening SET persons_list = ${flipped("persons_list")} WHERE entry_id = $1`,
      code: "PERSONS_DIFFER",
    },
    {
      name: "an opening kept as another kind",
      sql: "UPDATE ledger_opening SET kind = 'parcel.delivered' WHERE entry_id = $1",
      code: "FILED_WRONG",
    },
    {
      name: "an entry that was edited",
      sql: `UPDATE ledger_entry SET entry = ${flipped("entry")} WHERE entry_id = $1`,
      code: "ENTRY_DIFFERS",
    },
    {
      name: "an opening kept at another instant",
      sql: "UPDATE ledger_opening SET at = at - interval '3 years' WHERE entry_id = $1",
      code: "FILED_WRONG",
    },
    {
      name: "openings of persons that were taken away while nobody was erased",
      sql: "DELETE FROM ledger_person WHERE entry_id = $1",
      code: "PERSON_MISSING",
    },
    {
      name: "an exchange with another outcome",
      sql: "UPDATE exchange SET outcome = 'deny' WHERE entry_id = $1",
      code: "EXCHANGE_DIFFERS",
    },
    {
      name: "an exchange with another purpose",
      sql: "UPDATE exchange SET purpose = 'marketing' WHERE entry_id = $1",
      code: "EXCHANGE_DIFFERS",
    },
    {
      name: "an exchange that somebody else asked for",
      sql: "UPDATE exchange SET actor = 'person:somebody-else' WHERE entry_id = $1",
      code: "EXCHANGE_DIFFERS",
    },
    {
      name: "a view of the partner with another outcome",
      sql: `UPDATE exchange SET partner_view = replace(partner_view, '"outcome":"allow"', '"outcome":"deny"') WHERE entry_id = $1`,
      code: "EXCHANGE_DIFFERS",
    },
    {
      name: "a view of the corporation with a field less",
      sql: `UPDATE exchange SET controller_view = jsonb_set(controller_view::jsonb, '{fields}', (controller_view::jsonb->'fields') - 0)::text
             WHERE entry_id = $1`,
      code: "EXCHANGE_DIFFERS",
    },
    {
      name: "a view that is none",
      sql: "UPDATE exchange SET controller_view = '{' WHERE entry_id = $1",
      code: "EXCHANGE_DIFFERS",
    },
  ])("finds $name, by the entry's id", async ({ sql, code }) => {
    const { findings } = await planted(sql, [entryId]);
    expect(findings).toContainEqual({ code, id: entryId });
  });

  it("finds an entry without opening, and its exchange", async () => {
    const { findings } = await planted("DELETE FROM ledger_opening WHERE entry_id = $1", [entryId]);
    expect(findings).toEqual([
      { code: "OPENING_MISSING", id: entryId },
      { code: "EXCHANGE_WITHOUT_ENTRY", id: exchangeId },
    ]);
  });

  it("finds an entry that was deleted, by its place", async () => {
    const { findings } = await planted("DELETE FROM ledger_entry WHERE entry_id = $1", [entryId]);
    expect(findings.map(({ code }) => code)).toEqual([
      "ENTRY_MISSING",
      "EXCHANGE_WITHOUT_ENTRY",
      "OPENING_WITHOUT_ENTRY",
    ]);
  });

  it("finds an exchange that points at another's entry, and one that is gone", async () => {
    const other = "019a9c3e-0f00-7a11-8b22-0123456789ab";
    const { findings } = await planted("UPDATE exchange SET entry_id = $2 WHERE id = $1", [exchangeId, other]);
    expect(findings).toEqual([{ code: "EXCHANGE_WITHOUT_ENTRY", id: exchangeId }]);
    const gone = await planted("DELETE FROM exchange WHERE id = $1", [exchangeId]);
    expect(gone.findings).toContainEqual({ code: "ENTRY_WITHOUT_EXCHANGE", id: entryId });
    expect(await reconcile(g.database)).toMatchObject({ found: 0 });
  });

  it("finds an exchange at another instant than its first decision", async () => {
    const { findings } = await planted("UPDATE exchange SET at = at - interval '1 day' WHERE id = $1", [exchangeId]);
    expect(findings).toEqual([{ code: "EXCHANGE_DIFFERS", id: exchangeId }]);
  });

  it("is a command, where the database can be shared", async () => {
    const connection: unknown = Reflect.get(g.database.pool.options, "connectionString");
    if (typeof connection !== "string") return;
    const env = { DATABASE_URL: connection };
    expect(await gatewayJson(["ledger", "reconcile"], { env })).toMatchObject({
      exitCode: EXIT.ok,
      json: { v: 1, whole: true, exchanges: 4, pending: 0, found: 0, findings: [] },
    });
    const ran = await gateway(["ledger", "reconcile"], { env });
    expect(ran.out).toMatch(/^✓ \d+ entries, 0 waiting, 4 exchanges, all accounted for\n$/);
    expect(ran.err).toBe("");
  });
});
