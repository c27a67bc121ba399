import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { parseCatalogue } from "../../core/catalogue/parse.ts";
import { refuseProblems, type Problem, type Source } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import type { LoadedContracts, LoadedCovenant } from "../../core/covenant/compile.ts";
import { lintProblems } from "../../core/covenant/lint.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { parseYaml } from "../yaml/parse.ts";
import { listFolder, readCovenantFiles, readIfThere, type CovenantFile } from "./files.ts";
import { loadInformed, refuseInformedOfNothing } from "./informed.ts";
import { readOfficers } from "./officers.ts";
import { checkPublished, parsePublished } from "./published.ts";
import { loadStatement } from "./statement.ts";
import { verifySignatures, type VerifySignature } from "./signatures.ts";
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
  const { covenants, leftOut, warnings } = parseCovenants({ files, catalogue, invented });
  await refuseInformedOfNothing(options.folder, [...covenants.map(({ covenant }) => covenant), ...leftOut]);
  const officers = await readOfficers(options);
  const loaded: LoadedCovenant[] = [];
  const proposed: LoadedCovenant[] = [];
  for (const { covenant, bytes, file } of covenants) {
    const signed = await verifySignatures({ covenant, bytes, options, catalogue, officers });
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

interface ToParse {
  readonly files: readonly CovenantFile[];
  readonly catalogue: Catalogue;
  /** Parties that were left out: a covenant that names one is left out with it. */
  readonly invented: ReadonlySet<string>;
}

interface Parsed {
  readonly covenants: { readonly covenant: Covenant; readonly bytes: Uint8Array; readonly file: string }[];
  readonly leftOut: Covenant[];
  readonly warnings: string[];
}

function parseCovenants({ files, catalogue, invented }: ToParse): Parsed {
  const problems: Problem[] = [];
  const { covenants, leftOut, warnings }: Parsed = { covenants: [], leftOut: [], warnings: [] };
  for (const { file, bytes, hash } of files) {
    const source = parseYaml({ file, bytes, code: "COVENANT_MALFORMED" });
    const read = readCovenant(source, hash);
    problems.push(...read.problems);
    if (read.covenant === null) continue;
    if (read.covenant.parties.some(({ id }) => invented.has(id))) {
      warnings.push(`${file} is left out: it names a party whose file is marked \`pretend\``);
      leftOut.push(read.covenant);
      continue;
    }
    problems.push(...lintProblems(read.covenant, catalogue, source));
    covenants.push({ covenant: read.covenant, bytes, file });
  }
  refuseProblems("COVENANT_MALFORMED", problems);
  return { covenants, leftOut, warnings };
}
