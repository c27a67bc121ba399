import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

import { createKeyTools, createToolbox } from "../../src/cli/compose.ts";
import { createFiles } from "../../src/cli/files.ts";
import { run } from "../../src/cli/run.ts";
import type { Toolbox } from "../../src/cli/toolbox.ts";
import { unlockKey } from "../../src/openpgp/certificates.ts";
import { generateIdentity } from "../../src/openpgp/generate.ts";
import type { UnlockedKey } from "../../src/openpgp/holders.ts";
import { LOG_VKEY, ORIGIN } from "../core/ledger/support.ts";
import { DAY, later, lightlyLocked, noon } from "../support/openpgp-identities.ts";
import { SayingGateway } from "./gateway.ts";

export const PASSPHRASE = "vier-paarden-in-een-weiland";
export const EXCHANGE = "019a9c3e-0f00-7a11-8b22-0123456789ab";
const real = createToolbox(process);

export interface World {
  readonly folder: string;
  readonly gateway: SayingGateway;
  readonly url: string;
  readonly ours: UnlockedKey;
  readonly theirs: UnlockedKey;
  /** Writes a profile and gives its path. */
  profile(change?: object): Promise<string>;
  write(name: string, content: unknown): Promise<string>;
  /** What only its owner may see: private keys and passphrases. */
  readonly secrets: readonly string[];
}

/** Keys and a folder for a whole file of tests, a clock that stands, and a gateway that begins anew with each test. */
export function useWorld(): () => World {
  let world: World;
  beforeAll(async () => {
    vi.useFakeTimers({ now: noon, toFake: ["Date"] });
    world = await createWorld();
  });
  beforeEach(() => void world.gateway.reset());
  afterEach(() => void vi.setSystemTime(noon));
  afterAll(async () => {
    await world.gateway.stop();
    await rm(world.folder, { recursive: true });
    vi.useRealTimers();
  });
  return () => world;
}

async function createWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), "cli-"));
  const gateway = new SayingGateway();
  const url = await gateway.start();
  const write = async (name: string, content: unknown): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const ours = await identity("Gemeente Bergendal");
  const theirs = await identity("Oosterpoort Wonen");
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  await write("client.pem", pem.toString());
  await write("ours.asc", ours.armored);
  await write("passphrase", `${PASSPHRASE}\n`);
  await write("gateway.asc", theirs.key.certificate.armored);
  return {
    folder,
    gateway,
    url,
    write,
    ours: ours.key,
    theirs: theirs.key,
    secrets: [
      PASSPHRASE,
      pem.toString().split("\n")[1] ?? "",
      ours.armored.split("\n")[3] ?? "",
      "a-token-of-the-test",
    ],
    profile: (change = {}) => write(`profile-${crypto.randomUUID()}.json`, { ...profileOf(url), ...change }),
  };
}

async function identity(name: string): Promise<{ readonly key: UnlockedKey; readonly armored: string }> {
  const wish = {
    name,
    email: "gegevens@voorbeeld.example",
    passphrase: PASSPHRASE,
    version: 4,
    now: later(-DAY),
  } as const;
  const { privateArmored } = await generateIdentity(wish);
  const key = await unlockKey({ armored: privateArmored, passphrase: PASSPHRASE });
  return { key, armored: await lightlyLocked(key, PASSPHRASE) };
}

const profileOf = (url: string) => ({
  gateway: url,
  environment: "sandbox",
  party: "gemeente-bergendal",
  controller: "oosterpoort",
  clientId: "gemeente-bergendal-system",
  clientKey: { file: "client.pem", kid: "gemeente-bergendal-1", alg: "ES256" },
  openpgp: { file: "ours.asc", passphraseFile: "passphrase" },
  gatewayCertificate: "gateway.asc",
  ledger: { origin: ORIGIN, vkey: LOG_VKEY },
});

export interface Told {
  readonly env?: Toolbox["env"];
  readonly stdin?: string;
  /** What somebody types at every question, or at one after the other; a terminal is there only then. */
  readonly types?: string | readonly string[];
  readonly outIsTerminal?: boolean;
  readonly errIsTerminal?: boolean;
}

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Everything that was printed. */
  readonly all: string;
}

/** Runs one command in process, as somebody at a terminal or a script would. */
export async function gateway(line: readonly string[], told: Told = {}): Promise<Ran> {
  let [out, err] = ["", ""];
  const typed = typeof told.types === "string" ? null : [...(told.types ?? [])];
  const toolbox: Toolbox = {
    ...real,
    env: told.env ?? {},
    root: fileURLToPath(new URL("../..", import.meta.url)),
    files: createFiles(),
    keys: createKeyTools(),
    pause: () => Promise.resolve(),
    output: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      outIsTerminal: told.outIsTerminal ?? false,
      errIsTerminal: told.errIsTerminal ?? false,
    },
    input: {
      isTerminal: told.types !== undefined,
      readAll: () => Promise.resolve(Buffer.from(told.stdin ?? "")),
      ask: () => Promise.resolve(typed === null ? String(told.types) : (typed.shift() ?? "")),
    },
  };
  const exitCode = await run(line, toolbox);
  return { exitCode, out, err, all: out + err };
}

/** The one object of `--json`; anything else on standard output or error fails. */
export async function gatewayJson(
  line: readonly string[],
  told: Told = {},
): Promise<{ exitCode: number; json: unknown }> {
  const { exitCode, out, err } = await gateway([...line, "--json"], told);
  if (err !== "") throw new Error("something was printed on standard error");
  return { exitCode, json: JSON.parse(out) as unknown };
}
