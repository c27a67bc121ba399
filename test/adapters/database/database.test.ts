import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, rm, appendFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/adapters/database/database.ts";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";

const MIGRATIONS = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-test-"));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

eachDatabase("migrations", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  it("are applied once each and then never again", async () => {
    fresh = await under.openEmpty();
    const names = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(await migrate(fresh.database.pool)).toEqual(names.map((entry) => entry.name).sort());
    expect(await migrate(fresh.database.pool)).toEqual([]);
    const { rows } = await fresh.database.pool.query("SELECT size::int, encode(root, 'hex') AS root FROM ledger_state");
    expect(rows).toEqual([{ size: 0, root: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }]);
  });

  it("are applied once when two runners start together", async () => {
    fresh = await under.openEmpty();
    const other = under.kind === "postgres" ? await fresh.openAnother() : fresh.database;
    const done = await Promise.all([migrate(fresh.database.pool), migrate(other.pool)]);
    const names = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(done.flat().sort()).toEqual(names.map((entry) => entry.name).sort());
    expect(done.map((names) => names.length).sort()[0]).toBe(0);
  });

  it("refuse to go on when an applied one was edited", async () => {
    fresh = await under.openEmpty();
    const folder = await newFolder();
    await cp(MIGRATIONS, folder, { recursive: true });
    await migrate(fresh.database.pool, folder);
    const first = (await readdir(folder)).sort()[0] ?? "";
    await appendFile(path.join(folder, first, "migration.sql"), "-- edited\n");
    await expect(migrate(fresh.database.pool, folder)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
  });
});

eachDatabase("the session", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  it("writes and reads instants in UTC, also through Prisma", async () => {
    fresh = await under.open();
    const { pool, prisma } = fresh.database;
    const at = new Date("2026-07-01T12:34:56.789Z");
    await prisma.partyState.create({ data: { party: "entree", status: "active", since: at } });
    const { rows } = await pool.query<{ text: string; since: Date }>(
      `SELECT to_char(since, 'YYYY-MM-DD"T"HH24:MI:SS.MS') AS text, since FROM party_state`,
    );
    expect(rows[0]).toEqual({ text: "2026-07-01T12:34:56.789", since: at });
    const { since } = await prisma.partyState.findFirstOrThrow();
    expect(since).toEqual(at);
  });

  it("is in UTC although the server is not", async () => {
    fresh = await under.open();
    if (under.kind === "embedded") {
      const { rows } = await fresh.database.pool.query("SELECT current_setting('TimeZone') AS zone");
      expect(rows).toEqual([{ zone: "UTC" }]);
      return;
    }
    const { rows: names } = await fresh.database.pool.query<{ name: string }>("SELECT current_database() AS name");
    await fresh.database.pool.query(`ALTER DATABASE ${names[0]!.name} SET timezone = 'Asia/Tokyo'`);
    const other = await fresh.openAnother();
    const { rows } = await other.pool.query("SELECT current_setting('TimeZone') AS zone");
    expect(rows).toEqual([{ zone: "UTC" }]);
  });
});

describe("an embedded folder", () => {
  it("is refused to a second opener until the first closes", async () => {
    const dataDir = await newFolder();
    const first = await openDatabase({ dataDir });
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    await first.close();
    const second = await openDatabase({ dataDir });
    await second.close();
  });

  it("is free again after its process was killed, with what was committed", async () => {
    const dataDir = await newFolder();
    const module = new URL("../../../src/adapters/database/database.ts", import.meta.url).href;
    const script = `const { openDatabase } = await import(${JSON.stringify(module)});
      const { pool } = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
      await pool.query("CREATE TABLE kept (n int)");
      await pool.query("INSERT INTO kept VALUES (7)");
      console.log("ready"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    child.kill("SIGKILL");
    await once(child, "exit");
    const database = await openDatabase({ dataDir });
    const { rows } = await database.pool.query("SELECT n FROM kept");
    await database.close();
    expect(rows).toEqual([{ n: 7 }]);
  });
});

describe("a server that does not answer", () => {
  it("is DATABASE_UNAVAILABLE", async () => {
    await expect(openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" })).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
  });
});
