import { join } from "node:path";

import type { Problem, Source } from "../../core/catalogue/source.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import { lint } from "../../core/covenant/lint.ts";
import { FILE_RULES } from "../../core/covenant/lint-rules.ts";
import { tellFinding, tellProblem, type ToldFinding } from "../../core/covenant/lint-told.ts";
import { lintVersions } from "../../core/covenant/lint-versions.ts";
import { isRecorded } from "../../core/covenant/not-told.ts";
import { readCovenant } from "../../core/covenant/parse.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { GatewayError, type ErrorCode } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import type { Instant } from "../../core/ids.ts";
import { parseYaml } from "../yaml/parse.ts";
import { placeOf } from "./desk.ts";
import { readCatalogueFiles } from "./catalogue-files.ts";
import { readCovenantFiles, readIfThere, type CovenantFile } from "./files.ts";
import { informedProblems, loadInformed } from "./informed.ts";
import { loadCatalogue } from "./load.ts";
import { readOfficers } from "./officers.ts";
import { parsePublished } from "./published.ts";
import { verifySignatures, type VerifySignature } from "./signatures.ts";

export interface LintRequest {
  /** The `contracts/` folder. */
  readonly folder: string;
  /** `null`: nobody's certificates are at hand, and signatures are not looked at. */
  readonly verifySignature: VerifySignature | null;
  readonly today: Instant;
  /** Covenant files from elsewhere, judged as if they lay in the folder. */
  readonly loose: readonly { readonly file: string; readonly bytes: Uint8Array }[];
}

interface Read {
  readonly source: Source;
  readonly covenant: Covenant;
  readonly bytes: Uint8Array;
  readonly isLoose: boolean;
}

/**
 * Everything that is wrong in the folder, all at once, by file and line: where `loadContracts` refuses at the first kind of fault,
 * this goes on. Only a catalogue that cannot be read ends it, since every covenant rests on that. Throws where a folder cannot be read.
 */
export async function lintFolder(request: LintRequest): Promise<readonly ToldFinding[]> {
  const told: ToldFinding[] = [];
  const read = await readAll(request, told);
  if (read === null) return sorted(told);
  const { catalogue, versions } = read;
  const informed = await loadInformed(request.folder, { pretend: true });
  for (const { covenant, source } of versions) {
    const findings = lint(covenant, catalogue, request.today).filter(
      (finding) => !isRecorded(finding, { covenant, informed }),
    );
    told.push(...findings.map((finding) => tellFinding(finding, source)));
  }
  for (const { covenant, finding } of lintVersions(besideEachOther(versions))) {
    const source = versions.find((one) => one.covenant === covenant)?.source;
    if (source !== undefined) told.push(tellFinding(finding, source));
  }
  return sorted([...told, ...(await lintSignatures(request, read))]);
}

interface ReadFolder {
  readonly catalogue: Catalogue;
  readonly versions: readonly Read[];
}

async function readAll(request: LintRequest, told: ToldFinding[]): Promise<ReadFolder | null> {
  const { folder } = request;
  const catalogue = await attempt(told, () => readCatalogue(folder));
  const files = await attempt(told, () => readCovenantFiles(folder));
  const published = await attempt(told, async () => parsePublished(await readIfThere(join(folder, "published.json"))));
  if (files !== null && published !== null) told.push(...altered(files, published.covenants));
  if (catalogue === null || files === null) return null;
  const given = [...files.map((file) => ({ ...file, isLoose: false })), ...request.loose.map(asLoose)];
  const versions = given.flatMap((file) => readOne(file, told));
  const known = files.map(({ id, version, file }) => ({ id, version, clauses: clausesIn(versions, file) }));
  told.push(...(await informedProblems(folder, known)).map((problem) => tellProblem("catalogue-malformed", problem)));
  return { catalogue, versions };
}

const clausesIn = (versions: readonly Read[], file: string) =>
  versions.find(({ source }) => source.file === file)?.covenant.clauses ?? null;

const asLoose = (given: LintRequest["loose"][number]) => ({ ...given, isLoose: true });

// Invented parties too: a check asks whether the files are right, not who is real.
const readCatalogue = async (folder: string): Promise<Catalogue> =>
  loadCatalogue({ folder, overlay: null, pretend: true }, await readCatalogueFiles(folder));

