import type { Problem } from "../catalogue/source.ts";
import type { Instant, Sha256 } from "../ids.ts";
import { ANY_PARTY, OFFICERS_NEEDED } from "./force.ts";
import type { NotTold } from "./not-told.ts";
import type { Covenant, CovenantKind } from "./types.ts";

/** Why a version is not published; each is to be mended, and all are told at once. */
export interface PublishFinding {
  readonly code:
    | "COVENANT_MALFORMED"
    | "COVENANT_DRAFT"
    | "PUBLISHED_ALREADY"
    | "KIND_WEAKER"
    | "SIGNATURE_MISSING"
    | "SIGNATURE_WRONG"
    | "VALIDITY_OVER"
    | "VALIDITY_OVERLAP"
    | "VALIDITY_TAKES_OVER"
    | "VALIDITY_GAP"
    | "NOT_TOLD";
  /** A file with its line, a clause, a party or a version. */
  readonly at: string;
  readonly message: string;
  readonly remedy: string;
}

/** One version as it lies there, and what was published of the same covenant before. */
export interface Publication {
  readonly file: string;
  readonly hash: Sha256;
  readonly covenant: Covenant;
  readonly isPublished: boolean;
  /** Of every file of the folder: with one bad file a gateway takes up nothing. */
  readonly problems: readonly Problem[];
  readonly signedBy: readonly string[];
  readonly signedByOfficers: number;
  /** Signatures that lie there and do not count, by file. */
  readonly wrong: readonly string[];
  /** Published versions of the same covenant, oldest first. */
  readonly others: readonly Covenant[];
  readonly notTold: readonly NotTold[];
}

export interface PublishQuestion {
  readonly publication: Publication;
  readonly allowGap: boolean;
  /** Somebody said that it replaces versions that have not ended, from its first day on. */
  readonly takeOver: boolean;
  readonly now: Instant;
}

/** Everything that stands in the way of publishing; empty where nothing does. */
export function publishFindings(question: PublishQuestion): readonly PublishFinding[] {
  const { publication } = question;
  const { covenant, file, problems, isPublished, notTold } = publication;
  const findings: PublishFinding[] = problems.map((problem) => ({ code: "COVENANT_MALFORMED", ...problem }));
  const tell = (code: PublishFinding["code"], at: string, [message, remedy]: readonly [string, string]): void =>
    void findings.push({ code, at, message, remedy });
  if (covenant.status === "draft") {
    tell("COVENANT_DRAFT", file, [
      "it is still a draft",
      "write `status: active`, then let every party sign that very file",
    ]);
  }
  if (isPublished)
    tell("PUBLISHED_ALREADY", file, ["it is published", "write a change as the next version, in a new file"]);
  const stronger = publication.others.find(({ kind }) => SIGNATURES[covenant.kind] < SIGNATURES[kind]);
  if (stronger !== undefined) {
    tell("KIND_WEAKER", file, [
      `as \`${covenant.kind}\` fewer must sign it than version ${stronger.version}, which is \`${stronger.kind}\``,
      "keep that kind; what fewer may sign is another covenant, under another name",
    ]);
  }
  findings.push(...signatureFindings(publication), ...validityFindings(question));
  for (const { clause } of notTold) {
    const message =
      "the privacy statement does not tell people of this clause, and nobody recorded how they are informed";
    tell("NOT_TOLD", clause, [
      message,
      "record it with `gateway contract inform`: how people are informed, by whom and when",
    ]);
  }
  return findings;
}

/** How many sides a kind needs: what several signed is not changed by fewer. */
const SIGNATURES: Readonly<Record<CovenantKind, number>> = { unilateral: 0, accession: 1, processing: 2, covenant: 2 };

/** The published version that this one comes after; `null` for a first one. */
export const versionBefore = ({ covenant, others }: Pick<Publication, "covenant" | "others">): Covenant | null =>
  others.filter(({ version }) => version < covenant.version).at(-1) ?? null;

