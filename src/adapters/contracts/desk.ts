import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { alteredFiles } from "../../core/catalogue/published.ts";
import { refuseProblems, type Problem, type Source } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import type { Desk, DeskVersion } from "../../core/covenant/desk.ts";
import { lintProblems } from "../../core/covenant/lint.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { GatewayError } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import { parseYaml } from "../yaml/parse.ts";
import { digestsOf, readCatalogueFiles } from "./catalogue-files.ts";
import { readCovenantFiles, readIfThere, readSignatures, type CovenantFile } from "./files.ts";
import { loadInformed } from "./informed.ts";
import { loadCatalogue } from "./load.ts";
import { readOfficers } from "./officers.ts";
import { parsePublished } from "./published.ts";

/**
 * Reads the folder for the desk, with what a sandbox's overlay adds: drafts and bad files too, which say what is wrong. Throws CATALOGUE_MALFORMED for
 * a bad catalogue, which everything rests on, and COVENANT_MALFORMED for a file that is neither version nor signature.
 */
export async function readDesk(folder: string, overlay: string | null = null): Promise<Desk> {
  const files = await readCovenantFiles(folder);
  const published = parsePublished(await readIfThere(join(folder, "published.json")));
  const own = await readCatalogueFiles(folder);
  // Invented parties too: whoever writes a covenant asks whether the file is right, not who is real.
  const catalogue = await loadCatalogue({ folder, overlay, pretend: true }, own);
  const read = async (file: CovenantFile): Promise<DeskVersion> => ({
    ...file,
    ...examine(file, catalogue),
    published: publishedAs(published.covenants.get(file.file), file),
    signatures: [
      ...(await readSignatures(dirname(join(folder, file.file)), file.version)),
      ...(overlay === null ? [] : await readSignatures(join(overlay, "signatures", file.id), file.version)),
    ],
  });
  const versions = await Promise.all(files.map(read));
  const present = new Set(files.map(({ file }) => file));
  return {
    catalogue,
    versions: versions.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.version - b.version)),
    gone: [...published.covenants.keys()].filter((file) => !present.has(file)),
    officers: await readOfficers(own, overlay),
    altered: alteredFiles(digestsOf(own), published.catalogue),
    informed: await loadInformed(folder, { pretend: true }),
  };
}

const publishedAs = (listed: string | undefined, { hash }: CovenantFile): DeskVersion["published"] =>
  listed === undefined ? "unpublished" : listed === hash ? "published" : "altered";

function examine(file: CovenantFile, catalogue: Catalogue): Pick<DeskVersion, "covenant" | "problems"> {
  try {
    const source = parseYaml({ file: file.file, bytes: file.bytes, code: "COVENANT_MALFORMED" });
    const { covenant, problems } = readCovenant(source, file.hash);
    return { covenant, problems: covenant === null ? problems : lintProblems(covenant, catalogue, source) };
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "COVENANT_MALFORMED") throw error;
    return { covenant: null, problems: problemsIn(error, file.file) };
  }
}

/** One problem a line, as `refuseProblems` writes them. */
const problemsIn = ({ message, at, remedy }: GatewayError, file: string): readonly Problem[] => [
  { at: at ?? `${file}:1`, message: message.split("\n")[0] ?? message, remedy: remedy ?? "correct the file" },
];

/** One covenant file wherever it lies, such as one that was mailed. Throws COVENANT_MALFORMED with every problem. */
export function readLooseCovenant({ file, bytes }: { readonly file: string; readonly bytes: Uint8Array }): Covenant {
  const source = parseYaml({ file, bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant({ ...source, file: placeOf(source) }, sha256Of(bytes));
  refuseProblems(
    "COVENANT_MALFORMED",
    problems.map((problem) => ({ ...problem, at: problem.at.replace(placeOf(source), file) })),
  );
  if (covenant === null) throw new GatewayError("COVENANT_MALFORMED", "the file is no covenant", { at: `${file}:1` });
  return covenant;
}

/** Where the file would lie in the folder: that it does not is no fault of a file that was sent. */
export function placeOf({ data }: Source): string {
  const { id, version } = Object(data) as { readonly id?: unknown; readonly version?: unknown };
  return `covenants/${String(id)}/v${String(version)}.yaml`;
}

/** Data of a YAML file of answers; DOCUMENT_MALFORMED for one that is no YAML. */
export const readAnswers = (bytes: Uint8Array): unknown =>
  parseYaml({ file: "answers", bytes, code: "DOCUMENT_MALFORMED" }).data;

/** Writes a file of `contracts/` that was not there. `false`, and nothing written, where it was. */
export async function writeNewFile(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw cause;
  }
}
