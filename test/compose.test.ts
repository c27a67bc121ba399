import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { createLog } from "../src/adapters/log/log.ts";
import type { Database } from "../src/adapters/database/database.ts";
import { createDestroyedKeys } from "../src/adapters/destroyed-keys/destroyed-keys.ts";
import { compose, type Composed } from "../src/compose.ts";
import { readConfig, type Config } from "../src/config.ts";
import { parseInstant } from "../src/core/ids.ts";
import { eachDatabase, type FreshDatabase } from "./support/databases.ts";
import { pretendInstallation, type PretendInstallation } from "./support/pretend-world.ts";

const now = parseInstant(Date.parse("2026-11-24T09:00:00Z"));
const log = createLog({ style: "json", level: "error", write: () => undefined, now: () => now });

let pretend: PretendInstallation;
beforeAll(async () => {
  pretend = await pretendInstallation();
});

function configFor(change: Partial<Config>): Config {
  const read = readConfig({ GATEWAY_MODE: "sandbox", GATEWAY_DATA_DIR: pretend.folder }, process.version);
  return { ...read, ...change };
}

eachDatabase("an installation", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  const composeOn = (config: Config, database?: Database): Promise<Composed> =>
    compose({
      config,
      log,
      issuer: "http://127.0.0.1:1",
      keyring: pretend.keyring,
      now: () => now,
      ...(database === undefined ? {} : { database }),
    });

  it("is written down by its first start, and another does not start on its database", async () => {
    fresh = await under.open();
    await (await composeOn(configFor({}), fresh.database)).close();
    await (await composeOn(configFor({}), fresh.database)).close();
    const refused = { code: "INSTALLATION_OTHER" };
    const others: readonly Partial<Config>[] = [{ mode: "production" }, { mode: "acceptance" }, { ledgerOrigin: "x" }];
    for (const change of others)
      await expect(composeOn(configFor(change), fresh.database)).rejects.toMatchObject(refused);
    const { rows } = await fresh.database.pool.query("SELECT environment, ledger_origin, made_at FROM installation");
    expect(rows).toEqual([
      { environment: "sandbox", ledger_origin: "sandbox.uitwisselpoort.example/log", made_at: new Date(now) },
    ]);
  });

  it("enters its own keys once, and destroys again whom a backup brought back, before anything is served", async () => {
    fresh = await under.open();
    const { pool } = fresh.database;
    const folder = await mkdtemp(path.join(tmpdir(), "compose-"));
    const config = configFor({ destroyedKeysFile: path.join(folder, "destroyed-keys") });
    const kinds = async (): Promise<readonly string[]> => {
      const { rows } = await pool.query<{ kind: string }>(
        "SELECT kind FROM ledger_opening JOIN ledger_pending USING (entry_id) ORDER BY id",
      );
      return rows.map(({ kind }) => kind).filter((kind) => kind.includes("key."));
    };
    const activated = pretend.keyring.inUse.map(() => "key.activated");
    expect(activated).toHaveLength(6);
    await (await composeOn(config, fresh.database)).close();
    expect(await kinds()).toEqual(activated);
    // Somebody whose key the list names: what a backup from before the erasure holds.
    const { rows } = await pool.query<{ id: string }>(
      "INSERT INTO subject (id) VALUES (gen_random_uuid()) RETURNING vault_key AS id",
    );
    await createDestroyedKeys(config.destroyedKeysFile).add(rows.map(({ id }) => id));
    const starts = [await composeOn(config, fresh.database), await composeOn(config, fresh.database)];
    expect(await kinds()).toEqual([...activated, "subject-key.destroyed"]);
    const alerts = await pool.query("SELECT level FROM alert WHERE reason = 'ERASED_AGAIN'");
    expect(alerts.rows).toEqual([{ level: "alert" }]);
    await Promise.all(starts.map((one) => one.close()));
    await rm(folder, { recursive: true });
  });

  it.runIf(under.kind === "postgres")("changes nothing of another's database, no migration either", async () => {
    fresh = await under.openEmpty();
    const { pool } = fresh.database;
    await pool.query("CREATE TABLE installation (id int, environment text, ledger_origin text, made_at timestamptz)");
    await pool.query("INSERT INTO installation VALUES (1, 'production', 'log.example', now())");
    const databaseUrl = pool.options.connectionString ?? "";
    await expect(composeOn(configFor({ databaseUrl }))).rejects.toMatchObject({
      code: "INSTALLATION_OTHER",
      at: "GATEWAY_MODE",
    });
    const { rows } = await pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    expect(rows).toEqual([{ name: "installation" }]);
  });
});
