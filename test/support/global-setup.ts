import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { openDatabase, type Database } from "../../src/adapters/database/database.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import {
  PREPARED_VARIABLE,
  emptyOf,
  onServer,
  serverUrl,
  sharedFolder,
  snapshotPath,
  withDatabase,
} from "./databases.ts";
import type { Prepared } from "./databases.ts";

/** Migrates one embedded database and one template on the server, once per run; the returned function removes both. */
export async function setup(): Promise<() => Promise<void>> {
  const run = randomBytes(6).toString("hex");
  const snapshot = snapshotPath(run);
  await writeSnapshot(snapshot);
  const server = await makeTemplate(run);
  const prepared: Prepared = { snapshot, ...server };
  process.env[PREPARED_VARIABLE] = JSON.stringify(prepared);
  return async () => {
    await rm(snapshot, { force: true });
    await rm(emptyOf(snapshot), { force: true });
    await rm(sharedFolder(snapshot), { recursive: true, force: true });
    if (server.server === null) return;
    await onServer(server.server.url, `DROP DATABASE IF EXISTS ${server.server.template} WITH (FORCE)`);
  };
}

/** As it is before the first migration, and after the last: making a cluster takes seconds, and unpacking one does not. */
async function writeSnapshot(file: string): Promise<void> {
  const database = await openDatabase({ dataDir: "memory://" });
  await writeDump(database, emptyOf(file));
  await migrate(database.pool);
  await writeDump(database, file);
  await database.close();
}

async function writeDump(database: Database, file: string): Promise<void> {
  const dump = await database.dump();
  if (dump === null) throw new Error("the embedded database gave no dump");
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
}

async function makeTemplate(run: string): Promise<Pick<Prepared, "server" | "reason">> {
  const url = serverUrl();
  const template = `uitwisselpoort_template_${run}`;
  try {
    await onServer(url, `CREATE DATABASE ${template} TEMPLATE template0`);
  } catch {
    return { server: null, reason: "no PostgreSQL answers at TEST_DATABASE_URL or on 127.0.0.1:5432" };
  }
  const database = await openDatabase({ url: withDatabase(url, template) });
  await migrate(database.pool);
  await database.close();
  return { server: { url, template }, reason: "" };
}
