import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { digestsOf, readCatalogueFiles } from "../../../src/adapters/contracts/catalogue-files.ts";

export const REPOSITORY = join(import.meta.dirname, "../../../contracts");

/** A copy of `contracts/` that a test may change; remove it with `done`. */
export async function aFolder() {
  const root = await mkdtemp(join(tmpdir(), "contracts-"));
  const folder = join(root, "contracts");
  await cp(REPOSITORY, folder, { recursive: true });
  let touched = new Set<string>();
  const write = async (place: string, text: string | Uint8Array) => {
    touched.add(place);
    await mkdir(dirname(join(root, place)), { recursive: true });
    await writeFile(join(root, place), text);
  };
  return {
    root,
    folder,
    overlay: join(root, "overlay"),
    write,
    /** Makes `published.json` agree with the files as they stand. */
    async publish() {
      const published: Record<string, string> = Object.fromEntries(digestsOf(await readCatalogueFiles(folder)));
      for (const id of await readdir(join(folder, "covenants"))) {
        for (const name of await readdir(join(folder, "covenants", id))) {
          if (!name.endsWith(".yaml")) continue;
          const bytes = await readFile(join(folder, "covenants", id, name));
          published[`covenants/${id}/${name}`] = createHash("sha256").update(bytes).digest("hex");
        }
      }
      await write("contracts/published.json", JSON.stringify(published));
    },
    /** What was written until now is part of the folder that `restore` brings back. */
    remember() {
      touched = new Set();
    },
    /** Undoes what was written since. */
    async restore() {
      for (const place of touched) {
        const original = await readFile(join(REPOSITORY, "..", place)).catch(() => null);
        if (original === null) await rm(join(root, place));
        else await writeFile(join(root, place), original);
      }
      touched = new Set();
    },
    done: () => rm(root, { recursive: true, force: true }),
  };
}

/** Pretend signatures for tests of what signatures bring about: the text names its signer's fingerprint and the bytes. */
export const sign = (bytes: Uint8Array, fingerprint: string): string =>
  `${fingerprint} ${createHash("sha256").update(bytes).digest("hex")}`;

export const verify = (bytes: Uint8Array, armored: string, signer: { readonly fingerprints: readonly string[] }) =>
  Promise.resolve(signer.fingerprints.some((fingerprint) => armored === sign(bytes, fingerprint)));

export const refuseAll = () => Promise.resolve(false);
