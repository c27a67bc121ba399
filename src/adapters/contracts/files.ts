import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { refuseProblems } from "../../core/catalogue/source.ts";
import { sha256Of } from "../../core/hash.ts";
import type { Sha256 } from "../../core/ids.ts";
import { inBatches, valueOf } from "./in-batches.ts";

export interface CovenantFile {
  /** `covenants/x/v1.yaml`, as `published.json` names it. */
  readonly file: string;
  readonly id: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly hash: Sha256;
}

const VERSION_FILE = /^v([1-9]\d{0,3})\.yaml$/;
const SIGNATURE_FILE = /^v([1-9]\d{0,3})\.([a-z][a-z0-9-]{2,39})\.asc$/;

/** Names of a folder's entries in order; none where the folder does not exist. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

/** The file's bytes; `null` where it does not exist. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

const isMissing = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT";

/** Every version file under `covenants/`. Refuses a file there that is neither a version nor a signature. */
export async function readCovenantFiles(folder: string): Promise<readonly CovenantFile[]> {
  const ids = await listFolder(join(folder, "covenants"));
  return (await inBatches(ids, (id) => readVersions(folder, id))).flatMap(valueOf);
}

async function readVersions(folder: string, id: string): Promise<readonly CovenantFile[]> {
  const files: CovenantFile[] = [];
  for (const name of await listFolder(join(folder, "covenants", id))) {
    const file = `covenants/${id}/${name}`;
    const version = VERSION_FILE.exec(name)?.[1];
    if (version === undefined) {
      refuseStranger(file, name);
      continue;
    }
    const bytes = await readFile(join(folder, file));
    files.push({ file, id, version: Number(version), bytes, hash: sha256Of(bytes) });
  }
  return files;
}

function refuseStranger(file: string, name: string): void {
  if (SIGNATURE_FILE.test(name)) return;
  refuseProblems("COVENANT_MALFORMED", [
    {
      at: `${file}:1`,
      message: "this file is neither a version nor a signature",
      remedy: "name it v<N>.yaml or v<N>.<party>.asc, or remove it",
    },
  ]);
}

export interface SignatureFile {
  /** The party, or `officer-<n>`. */
  readonly signer: string;
  readonly armored: string;
}

/** Detached signatures over one version in one folder. */
export async function readSignatures(folder: string, version: number): Promise<readonly SignatureFile[]> {
  const found: SignatureFile[] = [];
  for (const name of await listFolder(folder)) {
    const [, of, signer] = SIGNATURE_FILE.exec(name) ?? [];
    if (signer === undefined || Number(of) !== version) continue;
    found.push({ signer, armored: await readFile(join(folder, name), "utf8") });
  }
  return found;
}
