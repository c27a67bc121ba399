import { expect, it } from "vitest";
import { eachDatabase } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { handsOver } from "./hands-over.ts";
import { balance, consent, post, repair, seed } from "./traffic.ts";

const BEHIND = { problem: { status: 503, code: "LEDGER_BEHIND", retryable: true } };

/** Everything that a release would leave behind. */
async function traces({ database: { pool } }: RunningGateway): Promise<unknown> {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM exchange) AS exchanges, (SELECT count(*) FROM message) AS messages,
       (SELECT count(*) FROM parcel) AS parcels, (SELECT count(*) FROM parcel WHERE fetched_at IS NOT NULL) AS fetched,
       (SELECT count(*) FROM ledger_opening) AS entries, (SELECT coalesce(sum(n), 0) FROM counter) AS counted`,
  );
  return rows[0];
}

eachDatabase("a ledger whose writer stands still for more than 60 s", (under) => {
  it("stops every release and no withdrawal, and all goes on when it has caught up", async () => {
    const gateway = await runGateway(under, { sequencing: false });
    try {
      const CONTRACTOR = "installatiebedrijf-voorbeeld";
      const hands = await handsOver(gateway, ["oosterpoort", "schuldhulp-bergendal", CONTRACTOR]);
      await seed(hands, 5);
      const { answered: early } = await post(repair(1), hands);
      expect(early.outcome).toBe("allow");
      // The writer's clock is the database's: its minute has passed.
      await gateway.database.pool.query(
        "UPDATE ledger_pending SET committed_at = committed_at - interval '61 seconds'",
      );
      const before = await traces(gateway);
      const late = repair(2);
      await expect(post(late, hands)).rejects.toMatchObject(BEHIND);
      await expect(post(balance(3), hands)).rejects.toMatchObject(BEHIND);
      await expect(hands(CONTRACTOR).client.fetch(early.exchangeId)).rejects.toMatchObject(BEHIND);
      expect((await gateway.fetch("/health/ready")).status).toBe(503);
      expect(await traces(gateway)).toEqual(before);
      await expect(hands("oosterpoort").client.post("/v1/consents", consent("TS-4", 4))).resolves.toBeDefined();
      await gateway.sequenced();
      expect((await post(late, hands)).answered.outcome).toBe("allow");
      await expect(hands(CONTRACTOR).client.fetch(early.exchangeId)).resolves.toMatchObject({
        header: { exchangeId: early.exchangeId },
      });
      expect((await gateway.audit()).findings).toEqual([]);
    } finally {
      await gateway.close();
    }
  });
});