function readOne(
  { file, bytes, isLoose }: { readonly file: string; readonly bytes: Uint8Array; readonly isLoose: boolean },
  told: ToldFinding[],
): readonly Read[] {
  try {
    const source = parseYaml({ file, bytes, code: "COVENANT_MALFORMED" });
    const place = isLoose ? placeOf(source) : file;
    const { covenant, problems } = readCovenant({ ...source, file: place }, sha256Of(bytes));
    const here = problems.map((problem) => ({ ...problem, at: problem.at.replace(place, file) }));
    told.push(...here.map((problem) => tellProblem("covenant-malformed", problem)));
    return covenant === null ? [] : [{ source, covenant, bytes, isLoose }];
  } catch (error) {
    told.push(...tellError(error));
    return [];
  }
}

/** A file from elsewhere stands for the version of the folder that it is another draft of. */
function besideEachOther(versions: readonly Read[]): readonly Covenant[] {
  const named = ({ covenant: { id, version } }: Read): string => `${id}@${version}`;
  const loose = new Set(versions.filter(({ isLoose }) => isLoose).map(named));
  return versions.filter((one) => one.isLoose || !loose.has(named(one))).map(({ covenant }) => covenant);
}

function altered(files: readonly CovenantFile[], published: ReadonlyMap<string, string>): readonly ToldFinding[] {
  const present = new Map(files.map(({ file, hash }) => [file, hash]));
  const { says, remedy } = FILE_RULES["published-altered"];
  return [...published]
    .filter(([file, hash]) => present.get(file) !== hash)
    .map(([file]) => tellProblem("published-altered", { at: `${file}:1`, message: says, remedy }));
}

async function lintSignatures(
  { folder, verifySignature }: LintRequest,
  { catalogue, versions }: ReadFolder,
): Promise<readonly ToldFinding[]> {
  if (verifySignature === null) return [];
  const officers = await readOfficers(await readCatalogueFiles(folder), null);
  const options = { folder, overlay: null, verifySignature };
  const own = versions.filter(({ isLoose }) => !isLoose);
  const told = own.map(async ({ covenant, bytes }) => {
    const { uncounted } = await verifySignatures({ covenant, bytes, options, catalogue, officers });
    return uncounted.map((signer) => tellSignature(signer, covenant));
  });
  return (await Promise.all(told)).flat();
}

function tellSignature(signer: string, { id, version }: Covenant): ToldFinding {
  const { says, remedy } = FILE_RULES["signature-does-not-count"];
  const at = `covenants/${id}/v${version}.${signer}.asc:1`;
  return tellProblem("signature-does-not-count", { at, message: says.replace("…", signer), remedy });
}

const RULE_OF: Partial<Record<ErrorCode, keyof typeof FILE_RULES>> = {
  CATALOGUE_MALFORMED: "catalogue-malformed",
  COVENANT_MALFORMED: "covenant-malformed",
};

/** `null`, and the faults told, where a file is bad; anything else is thrown on. */
async function attempt<T>(told: ToldFinding[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    told.push(...tellError(error));
    return null;
  }
}

function tellError(error: unknown): readonly ToldFinding[] {
  const rule = error instanceof GatewayError ? RULE_OF[error.code] : undefined;
  if (!(error instanceof GatewayError) || rule === undefined) throw error;
  return problemsIn(error).map((problem) => tellProblem(rule, problem));
}

const PROBLEM = /^(\S+:\d+) (.*); ([^;]*)$/;

/** `refuseProblems` writes one problem a line; an error that stands alone has place and remedy beside its message. */
function problemsIn({ message, at, remedy }: GatewayError): readonly Problem[] {
  return message.split("\n").map((line) => {
    const [, place, text, advice] = PROBLEM.exec(line) ?? [];
    return place !== undefined && text !== undefined && advice !== undefined
      ? { at: place, message: text, remedy: advice }
      : { at: at ?? "contracts:1", message: line, remedy: remedy ?? "correct the file" };
  });
}

const sorted = (findings: readonly ToldFinding[]): readonly ToldFinding[] =>
  findings.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
