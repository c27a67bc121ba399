// Erases one person and kills itself just before one step of it: `node killed-erase.ts URL FILE PERSON STEP`.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import pg from "pg";
import type { Pseudonym } from "../../../src/core/ids.ts";

const [url = "", file = "", person = "", step = ""] = process.argv.slice(2);
const at = (now: string): void => {
  if (now === step) process.kill(process.pid, "SIGKILL");
};

const { open } = fs;
fs.open = async (path, flags, mode) => {
  const isList = flags === "a";
  if (isList) at("append");
  const handle = await open(path, flags, mode);
  const sync = handle.sync.bind(handle);
  handle.sync = async () => {
    if (isList) at("sync");
    await sync();
  };
  return handle;
};
syncBuiltinESMExports();

const { openDatabase } = await import("../../../src/adapters/database/database.ts");
const { createDestroyedKeys } = await import("../../../src/adapters/destroyed-keys/destroyed-keys.ts");
const { listDestroyed } = await import("../../../src/adapters/register/destroyed.ts");
const { openRegister } = await import("./fixtures.ts");

const query = Reflect.get(pg.Client.prototype, "query") as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
  if (String(args[0]).startsWith("DELETE FROM vault.subject_key")) at("delete");
  if (args[0] === "COMMIT") at("commit");
  return Reflect.apply(query, this, args);
} as pg.Client["query"];
const database = await openDatabase({ url });
const keys = createDestroyedKeys(file);
const register = openRegister(database, () => listDestroyed({ database, keys }));
await register.apply({ kind: "subject.erased", pseudonym: person as Pseudonym }, [person as Pseudonym]);
at("answer");
