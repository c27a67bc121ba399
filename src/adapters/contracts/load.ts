import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { parseCatalogue } from "../../core/catalogue/parse.ts";
import type { Source } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import type { LoadedContracts, LoadedCovenant } from "../../core/covenant/compile.ts";
import { parseYaml } from "../yaml/parse.ts";
import { listFolder, readCovenantFiles, readIfThere } from "./files.ts";
import { loadInformed } from "./informed.ts";
import { loadCovenants } from "./load-covenants.ts";
import { readOfficers } from "./officers.ts";
import { checkPublished, parsePublished } from "./published.ts";
import { loadStatement } from "./statement.ts";
import type { VerifySignature } from "./signatures.ts";
import { refuseTangled } from "./versions.ts";

export interface LoadOptions {
  /** The `contracts/` folder. */
  readonly folder: string;
  /** The data folder's additions of the sandbox: `parties/`, `signatures/`, `officers.yaml`. `null` in production. */
  readonly overlay: string | null;
  readonly verifySignature: VerifySignature;
  /** Invented parties too; by default only where there is an overlay, so never in production. */
  readonly pretend?: boolean;
}

/**
 * Reads the whole folder and refuses to give anything when one file is bad: `COVENANT_ALTERED` before anything is
 * read, then `CATALOGUE_MALFORMED` or `COVENANT_MALFORMED` naming every problem with file, line and remedy, then
 * `COVENANT_OVERLAP` for published versions that stand in each other's way. A missing or wrong
 * signature is no error: that version is unsigned, and `standingOf` says so. An active version that `published.json` does not
 * name is no error either: it is proposed, and kept apart from those that can be in force.
 */
export async function loadContracts(options: LoadOptions): Promise<LoadedContracts> {
  const files = await readCovenantFiles(options.folder);
  const published = checkPublished(files, parsePublished(await readIfThere(join(options.folder, "published.json"))));
  const parties = await readParties(options.folder, "parties");
  const catalogue = await loadCatalogue(options, parties);
  const invented = isPretend(options) ? new Set<string>() : inventedIn(parties);
  const officers = await readOfficers(options);
  const { versions, warnings: leftOut } = await loadCovenants({ files, catalogue, invented, officers, options });
  const warnings = [...leftOut];
  const loaded: LoadedCovenant[] = [];
  const proposed: LoadedCovenant[] = [];
  for (const { covenant, bytes, file, signed } of versions) {
    warnings.push(...signed.warnings);
    const isProposed = covenant.status === "active" && !published.has(file);
    if (isProposed) warnings.push(`${file} is proposed: nothing passes under it until it is published`);
    (isProposed ? proposed : loaded).push({ covenant, bytes, signatures: signed.parties, officers: signed.officers });
  }
  refuseTangled(loaded);
  return { catalogue, covenants: loaded, proposed, warnings };
}

const isPretend = ({ overlay, pretend }: Omit<LoadOptions, "verifySignature">): boolean => pretend ?? overlay !== null;

/** Invented parties, by the name of their file, which must be their id. */
function inventedIn(parties: readonly Source[]): ReadonlySet<string> {
  const marked = parties.filter(({ data }) => (Object(data) as { readonly pretend?: unknown }).pretend === true);
  return new Set(marked.map(({ file }) => basename(file, ".yaml")));
}

/** Everything but covenants; statement and records of informing are read for their form. Throws CATALOGUE_MALFORMED with every problem. */
export async function loadCatalogue(
  options: Omit<LoadOptions, "verifySignature">,
  parties: readonly Source[],
): Promise<Catalogue> {
  const { folder, overlay } = options;
  // No decision rests on these two, and yet nothing starts on a promise that nothing keeps.
  await loadStatement(folder);
  await loadInformed(folder);
  const read = (file: string) => readSource(folder, file);
  return parseCatalogue({
    fields: await read("fields.yaml"),
    purposes: await read("purposes.yaml"),
    codeLists: await read("code-lists.yaml"),
    incomeClasses: await read("income-classes.yaml"),
    facts: await read("facts.yaml"),
    refused: await read("refused.yaml"),
    parties,
    overlays: overlay === null ? [] : await readParties(overlay, "overlay/parties"),
    pretend: isPretend(options),
  });
}

async function readSource(folder: string, file: string): Promise<Source> {
  return parseYaml({ file, bytes: await readFile(join(folder, file)), code: "CATALOGUE_MALFORMED" });
}

/** The party files of a folder, unread but for their YAML. */
export async function readParties(folder: string, shown: string): Promise<Source[]> {
  const names = (await listFolder(join(folder, "parties"))).filter((name) => name.endsWith(".yaml"));
  const read = async (name: string) => {
    const bytes = await readFile(join(folder, "parties", name));
    return parseYaml({ file: `${shown}/${name}`, bytes, code: "CATALOGUE_MALFORMED" });
  };
  return Promise.all(names.map(read));
}
