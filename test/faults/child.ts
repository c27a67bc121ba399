// The process that is killed: the real gateway over the real adapters, with a trap at every boundary.
import { createHash } from "node:crypto";
import path from "node:path";
import process from "node:process";
import { createLog } from "../../src/adapters/log/log.ts";
import { openDatabase, type DatabaseOptions } from "../../src/adapters/database/database.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { compose } from "../../src/compose.ts";
import { readConfig } from "../../src/config.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { createApp } from "../../src/http/app.ts";
import { listen } from "../../src/http/serve.ts";
import { createTraps, type Trap } from "./traps.ts";

export interface ChildSpec {
  /** Keys, overlay and passphrase. */
  readonly dataDir: string;
  readonly port: number;
  readonly database: Pick<DatabaseOptions, "url" | "dataDir">;
}

async function run({ dataDir, port, database: where }: ChildSpec): Promise<void> {
  const settings = { GATEWAY_MODE: "sandbox", GATEWAY_DATA_DIR: dataDir, GATEWAY_PORT: String(port) };
  // One folder of keys serves many databases, each with a guard of its own.
  const place = createHash("sha256").update(JSON.stringify(where)).digest("hex");
  const ledgerGuardFile = path.join(dataDir, "guards", place);
  const config = { ...readConfig(settings, process.version), ledgerGuardFile };
  const write = (line: string): void => void process.stderr.write(line);
  const log = createLog({ style: "readable", level: "error", write, now: Date.now });
  const traps = createTraps();
  const database = await openDatabase(where);
  traps.aroundStatements(database.pool);
  await migrate(database.pool);
  const composed = await compose({ config, log, issuer: `http://127.0.0.1:${port}`, database });
  traps.aroundPorts(composed);
  const listening = await listen({ host: config.host, port, app: createApp(composed.services) });
  composed.startWork();
  process.on("message", (trap: Trap) => {
    traps.set(trap);
    process.send?.("set");
  });
  process.on("SIGTERM", () => {
    void listening
      .close()
      .then(() => composed.close())
      .then(() => database.close())
      .then(() => process.exit(0));
  });
  process.send?.("ready");
}

run(JSON.parse(process.argv[2] ?? "{}") as ChildSpec).catch((error: unknown) => {
  process.stderr.write(`${error instanceof GatewayError ? error.code : String(error)}\n`);
  process.exit(1);
});
