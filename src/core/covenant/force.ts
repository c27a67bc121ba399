import type { PartyRole } from "../catalogue/party.ts";
import type { CompiledVersion, CovenantBook } from "../decision/types.ts";
import type { ReasonCode } from "../decision/reasons.ts";
import type { Instant } from "../ids.ts";
import type { Covenant, CovenantInBook, CovenantKind, CovenantStanding } from "./types.ts";

export const OFFICERS_NEEDED = 2;

/**
 * Stands in `parties` for every party of that role: of an accession those that join by their signature, of a unilateral
 * one those that we know, since only our officers sign it (C-28: the provider that somebody chose).
 */
export const ANY_PARTY = "*";
const OPEN_KINDS: readonly CovenantKind[] = ["accession", "unilateral"];

/** Whether a covenant of this kind may be for parties that it does not name. */
export const isOpenKind = (kind: CovenantKind): boolean => OPEN_KINDS.includes(kind);

/** Who it is asked for, and when. */
export interface ForWhom {
  readonly party: string;
  /** `null` for a party that has no file: it can be named, and can join nothing. */
  readonly role: PartyRole | null;
  readonly now: Instant;
}

/**
 * Why a version is not in force for a party at an instant, or `null` when it is. In force means: published as active,
 * signed as its kind demands, inside its validity, neither suspended nor ended (design §5). The first reason in this
 * order is given: not a party, draft, unsigned, ended or expired, not yet valid, suspended.
 */
export function standingOf(version: CovenantInBook, whom: ForWhom): ReasonCode | null {
  const { covenant, standing } = version;
  const { party, now } = whom;
  if (!concerns(covenant, whom)) return "NO_CONTRACT";
  if (covenant.status === "draft") return "CONTRACT_DRAFT";
  if (!signedFor(covenant, standing, party)) return "CONTRACT_UNSIGNED";
  if (reached(standing.endedFrom, now) || now >= covenant.until) return "CONTRACT_EXPIRED";
  if (now < covenant.from) return "CONTRACT_NOT_YET_VALID";
  const suspended =
    reached(standing.suspendedFrom, now) || reached(standing.partySuspendedFrom.get(party) ?? null, now);
  return suspended ? "CONTRACT_SUSPENDED" : null;
}

const reached = (from: Instant | null, now: Instant): boolean => from !== null && now >= from;

/**
 * Whether a covenant is this party's to know of: it is named in the file, or has a role that the file is open to. To
 * anybody else the covenant is as if it were not there.
 */
export function concerns({ parties, kind }: Covenant, { party, role }: Omit<ForWhom, "now">): boolean {
  return parties.some((row) => row.id === party || (row.id === ANY_PARTY && isOpenKind(kind) && row.role === role));
}

function signedFor(covenant: Covenant, standing: CovenantStanding, party: string): boolean {
  const named = covenant.parties.map(({ id }) => id).filter((id) => id !== ANY_PARTY);
  switch (covenant.kind) {
    case "unilateral":
      return standing.signedByOfficers >= OFFICERS_NEEDED;
    case "accession":
      return [...controllersOf(covenant), party].every((id) => standing.signedBy.includes(id));
    case "covenant":
    case "processing":
      return named.every((id) => standing.signedBy.includes(id));
  }
}

const controllersOf = (covenant: Covenant): readonly string[] =>
  covenant.parties.filter(({ role }) => role === "controller").map(({ id }) => id);

export type Found =
  | { readonly version: CompiledVersion; readonly reason: null }
  | { readonly version: null; readonly reason: ReasonCode };

const NEARNESS: readonly ReasonCode[] = [
  "NO_CONTRACT",
  "CONTRACT_DRAFT",
  "CONTRACT_UNSIGNED",
  "CONTRACT_EXPIRED",
  "CONTRACT_NOT_YET_VALID",
  "CONTRACT_SUSPENDED",
];

/**
 * The newest version of a covenant in force for a party at an instant, unless a newer one is suspended. Where none is, the reason of the version that
 * came nearest to being so: a suspended one before an expired one, that before a draft. `NO_CONTRACT` for an unknown id.
 */
export function versionInForce(book: CovenantBook, id: string, whom: ForWhom): Found {
  let nearest: ReasonCode = "NO_CONTRACT";
  for (const version of book.byId.get(id) ?? []) {
    const reason = standingOf(version, whom);
    if (reason === null) return { version, reason };
    // A suspension stops the agreement: an older version must not slip in for the one that was stopped.
    if (reason === "CONTRACT_SUSPENDED") return { version: null, reason };
    if (NEARNESS.indexOf(reason) > NEARNESS.indexOf(nearest)) nearest = reason;
  }
  return { version: null, reason: nearest };
}
