import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { openDatabase, type Database, type DatabaseOptions } from "../../src/adapters/database/database.ts";
import { generateKeys } from "../../src/adapters/keyring/manage.ts";
import { openKeyring } from "../../src/adapters/keyring/open-keyring.ts";
import type { Keyring } from "../../src/adapters/keyring/types.ts";
import { readConfig } from "../../src/config.ts";
import type { Instant } from "../../src/core/ids.ts";
import { formatVkey, NOTE_ED25519 } from "../../src/core/ledger/note-key.ts";
import { makeDataFolder } from "../../src/sandbox/prepare.ts";
import { makePretendWorld } from "../../src/sandbox/pretend-parties.ts";
import { writeProfiles } from "../../src/sandbox/profiles.ts";
import { onServer, PREPARED_VARIABLE, serverUrl, withDatabase, type Prepared } from "../support/databases.ts";
import type { ChildSpec } from "./child.ts";
import type { Trap } from "./traps.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
const UP_MS = 60_000;

/** One installation on disk: keys, pretend parties and their profiles. Databases come and go beside it. */
export interface Installation {
  readonly dataDir: string;
  readonly port: number;
  readonly url: string;
  /** Profile files by name. */
  readonly profiles: ReadonlyMap<string, string>;
  readonly ledger: { readonly origin: string; readonly vkey: string };
  readonly keyring: Keyring;
  dispose(): Promise<void>;
}

export async function makeInstallation(): Promise<Installation> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-faults-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = { GATEWAY_MODE: "sandbox", GATEWAY_DATA_DIR: dataDir, GATEWAY_PORT: String(port) };
  const config = readConfig(settings, process.version);
  const passphrase = await makeDataFolder(dataDir);
  const now = Date.now() as Instant;
  const owner = { organisation: "Uitwisselpoort faults", email: "gateway@sandbox.example" };
  await generateKeys({ folder: config.keysDir, passphrase, ...owner, now });
  const { catalogue, covenants } = await loadContracts({
    folder: config.contractsDir,
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
  const parties = [...catalogue.parties.values()];
  const clients = await makePretendWorld({ dataDir, parties, covenants, now });
  const keyring = await openKeyring({ folder: config.keysDir, passphrase, now });
  const { publicKey } = keyring.ledger;
  const origin = config.ledgerOrigin;
  const ledger = { origin, vkey: formatVkey({ name: origin, type: NOTE_ED25519, publicKey }) };
  const certificate = keyring.certificates[0]?.armored ?? "";
  const profiles = await writeProfiles({ dataDir, url, environment: config.mode, certificate, ledger }, clients);
  return {
    dataDir,
    port,
    url,
    profiles,
    ledger,
    keyring,
    dispose: () => rm(dataDir, { recursive: true, force: true }),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A database that outlives the processes that use it. */
export interface Place {
  readonly options: Pick<DatabaseOptions, "url" | "dataDir">;
  /** Its name on the server; the folder's where it is embedded. */
  readonly name: string;
  /** Opened by this process; an embedded one only while no child has it. */
  open(): Promise<Database>;
  dispose(): Promise<void>;
}

const prepared = (): Prepared => JSON.parse(process.env[PREPARED_VARIABLE] ?? "{}") as Prepared;

export async function makePlace(kind: Database["kind"]): Promise<Place> {
  if (kind === "embedded") {
    const name = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-faults-db-"));
    const options = { dataDir: path.join(name, "database") };
    const open = (): Promise<Database> => openDatabase(options);
    await (await openDatabase({ ...options, loadDataDir: await openAsBlob(prepared().snapshot) })).close();
    return { options, name, open, dispose: () => rm(name, { recursive: true, force: true }) };
  }
  const name = `uitwisselpoort_faults_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl(), `CREATE DATABASE ${name} TEMPLATE ${prepared().server!.template}`);
  const options = { url: withDatabase(serverUrl(), name) };
  return {
    options,
    name,
    open: () => openDatabase(options),
    dispose: () => onServer(serverUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** A process of this test, addressed by its own handle only. */
export interface Run {
  /** Resolves when it serves; rejects when it ended before. */
  readonly up: Promise<void>;
  readonly ended: Promise<Ending>;
  set(trap: Trap): Promise<void>;
  signal(signal: "SIGKILL" | "SIGTERM"): void;
}

export function runChild(spec: ChildSpec): Run {
  // What is compiled once serves the hundreds of starts that follow.
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(spec.dataDir, "compiled") };
  const stdio: StdioOptions = ["ignore", "ignore", "pipe", "ipc"];
  const child = spawn(process.execPath, [CHILD, JSON.stringify(spec)], { stdio, env });
  const ended = endingOf(child);
  return {
    up: messageOf(child, { word: "ready", ended }),
    ended,
    async set(trap) {
      const set = messageOf(child, { word: "set", ended });
      child.send(trap);
      await set;
    },
    signal: (signal) => void child.kill(signal),
  };
}

export async function endingOf(child: ChildProcess): Promise<Ending> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, said };
}

async function messageOf(
  child: ChildProcess,
  { word, ended }: { readonly word: string; readonly ended: Promise<Ending> },
): Promise<void> {
  const heard = new Promise<"heard">((resolve) => {
    child.on("message", (message) => {
      if (message === word) resolve("heard");
    });
  });
  const late = deadline(UP_MS, `no \`${word}\` in time`);
  const first = await Promise.race([heard, ended, late.reached]);
  late.clear();
  if (first !== "heard") throw new Error(`ended before \`${word}\`: ${JSON.stringify(first)}`);
}

export function deadline(ms: number, says: string): { readonly reached: Promise<never>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const reached = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(says)), ms);
  });
  return { reached, clear: () => clearTimeout(timer) };
}
