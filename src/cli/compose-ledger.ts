import { access } from "node:fs/promises";
import path from "node:path";
import { openDatabase } from "../adapters/database/database.ts";
import type { Database } from "../adapters/database/database.ts";
import { reconcile } from "../adapters/database/reconcile.ts";
import { readState } from "../adapters/database/sequence.ts";
import { findTile } from "../adapters/database/tile-rows.ts";
import { guarded } from "../adapters/database/transient.ts";
import type { LedgerSource } from "../client/ledger-source.ts";
import { operatorSocket, readPlace, type Place } from "../config.ts";
import { GatewayError } from "../core/errors.ts";
import { reconcileOver } from "./operator-socket.ts";
import type { LedgerTools } from "./toolbox.ts";
import { UsageError } from "./usage-error.ts";

/** The tools of `gateway ledger` that need this installation's own database. */
export function createLedgerTools(): LedgerTools {
  return {
    withDatabase: (env, read) => onOwn(readPlace(env), (database) => read(databaseSource(database))),
    async reconcile(env, onProgress) {
      const place = readPlace(env);
      // A gateway that runs answers on both databases alike (design §12.6).
      const answered = await reconcileOver(operatorSocket(place));
      return answered ?? onOwn(place, (database) => reconcile(database, onProgress));
    },
  };
}

async function onOwn<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openOwn(place);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const databaseSource = ({ pool }: Database): LedgerSource => ({
  checkpoint: () => guarded(async () => (await readState(pool)).checkpoint),
  tile: (id) => guarded(() => findTile(pool, id)),
});

async function openOwn({ dataDir, databaseUrl }: Place): Promise<Database> {
  if (databaseUrl !== null) return openDatabase({ url: databaseUrl });
  const folder = path.join(dataDir, "database");
  await access(folder).catch((cause: unknown) => {
    throw new UsageError("there is no database in the data folder", "set GATEWAY_DATA_DIR or DATABASE_URL", { cause });
  });
  return openDatabase({ dataDir: folder }).catch((cause: unknown) => {
    if (!(cause instanceof GatewayError && cause.code === "FOLDER_IN_USE")) throw cause;
    throw new GatewayError("FOLDER_IN_USE", "a gateway runs on this database, and an embedded one serves one process", {
      cause,
      remedy: "ask the gateway itself, with --url and its address",
    });
  });
}
