import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { userInfo, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** A PostgreSQL cluster of a test's own in a folder, which may be stopped as a power cut would. */
export interface OwnPostgres {
  readonly url: string;
  /** `immediate`: no checkpoint, no goodbye; the next start recovers from the write-ahead log. */
  stop(mode: "immediate" | "fast"): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

const DEBIAN = "/usr/lib/postgresql";
const run = promisify(execFile);

/** The server's programs as Debian keeps them; `null` where there are none. */
function findPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const folders = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return (
    folders.map((version) => path.join(DEBIAN, version, "bin")).find((bin) => existsSync(path.join(bin, "initdb"))) ??
    null
  );
}
export const postgresPrograms = findPrograms();

/** Starts one on `port`. The server refuses to run as root: then its programs run as the user `postgres`. */
export async function startOwnPostgres(port: number): Promise<OwnPostgres> {
  if (postgresPrograms === null) throw new Error("there is no initdb on this machine");
  const bin = postgresPrograms;
  const folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-postgres-"));
  const isRoot = userInfo().uid === 0;
  if (isRoot) {
    const ids = await Promise.all(["-u", "-g"].map((which) => run("id", [which, "postgres"])));
    await chown(folder, Number(ids[0]!.stdout), Number(ids[1]!.stdout));
  }
  const program = async (name: string, ...line: readonly string[]): Promise<void> => {
    const command = [path.join(bin, name), ...line];
    // What a server inherits would keep us waiting for its end: it writes to a file of its own.
    await (isRoot ? run("runuser", ["-u", "postgres", "--", ...command]) : run(command[0]!, command.slice(1)));
  };
  const data = path.join(folder, "data");
  const control = (...line: readonly string[]) => program("pg_ctl", "-D", data, "-w", "-t", "60", ...line);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=60`;
  const start = () => control("-o", options, "-l", path.join(folder, "server.log"), "start");
  await program("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8");
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    stop: (mode) => control("-m", mode, "stop"),
    async dispose() {
      await control("-m", "immediate", "stop").catch(() => undefined); // it may be down already
      await rm(folder, { recursive: true, force: true });
    },
  };
}
