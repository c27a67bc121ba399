import { createHash } from "node:crypto";
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { GatewayError } from "../../core/errors.ts";
import { lockFolder } from "./folder-lock.ts";
import { PrismaClient } from "./generated/client.ts";
import { guarded } from "./transient.ts";

/** The embedded database has neither autovacuum nor checkpoints of its own; without them its folder only grows. */
const UPKEEP_MS = 300_000;
const SESSION = "-c TimeZone=UTC -c statement_timeout=15000 -c lock_timeout=5000";

export interface DatabaseOptions {
  /** A PostgreSQL server; absent = the embedded one. */
  readonly url?: string;
  /** Folder of the embedded database, or `memory://` for one that vanishes; needed where there is no `url`. */
  readonly dataDir?: string;
  /** A dump of another embedded database to begin with. */
  readonly loadDataDir?: Blob;
  readonly poolSize?: number;
}

export interface Database {
  readonly kind: "embedded" | "postgres";
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Called after every commit that left entries for the sequencer. */
  readonly ledgerWritten: () => void;
  /** Registers a listener for that; the returned function takes it away. */
  readonly onLedgerWritten: (listener: () => void) => () => void;
  /** The whole folder of an embedded database as one tar archive; `null` on a server. */
  readonly dump: () => Promise<Blob | null>;
  readonly close: () => Promise<void>;
}

interface Engine {
  readonly kind: Database["kind"];
  readonly pool: pg.Pool;
  readonly dump: () => Promise<Blob | null>;
  readonly close: () => Promise<void>;
}

/**
 * One pool and one Prisma client over either database; the caller migrates. Throws FOLDER_IN_USE when another process
 * has the embedded folder, DATABASE_UNAVAILABLE when the server does not answer.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const engine = options.url === undefined ? await openEmbedded(options) : openServer(options.url, options.poolSize);
  keepConnections(engine.pool);
  engine.pool.on("error", () => undefined); // pg emits it for idle clients; the next query gets its own error
  // And for one in use, whose statement gets the error too; unheard it would end the process.
  engine.pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await guarded(() => assertUtc(engine.pool));
  } catch (error) {
    await engine.close();
    throw error;
  }
  const listeners = new Set<() => void>();
  const prisma = new PrismaClient({ adapter: new PrismaPg(engine.pool, { statementNameGenerator: nameStatement }) });
  return {
    ...engine,
    prisma,
    ledgerWritten: () => listeners.forEach((listener) => listener()),
    onLedgerWritten(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await prisma.$disconnect();
      await engine.close();
    },
  };
}

function openServer(url: string, poolSize = 10): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    options: SESSION,
    connectionTimeoutMillis: 5_000,
    application_name: "uitwisselpoort",
  });
  return { kind: "postgres", pool, dump: () => Promise.resolve(null), close: () => pool.end() };
}

async function openEmbedded(options: DatabaseOptions): Promise<Engine> {
  const dataDir = options.dataDir;
  if (dataDir === undefined) throw new GatewayError("CONFIG_INVALID", "neither a database URL nor a folder was given");
  const { PGlite } = await import("@electric-sql/pglite");
  const unlock = dataDir.startsWith("memory://") ? null : await lockFolder(dataDir);
  const loaded = options.loadDataDir === undefined ? {} : { loadDataDir: options.loadDataDir };
  let db: PGlite;
  try {
    db = await PGlite.create({ dataDir, ...loaded });
  } catch (error) {
    await unlock?.();
    throw new GatewayError("DATABASE_UNAVAILABLE", "the embedded database's folder cannot be opened", { cause: error });
  }
  const pool = await embeddedPool(db);
  const upkeep = setInterval(() => void tidy(pool), UPKEEP_MS).unref();
  return {
    kind: "embedded",
    pool,
    dump: () => db.dumpDataDir("none"),
    async close() {
      clearInterval(upkeep);
      await pool.end();
      await db.close();
      await unlock?.();
    },
  };
}

/** node-postgres speaking to the database in this process, which has exactly one session. */
async function embeddedPool(db: PGlite): Promise<pg.Pool> {
  const { createPgConfig } = await import("@electric-sql/pglite/node-postgres");
  const config = createPgConfig(db);
  const parse = config.connection.parse.bind(config.connection);
  // The bridge takes pg's result parsers, which Prisma's adapter sets, for parameter types and throws.
  config.connection.parse = (statement: { readonly text: string; readonly name: string }) =>
    parse({ text: statement.text, name: statement.name });
  const settings = Object.assign(config, { max: 1, idleTimeoutMillis: 0 });
  const pool = new pg.Pool(settings);
  await pool.query("SET TimeZone = 'UTC'");
  return pool;
}

async function tidy(pool: pg.Pool): Promise<void> {
  try {
    await pool.query("VACUUM (ANALYZE)");
    await pool.query("CHECKPOINT");
  } catch {
    // The next round tries again; work that waits for the one connection goes first.
  }
}

/**
 * pg's pool throws a connection away after any failed statement, a refused commit included. The embedded database has only
 * one, whose end would fall on the next statement; a server's is costly to make anew. A broken one still goes.
 */
function keepConnections(pool: pg.Pool): void {
  const query = async (...statement: readonly [string | pg.QueryConfig, unknown[]?]): Promise<pg.QueryResult> => {
    const client = await pool.connect();
    try {
      return await client.query(...statement);
    } finally {
      client.release();
    }
  };
  Object.assign(pool, { query });
}

/** Prisma's adapter takes every timestamp for UTC; another zone would shift what is written, silently. */
async function assertUtc(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ zone: string }>("SELECT current_setting('TimeZone') AS zone");
  if (rows[0]?.zone !== "UTC") throw new GatewayError("INVARIANT_BROKEN", "the database session does not run in UTC");
}

/** One name per SQL text, so that PostgreSQL keeps its plan. */
function nameStatement(query: { readonly sql: string }): string {
  return `p${createHash("sha256").update(query.sql).digest("hex").slice(0, 24)}`;
}
