import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { generateKeys } from "../../src/adapters/keyring/manage.ts";
import { openKeyring } from "../../src/adapters/keyring/open-keyring.ts";
import type { Keyring } from "../../src/adapters/keyring/types.ts";
import { parseInstant, type Instant } from "../../src/core/ids.ts";
import { makePretendWorld, type PretendClient } from "../../src/sandbox/pretend-parties.ts";
import { preparedFolder } from "./databases.ts";

export const CONTRACTS = fileURLToPath(new URL("../../contracts", import.meta.url));
const PASSPHRASE = "een-wachtwoord-voor-de-proef";
/** Every key of the tests is this old at least. */
const MADE: Instant = parseInstant(Date.parse("2026-11-20T09:00:00Z"));
const LOOK_MS = 50;
const PATIENCE_MS = 150_000;

export interface PretendInstallation {
  readonly folder: string;
  readonly keysDir: string;
  readonly overlayDir: string;
  readonly certificatesDir: string;
  readonly clients: readonly PretendClient[];
  readonly keyring: Keyring;
}

let made: Promise<PretendInstallation> | null = null;

/** Keys of the gateway and of every pretend party, with the covenants they signed: made once a run, shared by its files. */
export function pretendInstallation(): Promise<PretendInstallation> {
  made ??= install(preparedFolder());
  return made;
}

async function install(folder: string): Promise<PretendInstallation> {
  const keysDir = path.join(folder, "keys");
  const clients = await once(folder, async () => {
    await generateKeys({
      folder: keysDir,
      passphrase: PASSPHRASE,
      organisation: "Uitwisselpoort proef",
      email: "gateway@proef.example",
      now: MADE,
    });
    return makePretendWorld(await worldIn(folder));
  });
  return {
    folder,
    keysDir,
    overlayDir: path.join(folder, "overlay"),
    certificatesDir: path.join(folder, "overlay", "certificates"),
    clients,
    keyring: await openKeyring({ folder: keysDir, passphrase: PASSPHRASE, now: MADE }),
  };
}

/** The first file of a run does the work; another that runs beside it waits, and nobody writes there afterwards. */
async function once(folder: string, work: () => Promise<readonly PretendClient[]>): Promise<readonly PretendClient[]> {
  const done = path.join(folder, "clients.json");
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    for (let waited = 0; !existsSync(done); waited += LOOK_MS) {
      if (waited > PATIENCE_MS)
        throw new Error("another test file began the pretend world and did not end it", { cause: error });
      await pause(LOOK_MS);
    }
    return JSON.parse(await readFile(done, "utf8")) as readonly PretendClient[];
  }
  try {
    const clients = await work();
    await writeFile(`${done}.new`, JSON.stringify(clients));
    await rename(`${done}.new`, done);
    return clients;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function worldIn(dataDir: string): Promise<Parameters<typeof makePretendWorld>[0]> {
  const { catalogue, covenants } = await loadContracts({
    folder: CONTRACTS,
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
  return { dataDir, parties: [...catalogue.parties.values()], covenants, now: MADE };
}
