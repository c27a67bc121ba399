import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

import { readCataloguePublication, recordCatalogue } from "../../src/adapters/contracts/catalogue-publication.ts";
import { sha256Of } from "../../src/core/hash.ts";

const REAL = fileURLToPath(new URL("../../contracts", import.meta.url));

export interface ContractsCopy {
  readonly folder: string;
  readonly env: { readonly GATEWAY_CONTRACTS_DIR: string };
  /** Rewrites a text file of the copy; a file that is not there is made from nothing. */
  change(file: string, change: (text: string) => string): Promise<void>;
  /** Publishes the catalogue as it lies there. */
  publishCatalogue(): Promise<void>;
  /** Records a file's digest in `published.json`. */
  publish(file: string): Promise<void>;
}

/** The repository's contracts in a folder of the test's own. */
export function useContracts(): () => ContractsCopy {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "contracts-"));
    await cp(REAL, folder, { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));
  const textOf = (file: string): Promise<string> => readFile(path.join(folder, file), "utf8").catch(() => "");
  return () => ({
    folder,
    env: { GATEWAY_CONTRACTS_DIR: folder },
    change: async (file, change) => writeFile(path.join(folder, file), change(await textOf(file))),
    async publishCatalogue() {
      const { hash } = await readCataloguePublication(folder);
      await recordCatalogue(folder, hash);
    },
    async publish(file) {
      const list = JSON.parse(await textOf("published.json")) as Record<string, string>;
      const hash = sha256Of(await readFile(path.join(folder, file)));
      await writeFile(path.join(folder, "published.json"), JSON.stringify({ ...list, [file]: hash }, null, 2));
    },
  });
}
