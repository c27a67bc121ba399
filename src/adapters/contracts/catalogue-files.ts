import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Digests } from "../../core/catalogue/published.ts";
import type { Source } from "../../core/catalogue/source.ts";
import { GatewayError } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import { parseYaml } from "../yaml/parse.ts";
import { listFolder, readIfThere } from "./files.ts";

/** What decisions rest on. `statement.yaml` and `informed.yaml` are records of ours, which no decision reads. */
const FILES = [
  "code-lists.yaml",
  "facts.yaml",
  "fields.yaml",
  "income-classes.yaml",
  "officers.yaml",
  "purposes.yaml",
  "refused.yaml",
] as const;

/** Bytes by file, read once: what is parsed is what was digested. */
export type CatalogueFiles = ReadonlyMap<string, Uint8Array>;

/** Those files of the catalogue that are in the folder. */
export async function readCatalogueFiles(folder: string): Promise<CatalogueFiles> {
  const parties = (await listFolder(join(folder, "parties"))).filter((name) => name.endsWith(".yaml"));
  const names = [...FILES, ...parties.map((name) => `parties/${name}`)];
  const read = await Promise.all(names.map(async (file) => [file, await readIfThere(join(folder, file))] as const));
  return new Map(read.flatMap(([file, bytes]) => (bytes === null ? [] : [[file, bytes] as const])));
}

export const digestsOf = (files: CatalogueFiles): Digests =>
  new Map([...files].map(([file, bytes]) => [file, sha256Of(bytes)]));

/** Throws CATALOGUE_MALFORMED where it is missing or no YAML. */
export function catalogueSource(files: CatalogueFiles, file: (typeof FILES)[number]): Source {
  const bytes = files.get(file);
  if (bytes !== undefined) return parseYaml({ file, bytes, code: "CATALOGUE_MALFORMED" });
  throw new GatewayError("CATALOGUE_MALFORMED", `${file} is missing`, {
    at: `${file}:1`,
    remedy: "put it back: every covenant rests on it",
  });
}

/** The party files, unread but for their YAML. */
export const partySources = (files: CatalogueFiles): readonly Source[] =>
  [...files]
    .filter(([file]) => file.startsWith("parties/"))
    .map(([file, bytes]) => parseYaml({ file, bytes, code: "CATALOGUE_MALFORMED" }));

/** Party files of an overlay, which are the installation's own and no part of the catalogue that is published. */
export async function overlaySources(overlay: string): Promise<readonly Source[]> {
  const names = (await listFolder(join(overlay, "parties"))).filter((name) => name.endsWith(".yaml"));
  const read = async (name: string) => {
    const bytes = await readFile(join(overlay, "parties", name));
    return parseYaml({ file: `overlay/parties/${name}`, bytes, code: "CATALOGUE_MALFORMED" });
  };
  return Promise.all(names.map(read));
}