function signatureFindings({ covenant, file, ...signed }: Publication): readonly PublishFinding[] {
  const wrong = signed.wrong.map((at): PublishFinding => {
    const message = "this signature is not over exactly this file, or not by a certificate on record";
    return {
      code: "SIGNATURE_WRONG",
      at,
      message,
      remedy: "let the party sign the file as it is now, with its key on record",
    };
  });
  return [...wrong, ...missingSigners(covenant, signed).map((signer) => missing(signer, file))];
}

const missing = (signer: string, file: string): PublishFinding => ({
  code: "SIGNATURE_MISSING",
  at: file,
  message: `\`${signer}\` has not signed this file`,
  remedy: "let it sign with `gateway contract sign`, or any OpenPGP tool, beside the file",
});

/** Of an accession the corporation alone: the others join one by one, before or after. */
function missingSigners(
  covenant: Covenant,
  { signedBy, signedByOfficers }: Pick<Publication, "signedBy" | "signedByOfficers">,
): readonly string[] {
  const absent = (ids: readonly string[]): readonly string[] => ids.filter((id) => !signedBy.includes(id));
  switch (covenant.kind) {
    case "unilateral":
      return signedByOfficers >= OFFICERS_NEEDED ? [] : [`officers, ${signedByOfficers} of ${OFFICERS_NEEDED},`];
    case "accession":
      return absent(covenant.parties.filter(({ role }) => role === "controller").map(({ id }) => id));
    case "covenant":
    case "processing":
      return absent(covenant.parties.map(({ id }) => id).filter((id) => id !== ANY_PARTY));
  }
}

/**
 * A newer version replaces an older one from its first day on, for good. So an older one must not come back to life when
 * the newer one ends, nor go on beside it for a party that the newer one leaves out, nor may days lie between the two.
 */
function validityFindings({ publication, allowGap, takeOver, now }: PublishQuestion): readonly PublishFinding[] {
  const { covenant, file } = publication;
  const findings: PublishFinding[] = [];
  const tell = (code: PublishFinding["code"], [message, remedy]: readonly [string, string]): void =>
    void findings.push({ code, at: file, message, remedy });
  if (covenant.until <= now)
    tell("VALIDITY_OVER", ["its last day has passed", "write the next version with days to come"]);
  for (const { older, newer } of besides(publication)) {
    if (outlives(older, newer)) {
      const message = `version ${older.version} would be in force again or still, after or beside version ${newer.version}`;
      tell("VALIDITY_OVERLAP", [
        message,
        "let the newer one last as long and name every party, or begin after the older one's last day",
      ]);
    } else if (!takeOver) {
      const message = `version ${newer.version} begins before version ${older.version} has ended${staysFor(newer)}`;
      tell("VALIDITY_TAKES_OVER", [message, "let it begin after the older one's last day, or say `--take-over`"]);
    }
  }
  const before = versionBefore(publication);
  if (before !== null && before.until < covenant.from && !allowGap) {
    const message = `between the last day of version ${before.version} and its own first day nothing would be in force`;
    tell("VALIDITY_GAP", [message, "let it begin the day after, or say `--allow-gap`"]);
  }
  return findings;
}

/** Of an accession the older version stays for who does not sign the newer one: that is to be known before, not found after. */
const staysFor = ({ kind }: Covenant): string =>
  kind === "accession" ? ", and stays in force for every party that has not signed the newer one" : "";

interface Beside {
  readonly older: Covenant;
  readonly newer: Covenant;
}

/** Published versions of which some day is also one of this version's. */
const besides = ({ covenant, others }: Publication): readonly Beside[] =>
  others
    .map((other) =>
      other.version < covenant.version ? { older: other, newer: covenant } : { older: covenant, newer: other },
    )
    .filter(({ older, newer }) => older.version !== newer.version && older.until > newer.from);

/** Versions that have days to come beside this newer one. For whoever publishes it: they are taken over from, not ended. */
export const takenOver = (publication: Publication): readonly number[] =>
  besides(publication).flatMap(({ older, newer }) => (newer === publication.covenant ? [older.version] : []));

function outlives(older: Covenant, newer: Covenant): boolean {
  const left = older.parties.some(
    ({ id, role }) => !newer.parties.some((party) => party.id === id && party.role === role),
  );
  return older.until > newer.until || newer.from < older.from || left;
}
