import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { enterKeys } from "../../../src/adapters/database/enter-keys.ts";
import type { KeyInUse } from "../../../src/adapters/keyring/types.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { anEntry } from "../register/fixtures.ts";

const OLD: KeyInUse = { use: "token", key: "old" };
const NEW: KeyInUse = { use: "token", key: "new" };
const LEDGER: KeyInUse = { use: "ledger", key: "old" };

eachDatabase("the gateway's own keys", (under) => {
  let fresh: FreshDatabase;
  let told: string[];
  beforeAll(async () => void (fresh = await under.open()));
  afterAll(() => fresh.dispose());
  beforeEach(async () => {
    told = [];
    await fresh.database.pool.query("DELETE FROM key_state");
  });

  const start = (...inUse: readonly KeyInUse[]): Promise<number> =>
    enterKeys(
      {
        database: fresh.database,
        entryOf(change, { use, key }) {
          told.push(`${change} ${use} ${key}`);
          return anEntry(`key.${change}`);
        },
      },
      inUse,
    );
  const entries = async (): Promise<number> =>
    (await fresh.database.pool.query("SELECT 1 FROM ledger_pending")).rows.length;

  it("are entered by the first start that has them, once", async () => {
    const before = await entries();
    expect(await start(OLD, LEDGER)).toBe(2);
    expect(await start(OLD, LEDGER)).toBe(0);
    expect(told.sort()).toEqual(["activated ledger old", "activated token old"]);
    expect(await entries()).toBe(before + 2);
  });

  it("are entered when one takes over from another", async () => {
    await start(OLD, LEDGER);
    told = [];
    expect(await start(NEW, LEDGER)).toBe(2);
    expect(told).toEqual(["retired token old", "activated token new"]);
  });

  it("are entered once by processes that start at the same time", async () => {
    const before = await entries();
    const counts = await Promise.all([start(OLD, LEDGER), start(LEDGER, OLD), start(OLD, LEDGER)]);
    expect(counts.sort()).toEqual([0, 0, 2]);
    expect(await entries()).toBe(before + 2);
  });
});
