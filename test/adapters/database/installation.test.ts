import { afterEach, expect, it } from "vitest";
import {
  claimInstallation,
  refuseOtherInstallation,
  type Installation,
} from "../../../src/adapters/database/installation.ts";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { later, NOW } from "./fixtures.ts";

const PRODUCTION: Installation = { environment: "production", ledgerOrigin: "log.example/uitwisseling/2026" };

eachDatabase("whose database it is", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  const claim = (wanted: Installation, now = NOW): Promise<void> =>
    claimInstallation(fresh.database, { ...wanted, now });
  const rows = async (): Promise<readonly object[]> =>
    (await fresh.database.pool.query<object>("SELECT environment, ledger_origin, made_at FROM installation")).rows;
  const written = { environment: "production", ledger_origin: PRODUCTION.ledgerOrigin, made_at: new Date(NOW) };

  it("is written at the first start and stands at every other", async () => {
    fresh = await under.open();
    await refuseOtherInstallation(fresh.database, PRODUCTION);
    await claim(PRODUCTION);
    await claim(PRODUCTION, later(86_400_000));
    await refuseOtherInstallation(fresh.database, PRODUCTION);
    expect(await rows()).toEqual([written]);
  });

  it.each([
    { name: "the sandbox", wanted: { ...PRODUCTION, environment: "sandbox" }, at: "GATEWAY_MODE" },
    { name: "acceptance", wanted: { ...PRODUCTION, environment: "acceptance" }, at: "GATEWAY_MODE" },
    {
      name: "another ledger",
      wanted: { ...PRODUCTION, ledgerOrigin: "log.example/2027" },
      at: "GATEWAY_LEDGER_ORIGIN",
    },
  ])("does not start $name on production's", async ({ wanted, at }) => {
    fresh = await under.open();
    await claim(PRODUCTION);
    const refusal = { code: "INSTALLATION_OTHER", at, remedy: expect.stringContaining(at) as string };
    await expect(claim(wanted)).rejects.toMatchObject(refusal);
    await expect(refuseOtherInstallation(fresh.database, wanted)).rejects.toMatchObject(refusal);
    expect(await rows()).toEqual([written]);
  });

  it("is one of those that start together, and the others are refused", async () => {
    fresh = await under.open();
    const sandbox = { ...PRODUCTION, environment: "sandbox" };
    const claims = await Promise.allSettled([claim(PRODUCTION), claim(sandbox), claim(PRODUCTION), claim(sandbox)]);
    expect(claims.map(({ status }) => status).sort()).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    expect(await rows()).toHaveLength(1);
  });

  it("never changes", async () => {
    fresh = await under.open();
    await claim(PRODUCTION);
    for (const statement of [
      "UPDATE installation SET environment = 'sandbox'",
      "DELETE FROM installation",
      "TRUNCATE installation",
      "INSERT INTO installation (id, environment, ledger_origin, made_at) VALUES (2, 'sandbox', 'x', now())",
    ])
      await expect(fresh.database.pool.query(statement)).rejects.toThrow();
    expect(await rows()).toEqual([written]);
  });

  it("is told by the checkpoint where the database is older than this row", async () => {
    fresh = await under.open();
    await fresh.database.pool.query("UPDATE ledger_state SET checkpoint = $1", [`${PRODUCTION.ledgerOrigin}\n0\nx\n`]);
    await expect(claim({ ...PRODUCTION, ledgerOrigin: "log.example" })).rejects.toMatchObject({
      code: "INSTALLATION_OTHER",
      at: "GATEWAY_LEDGER_ORIGIN",
    });
    await claim(PRODUCTION);
    expect(await rows()).toEqual([written]);
  });

  it("is nobody's before it is migrated", async () => {
    fresh = await under.openEmpty();
    await refuseOtherInstallation(fresh.database, PRODUCTION);
    await migrate(fresh.database.pool);
    await refuseOtherInstallation(fresh.database, PRODUCTION);
    await claim(PRODUCTION);
    expect(await rows()).toEqual([written]);
  });
});
