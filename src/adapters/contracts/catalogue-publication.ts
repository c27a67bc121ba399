import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { alteredFiles, catalogueHash, type AlteredFile } from "../../core/catalogue/published.ts";
import type { Change } from "../../core/covenant/change.ts";
import { diffCatalogues, type Rests } from "../../core/covenant/catalogue-diff.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Sha256 } from "../../core/ids.ts";
import { digestsOf, readCatalogueFiles, type CatalogueFiles } from "./catalogue-files.ts";
import { readIfThere } from "./files.ts";
import { loadCatalogue } from "./load.ts";
import { readOfficers } from "./officers.ts";
import { parsePublished, printPublished } from "./published.ts";
import { replaceFile } from "./replace-file.ts";

/** Copies of the catalogue's files as they were published, so that a change can be read and taken back. */
const COPIES = "published";
const LIST = "published.json";

export interface CataloguePublication {
  readonly files: readonly AlteredFile[];
  readonly hash: Sha256;
  /** `null` where the copies are not what was published: nobody can then say what changes. */
  readonly changes: readonly Change[] | null;
}

/** What publishing the catalogue as it lies there would change. Throws CATALOGUE_MALFORMED. */
export async function readCataloguePublication(folder: string): Promise<CataloguePublication> {
  const listed = parsePublished(await readIfThere(join(folder, LIST)));
  const own = await readCatalogueFiles(folder);
  const now = await restsOn(folder, own);
  const copies = await readCatalogueFiles(join(folder, COPIES));
  const areTrue = alteredFiles(digestsOf(copies), listed.catalogue).length === 0;
  const before = areTrue ? await attempt(() => restsOn(folder, copies)) : null;
  return {
    files: alteredFiles(digestsOf(own), listed.catalogue),
    hash: catalogueHash(digestsOf(own)),
    changes: before === null ? null : diffCatalogues(before, now),
  };
}

// Invented parties too: production leaves them out, and a change of one may still be meant for it.
const restsOn = async (folder: string, files: CatalogueFiles): Promise<Rests> => ({
  catalogue: await loadCatalogue({ folder, overlay: null, pretend: true }, files),
  officers: await readOfficers(files, null),
});

/** An older catalogue may be in a form that is not read any more. */
async function attempt<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GatewayError && error.code === "CATALOGUE_MALFORMED") return null;
    throw error;
  }
}

/**
 * Lists the catalogue as it lies there. Copies first: after a crash between the two they are not what is listed, and the next publication
 * says that it cannot be compared. Throws STATE_MOVED where the files are others than those that were shown.
 */
export async function recordCatalogue(folder: string, shown: Sha256): Promise<void> {
  const own = await readCatalogueFiles(folder);
  const digests = digestsOf(own);
  if (catalogueHash(digests) !== shown) {
    throw new GatewayError("STATE_MOVED", "the catalogue was changed meanwhile", { remedy: "look at it again" });
  }
  for (const file of (await readCatalogueFiles(join(folder, COPIES))).keys()) {
    if (!own.has(file)) await rm(join(folder, COPIES, file));
  }
  for (const [file, bytes] of own) {
    const copy = join(folder, COPIES, file);
    await mkdir(dirname(copy), { recursive: true });
    await replaceFile(copy, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  }
  const { covenants } = parsePublished(await readIfThere(join(folder, LIST)));
  await replaceFile(join(folder, LIST), printPublished({ covenants, catalogue: digests }));
}
