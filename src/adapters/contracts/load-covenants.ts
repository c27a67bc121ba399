import { refuseProblems, type Problem } from "../../core/catalogue/source.ts";
import type { Informed, VersionToInform } from "../../core/catalogue/informed.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import { lintProblems } from "../../core/covenant/lint.ts";
import { notTold } from "../../core/covenant/not-told.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { parseYamlFiles, type Parsed } from "../yaml/parse-many.ts";
import type { CovenantFile } from "./files.ts";
import { inBatches, valueOf } from "./in-batches.ts";
import { refuseInformedOfNothing } from "./informed.ts";
import { isDraft } from "./is-draft.ts";
import type { Officer } from "./officers.ts";
import { verifySignatures, type Signed, type ToVerify } from "./signatures.ts";

export interface ToLoad {
  readonly files: readonly CovenantFile[];
  readonly catalogue: Catalogue;
  /** Parties that were left out: a covenant that names one is left out with it. */
  readonly invented: ReadonlySet<string>;
  readonly officers: readonly Officer[];
  /** Files that `published.json` names. */
  readonly published: ReadonlySet<string>;
  readonly informed: readonly Informed[];
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
  const known: VersionToInform[] = [];
  const settled: PromiseSettledResult<SignedVersion>[] = [];
  for await (const files of parseYamlFiles(input.files, "COVENANT_MALFORMED")) {
    const checked = files.map((file) => check(file, input));
    problems.push(...checked.flatMap((one) => one.problems));
    warnings.push(...checked.flatMap(warningOf));
    known.push(
      ...checked.map(({ file: { id, version }, covenant }) => ({ id, version, clauses: covenant?.clauses ?? null })),
    );
    // Here, and not after the last file: signatures are verified beside the reading of the next batch.
    settled.push(...(await inBatches(checked.flatMap(versionIn), (version) => verify(version, input))));
  }
  refuseProblems("COVENANT_MALFORMED", problems);
  await refuseInformedOfNothing(input.options.folder, known);
  return { versions: settled.map(valueOf), warnings };
}

const warningOf = ({ file: { file }, leftOut }: Checked): readonly string[] =>
  leftOut === null ? [] : [`${file} is left out: ${leftOut}`];

interface Checked {
  readonly file: CovenantFile;
  readonly covenant: Covenant | null;
  /** Why it counts for nothing here, where it does. */
  readonly leftOut: string | null;
  readonly problems: readonly Problem[];
}

function check(file: Parsed<CovenantFile>, input: ToLoad): Checked {
  const { covenant, problems: unread } = readCovenant(file.source, file.hash);
  if (covenant?.parties.some(({ id }) => input.invented.has(id)) === true) {
    return { file, covenant, leftOut: "it names a party whose file is marked `pretend`", problems: [] };
  }
  const problems = covenant === null ? unread : lintProblems(covenant, input.catalogue, file.source);
  if (problems.length > 0 && isDraft(file)) return { file, covenant, leftOut: unready(problems), problems: [] };
  return { file, covenant, leftOut: covenant === null ? null : untold({ file, covenant, input }), problems };
}

const unready = (problems: readonly Problem[]): string =>
  `a draft that is not ready; ${problems.map(({ at, message }) => `${at} ${message}`).join("; ")}`;

interface Told {
  readonly file: CovenantFile;
  readonly covenant: Covenant;
  readonly input: ToLoad;
}

/** What is proposed is not looked at: people are told before it is published. */
function untold({ file: { file }, covenant, input: { published, informed } }: Told): string | null {
  const [clause] = published.has(file) ? notTold([covenant], informed) : [];
  if (clause === undefined) return null;
  return `nobody recorded how people are told of ${clause.clause} (AVG 13-14); record it with \`gateway contract inform\``;
}

const versionIn = ({ file: { file, bytes }, covenant, leftOut }: Checked) =>
  covenant === null || leftOut !== null ? [] : [{ file, bytes, covenant }];

async function verify(version: Omit<SignedVersion, "signed">, input: ToLoad): Promise<SignedVersion> {
  const { options, catalogue, officers } = input;
  return { ...version, signed: await verifySignatures({ ...version, options, catalogue, officers }) };
}
