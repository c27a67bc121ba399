import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import type { VerifySignature } from "../../src/adapters/contracts/signatures.ts";
import { toBook } from "../../src/core/covenant/compile.ts";
import type { Instant } from "../../src/core/ids.ts";
import { readCertificates, unlockKey } from "../../src/openpgp/certificates.ts";
import { signDetached, verifyLasting } from "../../src/openpgp/detached.ts";
import type { Certificate, UnlockedKey } from "../../src/openpgp/holders.ts";
import type { Ground } from "./installation.ts";
import type { Part, Run } from "./part.ts";
import { median } from "./stats.ts";

const MANY = 1_000;
/** One covenant of two named parties, copied under other ids: what is loaded is read, linted, and verified twice each. */
const MODEL = "bergendal-early-signal";
const SIGNERS = ["oosterpoort", "gemeente-bergendal"];

/** How long a start takes to read a thousand covenants: parsed, linted, both signatures verified, compiled. */
export async function benchContracts({ quick, say }: Run, ground: Ground): Promise<Part> {
  say(`contracts: ${MANY} covenants`);
  const site = await makeSite(ground);
  const took: number[] = [];
  try {
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const from = performance.now();
      const loaded = await loadContracts({ ...site, pretend: true, verifySignature: site.verify });
      const book = toBook(loaded.covenants, new Map());
      took.push((performance.now() - from) / 1_000);
      const signed = loaded.covenants.filter(({ signatures }) => signatures.length === SIGNERS.length).length;
      if (book.byId.size < MANY || signed < MANY) throw new Error(`${signed} of ${MANY} covenants were in force`);
    }
  } finally {
    await rm(site.folder, { recursive: true, force: true });
    await rm(site.overlay, { recursive: true, force: true });
  }
  return {
    keys: { "contracts.loadSeconds1000": median(took) },
    raw: { seconds: took, signaturesEach: SIGNERS.length },
  };
}

interface Site {
  readonly folder: string;
  readonly overlay: string;
  readonly verify: VerifySignature;
}

async function makeSite({ config }: Ground): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-bench-contracts-"));
  const overlay = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-bench-overlay-"));
  await cp(config.contractsDir, folder, { recursive: true });
  await cp(path.join(config.dataDir, "overlay", "parties"), path.join(overlay, "parties"), { recursive: true });
  await cp(path.join(config.dataDir, "overlay", "officers.yaml"), path.join(overlay, "officers.yaml"));
  const keys = new Map<string, UnlockedKey>();
  for (const id of SIGNERS) keys.set(id, await keyOf(path.join(config.dataDir, "pretend", id)));
  const text = await readFile(path.join(folder, "covenants", MODEL, "v1.yaml"), "utf8");
  const published = JSON.parse(await readFile(path.join(folder, "published.json"), "utf8")) as Record<string, string>;
  for (let number = 1; number <= MANY; number++) {
    const id = `${MODEL}-${number}`;
    const bytes = new TextEncoder().encode(text.replace(`id: ${MODEL}\n`, `id: ${id}\n`));
    await mkdir(path.join(folder, "covenants", id));
    await mkdir(path.join(overlay, "signatures", id), { recursive: true });
    await writeFile(path.join(folder, "covenants", id, "v1.yaml"), bytes);
    published[`covenants/${id}/v1.yaml`] = createHash("sha256").update(bytes).digest("hex");
    for (const [signer, key] of keys) {
      const armored = await signDetached({ bytes, signWith: key, now: Date.now() as Instant });
      await writeFile(path.join(overlay, "signatures", id, `v1.${signer}.asc`), armored);
    }
  }
  await writeFile(path.join(folder, "published.json"), JSON.stringify(published));
  return { folder, overlay, verify: await verifier(path.join(config.dataDir, "overlay", "certificates")) };
}

async function keyOf(folder: string): Promise<UnlockedKey> {
  const names = await readdir(folder);
  const read = async (ending: string): Promise<string> =>
    readFile(path.join(folder, names.find((name) => name.endsWith(ending)) ?? ending), "utf8");
  return unlockKey({ armored: await read("private.asc"), passphrase: await read("passphrase") });
}

/** As a gateway verifies: certificates read once, every signature for itself. */
async function verifier(folder: string): Promise<VerifySignature> {
  const certificates = new Map<string, readonly Certificate[]>();
  for (const id of SIGNERS)
    certificates.set(id, await readCertificates(await readFile(path.join(folder, `${id}.asc`))));
  return async (bytes, signature, { id, fingerprints }) => {
    const signers = (certificates.get(id) ?? []).filter(({ fingerprint }) => fingerprints.includes(fingerprint));
    try {
      await verifyLasting({ bytes, signature, signers, now: Date.now() as Instant });
      return true;
    } catch {
      return false;
    }
  };
}
