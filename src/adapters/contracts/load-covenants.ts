import { refuseProblems, type Problem } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import { lintProblems } from "../../core/covenant/lint.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { parseYamlFiles, type Parsed } from "../yaml/parse-many.ts";
import type { CovenantFile } from "./files.ts";
import { inBatches, valueOf } from "./in-batches.ts";
import { refuseInformedOfNothing } from "./informed.ts";
import type { Officer } from "./officers.ts";
import { verifySignatures, type Signed, type ToVerify } from "./signatures.ts";

export interface ToLoad {
  readonly files: readonly CovenantFile[];
  readonly catalogue: Catalogue;
  /** Parties that were left out: a covenant that names one is left out with it. */
  readonly invented: ReadonlySet<string>;
  readonly officers: readonly Officer[];
  readonly options: ToVerify["options"];
}

export interface SignedVersion {
  readonly covenant: Covenant;
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly signed: Signed;
}

export interface LoadedVersions {
  readonly versions: readonly SignedVersion[];
  /** Of versions that were left out. */
  readonly warnings: readonly string[];
}

/**
 * Reads, lints and verifies every version. Throws COVENANT_MALFORMED with every problem; then CATALOGUE_MALFORMED for a record
 * of informing people of nothing that is here; and only then what is wrong with a certificate.
 */
export async function loadCovenants(input: ToLoad): Promise<LoadedVersions> {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const covenants: Covenant[] = [];
  const settled: PromiseSettledResult<SignedVersion>[] = [];
  for await (const files of parseYamlFiles(input.files, "COVENANT_MALFORMED")) {
    const checked = files.map((file) => check(file, input));
    problems.push(...checked.flatMap((one) => one.problems));
    warnings.push(...checked.filter(({ leftOut }) => leftOut).map(({ file }) => leftOutWarning(file)));
    covenants.push(...checked.flatMap(({ covenant }) => covenant ?? []));
    // Here, and not after the last file: signatures are verified beside the reading of the next batch.
    settled.push(...(await inBatches(checked.flatMap(versionIn), (version) => verify(version, input))));
  }
  refuseProblems("COVENANT_MALFORMED", problems);
  await refuseInformedOfNothing(input.options.folder, covenants);
  return { versions: settled.map(valueOf), warnings };
}

const leftOutWarning = ({ file }: CovenantFile): string =>
  `${file} is left out: it names a party whose file is marked \`pretend\``;

interface Checked {
  readonly file: CovenantFile;
  readonly covenant: Covenant | null;
  /** It names a party that is not here. */
  readonly leftOut: boolean;
  readonly problems: readonly Problem[];
}

function check(file: Parsed<CovenantFile>, { catalogue, invented }: ToLoad): Checked {
  const { covenant, problems } = readCovenant(file.source, file.hash);
  if (covenant === null) return { file, covenant, leftOut: false, problems };
  const leftOut = covenant.parties.some(({ id }) => invented.has(id));
  return { file, covenant, leftOut, problems: leftOut ? [] : lintProblems(covenant, catalogue, file.source) };
}

const versionIn = ({ file: { file, bytes }, covenant, leftOut }: Checked) =>
  covenant === null || leftOut ? [] : [{ file, bytes, covenant }];

async function verify(version: Omit<SignedVersion, "signed">, input: ToLoad): Promise<SignedVersion> {
  const { options, catalogue, officers } = input;
  return { ...version, signed: await verifySignatures({ ...version, options, catalogue, officers }) };
}
