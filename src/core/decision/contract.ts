import { clauseKey } from "../covenant/compile.ts";
import { versionInForce } from "../covenant/force.ts";
import type { Clause } from "../covenant/types.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Case, CompiledVersion } from "./types.ts";

/** The version in force and the clause that the header names, or why there is none. */
export interface Contract {
  readonly version: CompiledVersion | null;
  readonly clause: Clause | null;
  readonly missing: ReasonCode | null;
}

/**
 * Finds the clause for partner × purpose × direction × message (domain.md §0.1, check 2). A forbidden purpose is refused
 * by name and an internal one has no contract (C-30), whatever a covenant says.
 */
export function findContract(
  given: Pick<Case, "document" | "catalogue" | "covenants" | "now">,
  partner: string,
): Contract {
  const { header } = given.document;
  const none = (missing: ReasonCode, version: CompiledVersion | null = null) => ({ version, clause: null, missing });
  if (given.catalogue.forbiddenPurposes.has(header.purpose)) return none("PURPOSE_FORBIDDEN");
  if (given.catalogue.purposes.get(header.purpose)?.internalOnly === true) return none("NO_CONTRACT");
  const role = given.catalogue.parties.get(partner)?.role ?? null;
  const { version, reason } = versionInForce(given.covenants, header.covenant, {
    party: partner,
    role,
    now: given.now,
  });
  if (version === null) return none(reason);
  if (!given.catalogue.purposes.has(header.purpose) || !version.purposes.has(header.purpose)) {
    return none("PURPOSE_NOT_IN_CONTRACT", version);
  }
  if (!version.directions.has(`${header.purpose} ${header.direction}`)) return none("DIRECTION_NOT_ALLOWED", version);
  const clause = version.clauses.get(clauseKey(header));
  const mine = clause !== undefined && (clause.parties.length === 0 || clause.parties.includes(partner));
  return mine ? { version, clause, missing: null } : none("PURPOSE_NOT_IN_CONTRACT", version);
}
