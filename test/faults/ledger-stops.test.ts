import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { eachDatabase } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { handsOver } from "./hands-over.ts";
import { post, repair, seed, type Hands } from "./traffic.ts";

async function seeded(gateway: RunningGateway): Promise<Hands> {
  const hands = await handsOver(gateway, ["oosterpoort"]);
  await seed(hands, 5);
  return hands;
}

const exchangesIn = async ({ database: { pool } }: RunningGateway): Promise<unknown> =>
  (await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM exchange")).rows[0]?.n;

const allowed = { answered: { outcome: "allow" } };
const problem = (code: string): object => ({ problem: { status: 503, code, retryable: true } });

async function readyOf(gateway: RunningGateway): Promise<unknown> {
  const answer = await gateway.fetch("/health/ready");
  return { status: answer.status, ...((await answer.json()) as { checks: object }).checks };
}

const alertsOf = async ({ database: { pool } }: RunningGateway): Promise<readonly string[]> =>
  (await pool.query<{ reason: string }>("SELECT reason FROM alert ORDER BY at")).rows.map(({ reason }) => reason);

eachDatabase("a gateway whose ledger is not the one it signed", (under) => {
  it("stops its sequencer, is not ready, tells the officers, and a minute later releases nothing", async () => {
    const gateway = await runGateway(under, { sequencing: false });
    try {
      const hands = await seeded(gateway);
      await gateway.sequenced();
      expect(await readyOf(gateway)).toEqual({ status: 200, database: true, ledger: true });
      await writeFile(path.join(gateway.dataDir, "ledger.guard"), "somebody else's\n");
      gateway.composed.sequencer.start();
      await expect.poll(() => alertsOf(gateway)).toContain("LEDGER_STOPPED");
      expect(await readyOf(gateway)).toEqual({ status: 503, database: true, ledger: false });
      expect(gateway.logLines.join("")).toContain("LEDGER_GUARD_FOREIGN");
      await expect(post(repair(1), hands)).resolves.toMatchObject(allowed);
      const { pool } = gateway.database;
      await pool.query("UPDATE ledger_pending SET committed_at = committed_at - interval '61 seconds'");
      await expect(post(repair(2), hands)).rejects.toMatchObject(problem("LEDGER_BEHIND"));
    } finally {
      await gateway.close();
    }
  });
});

eachDatabase("a clock that steps back", (under) => {
  it("decides nothing on a wrong instant, and all goes on when it is right again", async () => {
    const gateway = await runGateway(under, { sequencing: false });
    try {
      const hands = await seeded(gateway);
      const before = await exchangesIn(gateway);
      gateway.clock.move(-3_600_000);
      await expect(post(repair(1), hands)).rejects.toMatchObject(problem("CLOCK_STEPPED_BACK"));
      expect(await exchangesIn(gateway)).toEqual(before);
      await expect(gateway.sequenced()).rejects.toMatchObject({ code: "CLOCK_STEPPED_BACK" });
      gateway.clock.move(3_600_000);
      await expect(post(repair(1), hands)).resolves.toMatchObject(allowed);
      expect((await gateway.audit()).findings).toEqual([]);
    } finally {
      await gateway.close();
    }
  });

  it("is found in the database too: nothing is released and nothing numbered", async () => {
    const gateway = await runGateway(under, { sequencing: false });
    try {
      const hands = await seeded(gateway);
      const { pool } = gateway.database;
      await pool.query("UPDATE ledger_pending SET committed_at = committed_at + interval '1 hour'");
      await expect(post(repair(1), hands)).rejects.toMatchObject(problem("CLOCK_STEPPED_BACK"));
      await expect(gateway.sequenced()).rejects.toMatchObject({ code: "CLOCK_STEPPED_BACK" });
      await pool.query("UPDATE ledger_pending SET committed_at = committed_at - interval '1 hour'");
      await expect(post(repair(1), hands)).resolves.toMatchObject(allowed);
      expect((await gateway.audit()).findings).toEqual([]);
    } finally {
      await gateway.close();
    }
  });
});
