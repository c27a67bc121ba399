// `node prisma/schema-check.ts`           exits 1 when schema.prisma and the migrations disagree
// `node prisma/schema-check.ts new NAME`  writes the difference as the next migration, to be read and completed by hand
//
// Works without a database server and without the network: the migrations are replayed into an embedded database
// that is thrown away, and Prisma's own schema engine (as WebAssembly) compares that database with the schema.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type * as Engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import { PrismaPGlite } from "pglite-prisma-adapter";

type Exports = Readonly<Record<string, unknown>>;
type EngineModule = typeof Engine & { __wbg_set_wasm(exports: Exports): void };

/** The one call used here; Node's own types leave WebAssembly to the browser's library. */
const { WebAssembly: assembly } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>;
  };
};

const SCHEMA = fileURLToPath(new URL("schema.prisma", import.meta.url));
const MIGRATIONS = fileURLToPath(new URL("migrations", import.meta.url));

async function replayMigrations(): Promise<PGlite> {
  const database = await PGlite.create();
  const folders = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const name of folders.map((entry) => entry.name).sort()) {
    await database.exec(await readFile(path.join(MIGRATIONS, name, "migration.sql"), "utf8"));
  }
  return database;
}

async function loadEngine(): Promise<EngineModule> {
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const engine = (await import(pathToFileURL(script).href)) as EngineModule;
  const binary = await readFile(script.replace(/\.js$/, ".wasm"));
  const { instance } = await assembly.instantiate(binary, { "./schema_engine_bg.js": engine });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return engine;
}

async function difference(database: PGlite, asScript: boolean): Promise<Engine.DiffResult> {
  const module = await loadEngine();
  const files = [{ path: SCHEMA, content: await readFile(SCHEMA, "utf8") }];
  const engine = await module.SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(database)),
  );
  return engine.diff({
    from: { tag: "schemaDatasource", files, configDir: path.dirname(SCHEMA) },
    to: { tag: "schemaDatamodel", files },
    script: asScript,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
}

async function writeMigration(name: string, sql: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = path.join(MIGRATIONS, `${stamp}_${name}`);
  await mkdir(folder);
  await writeFile(path.join(folder, "migration.sql"), sql);
  return path.basename(folder);
}

const [command, name = "change"] = process.argv.slice(2);
if (command !== undefined && (command !== "new" || !/^[a-z][a-z0-9_]*$/.test(name))) {
  console.error("usage: node prisma/schema-check.ts [new NAME], NAME in lower case with underscores");
  process.exit(2);
}
const result = await difference(await replayMigrations(), command === "new");
if (result.exitCode === 0) {
  console.log("schema.prisma and the migrations agree");
} else if (command === "new") {
  console.log(`written: ${await writeMigration(name, result.stdout ?? "")}`);
} else {
  console.error(result.stdout ?? "");
  console.error(
    "schema.prisma and the migrations disagree; write the next migration with: node prisma/schema-check.ts new NAME",
  );
  process.exitCode = 1;
}
// The engine and the database keep handles open that nothing needs any more.
process.exit();
