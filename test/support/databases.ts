import { randomBytes } from "node:crypto";
import { openAsBlob } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { describe } from "vitest";
import { openDatabase } from "../../src/adapters/database/database.ts";
import type { Database } from "../../src/adapters/database/database.ts";

/** What the global set-up left for every test file: a snapshot of the embedded database and a template on the server. */
export interface Prepared {
  readonly snapshot: string;
  /** `null` where no server answers; then `reason` says which was tried. */
  readonly server: { readonly url: string; readonly template: string } | null;
  readonly reason: string;
}

export const PREPARED_VARIABLE = "UITWISSELPOORT_TEST_DATABASES";

export interface FreshDatabase {
  readonly database: Database;
  /** Opens the same database once more, as another process would; only a server allows that. */
  readonly openAnother: () => Promise<Database>;
  /** Closes every handle and removes the database. */
  readonly dispose: () => Promise<void>;
}

export interface DatabaseUnderTest {
  readonly kind: Database["kind"];
  /** A database of its own with every migration applied, in well under a second. */
  readonly open: () => Promise<FreshDatabase>;
  /** The same without any migration. */
  readonly openEmpty: () => Promise<FreshDatabase>;
}

/** The server that tests use: `TEST_DATABASE_URL`, or the usual one on this machine. */
export const serverUrl = (): string =>
  process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";

/**
 * Runs the tests on the embedded database and on PostgreSQL. Without a server that half reports itself as skipped,
 * and fails where REQUIRE_POSTGRES is set.
 */
export function eachDatabase(title: string, tests: (under: DatabaseUnderTest) => void): void {
  describe(`${title} (embedded)`, () => tests(embedded));
  const { server, reason } = prepared();
  if (server !== null) {
    describe(`${title} (postgres)`, () => tests(postgres(server.url, server.template)));
  } else if (process.env["REQUIRE_POSTGRES"] !== undefined) {
    describe(`${title} (postgres)`, () => {
      throw new Error(`REQUIRE_POSTGRES is set, and ${reason}`);
    });
  } else {
    console.warn(`skipped: ${title} (postgres), because ${reason}`);
    describe.skip(`${title} (postgres)`, () => tests(postgres("", "")));
  }
}

/** For a test that makes databases of its own. */
export const hasServer = (): boolean => prepared().server !== null;

function prepared(): Prepared {
  const file = process.env[PREPARED_VARIABLE];
  if (file === undefined) throw new Error("test/support/global-setup.ts has not run: see vitest.config.ts");
  return JSON.parse(file) as Prepared;
}

const embedded: DatabaseUnderTest = {
  kind: "embedded",
  open: async () => embeddedFrom(await openAsBlob(prepared().snapshot)),
  openEmpty: async () => embeddedFrom(await openAsBlob(emptyOf(prepared().snapshot))),
};

async function embeddedFrom(loadDataDir: Blob): Promise<FreshDatabase> {
  const database = await openDatabase({ dataDir: "memory://", loadDataDir });
  return {
    database,
    openAnother: () => Promise.reject(new Error("an embedded database belongs to one process")),
    dispose: () => database.close(),
  };
}

function postgres(url: string, template: string): DatabaseUnderTest {
  return {
    kind: "postgres",
    open: () => postgresFrom(url, template),
    openEmpty: () => postgresFrom(url, "template0"),
  };
}

async function postgresFrom(url: string, template: string): Promise<FreshDatabase> {
  const name = `uitwisselpoort_test_${randomBytes(6).toString("hex")}`;
  await onServer(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const own = withDatabase(url, name);
  const opened: Database[] = [];
  const openAnother = async (): Promise<Database> => {
    const database = await openDatabase({ url: own });
    opened.push(database);
    return database;
  };
  return {
    database: await openAnother(),
    openAnother,
    async dispose() {
      await Promise.all(opened.map((database) => database.close()));
      await onServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** One statement on the server itself; two files that copy one template at the same instant wait for each other. */
export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(2611)");
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Beside the snapshot: what the files of one run make once and share. Removed with it. */
export const preparedFolder = (): string => sharedFolder(prepared().snapshot);
export const sharedFolder = (snapshot: string): string => snapshot.replace(/\.tar$/, "-shared");

/** Beside the snapshot: the same without any migration. */
export const emptyOf = (snapshot: string): string => snapshot.replace(/\.tar$/, "-empty.tar");

/** Where the snapshot of a run is put. */
export const snapshotPath = (run: string): string => path.join(tmpdir(), `uitwisselpoort-${run}.tar`);
