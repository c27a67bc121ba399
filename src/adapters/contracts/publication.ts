import { join } from "node:path";

import { refuseAltered } from "../../core/catalogue/published.ts";
import type { Problem, Source } from "../../core/catalogue/source.ts";
import { refuseProblems } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import { lintProblems } from "../../core/covenant/lint.ts";
import { notTold } from "../../core/covenant/not-told.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Publication } from "../../core/covenant/publish.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import type { Sha256 } from "../../core/ids.ts";
import { parseYaml } from "../yaml/parse.ts";
import { digestsOf, readCatalogueFiles } from "./catalogue-files.ts";
import { readCovenantFiles, readIfThere, type CovenantFile } from "./files.ts";
import { isDraft } from "./is-draft.ts";
import { loadInformed, refuseInformedOfNothing } from "./informed.ts";
import { isPretend, loadCatalogue, type LoadOptions } from "./load.ts";
import { readOfficers } from "./officers.ts";
import { checkPublished, parsePublished, printPublished } from "./published.ts";
import { replaceFile } from "./replace-file.ts";
import { verifySignatures } from "./signatures.ts";

const LIST = "published.json";

export interface ReadPublication {
  readonly publication: Publication;
  readonly catalogue: Catalogue;
}

/**
 * One version and all that must be known to publish it; `null` where there is no such file. Throws COVENANT_ALTERED, CATALOGUE_ALTERED and
 * CATALOGUE_MALFORMED, on which nothing can rest, and COVENANT_MALFORMED where this very file cannot be read as a covenant.
 */
export async function readPublication(
  options: LoadOptions,
  name: { readonly id: string; readonly version: number },
): Promise<ReadPublication | null> {
  const files = await readCovenantFiles(options.folder);
  const listed = parsePublished(await readIfThere(join(options.folder, LIST)));
  const published = checkPublished(files, listed.covenants);
  const file = files.find(({ id, version }) => id === name.id && version === name.version);
  if (file === undefined) return null;
  const rested = await readCatalogueFiles(options.folder);
  const catalogue = await loadCatalogue(options, rested);
  refuseAltered(digestsOf(rested), listed.catalogue);
  const read = files.map((each) => ({ file: each, ...examine(each, catalogue) }));
  const versions = read.map(({ file: { id, version }, covenant: of }) => ({
    id,
    version,
    clauses: of?.clauses ?? null,
  }));
  await refuseInformedOfNothing(options.folder, versions);
  const own = read.find((each) => each.file === file);
  const covenant = own?.covenant ?? null;
  if (covenant === null) {
    refuseProblems("COVENANT_MALFORMED", own?.problems ?? []);
    return null;
  }
  const officers = await readOfficers(rested, options.overlay);
  const signed = await verifySignatures({ covenant, bytes: file.bytes, options, catalogue, officers });
  const others = read.flatMap(({ file: other, covenant: of }) =>
    of !== null && other.id === name.id && other !== file && published.has(other.file) ? [of] : [],
  );
  const publication: Publication = {
    file: file.file,
    hash: file.hash,
    covenant,
    isPublished: published.has(file.file),
    // A draft that is not ready is in nobody's way.
    problems: read.filter((each) => each === own || !isDraft(each)).flatMap(({ problems }) => problems),
    signedBy: signed.parties,
    signedByOfficers: signed.officers,
    wrong: signed.uncounted.map((signer) => `${covenant.id}/v${covenant.version}.${signer}.asc`),
    others: others.sort((a, b) => a.version - b.version),
    notTold: notTold([covenant], await loadInformed(options.folder, { pretend: isPretend(options) })),
  };
  return { publication, catalogue };
}

function examine(
  { file, bytes, hash }: CovenantFile,
  catalogue: Catalogue,
): { readonly source: Source; readonly covenant: Covenant | null; readonly problems: readonly Problem[] } {
  const source = parseYaml({ file, bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant(source, hash);
  return { source, covenant, problems: covenant === null ? problems : lintProblems(covenant, catalogue, source) };
}

/**
 * Adds a version to `published.json`. Whole or not at all: a gateway that looks meanwhile reads the list before or the list
 * after, and so does one that starts after a crash.
 */
export async function recordPublished(
  folder: string,
  { file, hash }: { readonly file: string; readonly hash: Sha256 },
): Promise<void> {
  const { covenants, catalogue } = parsePublished(await readIfThere(join(folder, LIST)));
  await replaceFile(
    join(folder, LIST),
    printPublished({ covenants: new Map([...covenants, [file, hash]]), catalogue }),
  );
}
