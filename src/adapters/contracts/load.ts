import { basename, join } from "node:path";

import { parseCatalogue } from "../../core/catalogue/parse.ts";
import { catalogueHash, refuseAltered } from "../../core/catalogue/published.ts";
import type { Source } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import type { LoadedContracts, LoadedCovenant } from "../../core/covenant/compile.ts";
import {
  catalogueSource,
  digestsOf,
  overlaySources,
  partySources,
  readCatalogueFiles,
  type CatalogueFiles,
} from "./catalogue-files.ts";
import { readCovenantFiles, readIfThere } from "./files.ts";
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
 * `COVENANT_OVERLAP` for published versions that stand in each other's way, then `CATALOGUE_ALTERED`. A missing or wrong
 * signature is no error: that version is unsigned, and `standingOf` says so. An active version that `published.json` does not
 * name is no error either: it is proposed, and kept apart from those that can be in force. A published version of which people are not
 * told (AVG 13-14) and a draft that breaks a rule are left out, with a warning.
 */
export async function loadContracts(options: LoadOptions): Promise<LoadedContracts> {
  const files = await readCovenantFiles(options.folder);
  const listed = parsePublished(await readIfThere(join(options.folder, "published.json")));
  const published = checkPublished(files, listed.covenants);
  const own = await readCatalogueFiles(options.folder);
  const catalogue = await loadCatalogue(options, own);
  const invented = isPretend(options) ? new Set<string>() : inventedIn(partySources(own));
  const officers = await readOfficers(own, options.overlay);
  const informed = await loadInformed(options.folder, { pretend: isPretend(options) });
  const found = { files, catalogue, invented, officers, options, published, informed };
  const { versions, warnings: leftOut } = await loadCovenants(found);
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
  // Last, though nothing is given without it: what is malformed must be mended before it can be published.
  refuseAltered(digestsOf(own), listed.catalogue);
  return { catalogue, covenants: loaded, proposed, warnings };
}

/** Whether what is marked `pretend` counts. */
export const isPretend = ({ overlay, pretend }: Omit<LoadOptions, "verifySignature">): boolean =>
  pretend ?? overlay !== null;

/** Invented parties, by the name of their file, which must be their id. */
function inventedIn(parties: readonly Source[]): ReadonlySet<string> {
  const marked = parties.filter(({ data }) => (Object(data) as { readonly pretend?: unknown }).pretend === true);
  return new Set(marked.map(({ file }) => basename(file, ".yaml")));
}

/** Everything but covenants; the statement is read for its form. Throws CATALOGUE_MALFORMED with every problem. */
export async function loadCatalogue(
  options: Omit<LoadOptions, "verifySignature">,
  files: CatalogueFiles,
): Promise<Catalogue> {
  const { folder, overlay } = options;
  // No decision rests on it, and yet nothing starts on a promise that nothing keeps.
  await loadStatement(folder);
  return parseCatalogue({
    hash: catalogueHash(digestsOf(files)),
    fields: catalogueSource(files, "fields.yaml"),
    purposes: catalogueSource(files, "purposes.yaml"),
    codeLists: catalogueSource(files, "code-lists.yaml"),
    incomeClasses: catalogueSource(files, "income-classes.yaml"),
    facts: catalogueSource(files, "facts.yaml"),
    refused: catalogueSource(files, "refused.yaml"),
    parties: partySources(files),
    overlays: overlay === null ? [] : await overlaySources(overlay),
    pretend: isPretend(options),
  });
}
