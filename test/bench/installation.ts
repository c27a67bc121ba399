import { createPrivateKey, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemNow } from "../../src/adapters/clock/clock.ts";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { openDatabase, type Database } from "../../src/adapters/database/database.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { generateKeys } from "../../src/adapters/keyring/manage.ts";
import { compose, type Composed } from "../../src/compose.ts";
import { readConfig, type Config } from "../../src/config.ts";
import type { Instant } from "../../src/core/ids.ts";
import { unlockKey } from "../../src/openpgp/certificates.ts";
import type { Certificate, UnlockedKey } from "../../src/openpgp/holders.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { signAssertion } from "../../src/client/assertion.ts";
import { documentOf } from "../../src/client/document.ts";
import type { Outgoing } from "../../src/client/types.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { makeDataFolder } from "../../src/sandbox/prepare.ts";
import { makePretendWorld, type PretendClient } from "../../src/sandbox/pretend-parties.ts";
import { onServer, serverUrl, withDatabase } from "../support/databases.ts";

/** A data folder with keys, pretend parties and signed covenants, as `npm start` makes one; removed by `dispose`. */
export interface Ground {
  readonly config: Config;
  readonly clients: readonly PretendClient[];
  dispose(): Promise<void>;
}

export async function makeGround(): Promise<Ground> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-bench-"));
  const config = readConfig(
    { GATEWAY_MODE: "sandbox", GATEWAY_DATA_DIR: dataDir, GATEWAY_REQUESTS_PER_SECOND: "1000000" },
    process.version,
  );
  const now = systemNow();
  const passphrase = await makeDataFolder(dataDir);
  await generateKeys({
    folder: config.keysDir,
    passphrase,
    organisation: "bench",
    email: "bench@sandbox.example",
    now,
  });
  const { catalogue, covenants } = await loadContracts({
    folder: config.contractsDir,
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
  const clients = await makePretendWorld({ dataDir, parties: [...catalogue.parties.values()], covenants, now });
  return { config, clients, dispose: () => rm(dataDir, { recursive: true, force: true }) };
}

export interface BenchDatabase {
  readonly database: Database;
  readonly version: string;
  dispose(): Promise<void>;
}

/** The embedded database as the sandbox has it: in a folder. */
export async function openEmbedded({ config }: Ground): Promise<BenchDatabase> {
  const database = await openDatabase({ dataDir: path.join(config.dataDir, "database") });
  return prepared(database, () => Promise.resolve());
}

/** A database of its own on the server; `null` where none answers. */
export async function openPostgres(): Promise<BenchDatabase | null> {
  const url = serverUrl();
  const name = `uitwisselpoort_bench_${randomBytes(6).toString("hex")}`;
  try {
    await onServer(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  } catch {
    return null;
  }
  const database = await openDatabase({ url: withDatabase(url, name) });
  return prepared(database, () => onServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

async function prepared(database: Database, remove: () => Promise<void>): Promise<BenchDatabase> {
  await migrate(database.pool);
  const { rows } = await database.pool.query<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  return {
    database,
    version: rows[0]?.version ?? "",
    async dispose() {
      await database.close();
      await remove();
    },
  };
}

export interface Installation {
  readonly composed: Composed;
  /** What a party holds: its caller as a token would make it, and its keys. */
  party(id: string): Promise<Actor>;
  close(): Promise<void>;
}

export interface Actor {
  readonly caller: Caller;
  readonly key: UnlockedKey;
  seal(outgoing: Outgoing): Promise<Uint8Array>;
  /** The document's bytes as they are signed. */
  plaintext(outgoing: Outgoing): Uint8Array;
  /** An access token, as the token endpoint gives it. */
  token(): Promise<string>;
}

/** The gateway as `main.ts` composes it, with its sequencer at work, on a database that is open already. */
export async function install(ground: Ground, database: Database): Promise<Installation> {
  const failures = (event: string, error: unknown): void => {
    throw new Error(event, { cause: error });
  };
  const composed = await compose({
    config: { ...ground.config, ledgerGuardFile: `${ground.config.ledgerGuardFile}.${randomUUID()}` },
    log: { info: () => undefined, warn: () => undefined, error: failures },
    issuer: ISSUER,
    database,
  });
  composed.startWork();
  const [certificate] = composed.keyring.certificates;
  if (certificate === undefined) throw new Error("the gateway has no certificate");
  const actors = new Map<string, Promise<Actor>>();
  return {
    composed,
    party(id) {
      const known = actors.get(id) ?? actorOf(id, { ground, composed, certificate });
      actors.set(id, known);
      return known;
    },
    close: () => composed.close(),
  };
}

/** Under this name tokens are given and taken, whatever port the bench listens on. */
const ISSUER = "http://127.0.0.1";

interface Stage {
  readonly ground: Ground;
  readonly composed: Composed;
  readonly certificate: Certificate;
}

async function actorOf(id: string, { ground, composed, certificate }: Stage): Promise<Actor> {
  const { catalogue } = await composed.world.contracts.current();
  const party = catalogue.parties.get(id);
  const client = party?.clients[0];
  const pretend = ground.clients.find(({ profile }) => profile === id);
  const identity = pretend?.identity ?? null;
  if (party === undefined || client === undefined || pretend === undefined || identity === null) {
    throw new Error(`the pretend world has no ${id}`);
  }
  const armored = await readFile(identity.privateFile, "utf8");
  const key = await unlockKey({ armored, passphrase: await readFile(identity.passphraseFile, "utf8") });
  const profile = { environment: ground.config.mode, party: id, controller: "oosterpoort" };
  const plaintext = (outgoing: Outgoing): Uint8Array =>
    new TextEncoder().encode(JSON.stringify(documentOf(profile, outgoing)));
  return {
    caller: { party, clientId: client.clientId, scopes: new Set(client.scopes), person: null, role: null },
    key,
    plaintext,
    seal: (outgoing) =>
      sealMessage({
        plaintext: plaintext(outgoing),
        signWith: key,
        encryptTo: [certificate],
        now: Date.now() as Instant,
        profile: "gnupg",
      }),
    async token() {
      const key = createPrivateKey(await readFile(pretend.keyFile, "utf8"));
      const kid = path.basename(pretend.keyFile, ".pem");
      const { clientId } = pretend;
      const assertion = signAssertion({ clientId, clientKey: { key, kid, alg: "ES256" } }, `${ISSUER}/oauth/token`);
      return (await composed.services.tokens.grant(assertion, null)).accessToken;
    },
  };
}

/** So many at a time, as so many senders would; gives how long each took, in ms. */
export async function inParallel<Item>(
  items: readonly Item[],
  { width, work }: { readonly width: number; readonly work: (item: Item) => Promise<unknown> },
): Promise<number[]> {
  const took: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const from = performance.now();
      await work(items[at] as Item);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return took;
}
