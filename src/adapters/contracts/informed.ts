import { join } from "node:path";

import { informedOfNothing, readInformed, type Informed, type VersionToInform } from "../../core/catalogue/informed.ts";
import { refuseProblems, type Problem, type Source } from "../../core/catalogue/source.ts";
import { appendToList } from "../yaml/append.ts";
import { parseYaml } from "../yaml/parse.ts";
import { readIfThere } from "./files.ts";
import { replaceFile } from "./replace-file.ts";

const FILE = "informed.yaml";
const EMPTY = new TextEncoder().encode("informed: []\n");

/** The records of `informed.yaml`, invented ones only where these count; none where there is no such file, so that nobody counts as informed. Refuses a bad file with `CATALOGUE_MALFORMED`. */
export async function loadInformed(
  folder: string,
  { pretend }: { readonly pretend: boolean },
): Promise<readonly Informed[]> {
  return (await read(folder)).informed.filter((record) => pretend || record.pretend !== true);
}

/** What in `informed.yaml` is recorded of clauses that there are not. Refuses a bad file with `CATALOGUE_MALFORMED`. */
export async function informedProblems(
  folder: string,
  versions: readonly VersionToInform[],
): Promise<readonly Problem[]> {
  return informedOfNothing(await read(folder), versions);
}

/** Refuses those with `CATALOGUE_MALFORMED`, each with its line. */
export async function refuseInformedOfNothing(folder: string, versions: readonly VersionToInform[]): Promise<void> {
  refuseProblems("CATALOGUE_MALFORMED", await informedProblems(folder, versions));
}

/** Adds records to `informed.yaml` behind what stands there, comments and all. Refuses what would make it a bad file. */
export async function recordInformed(folder: string, rows: readonly Informed[]): Promise<void> {
  const path = join(folder, FILE);
  const text = appendToList((await readIfThere(path)) ?? EMPTY, { key: "informed", rows });
  readText(new TextEncoder().encode(text));
  await replaceFile(path, text);
}

const read = async (folder: string) => readText((await readIfThere(join(folder, FILE))) ?? EMPTY);

function readText(bytes: Uint8Array): { readonly informed: readonly Informed[]; readonly source: Source } {
  const source = parseYaml({ file: FILE, bytes, code: "CATALOGUE_MALFORMED" });
  const { informed, problems } = readInformed(source);
  refuseProblems("CATALOGUE_MALFORMED", problems);
  return { informed, source };
}
