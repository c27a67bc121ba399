import { refusalOf } from "../catalogue/refusal-of.ts";
import type { Party } from "../catalogue/party.ts";
import type { Catalogue } from "../catalogue/types.ts";
import { clauseKey } from "../covenant/compile.ts";
import { versionInForce } from "../covenant/force.ts";
import type { Clause } from "../covenant/types.ts";
import type { Reason, ReasonCode } from "./reasons.ts";
import type { Case, CompiledVersion } from "./types.ts";

/** The version in force and the clause that the header names, or why there is none. */
export interface Contract {
  readonly version: CompiledVersion | null;
  readonly clause: Clause | null;
  readonly missing: ReasonCode | null;
  /** The entry of `refused.yaml` that tells more of it; `null` where none does. */
  readonly refusal: string | null;
}

/** Why no covenant can carry this, whatever it says: forbidden by name, or refused by design (C-30). `null`: one may. */
export function whyNever(
  catalogue: Catalogue,
  asked: { readonly purpose: string; readonly party: Party | null },
): Reason | null {
  if (catalogue.forbiddenPurposes.has(asked.purpose)) return { code: "PURPOSE_FORBIDDEN" };
  const refusal = refusalOf(catalogue, asked);
  if (refusal?.untilSigned === false) return { code: "NO_CONTRACT", param: refusal.id };
  return catalogue.purposes.get(asked.purpose)?.internalOnly === true ? { code: "NO_CONTRACT" } : null;
}

/**
 * Finds the clause for partner × purpose × direction × message (domain.md §0.1, check 2). A forbidden purpose is refused
 * by name, and what is refused by design has no contract (C-30), whatever a covenant says.
 */
export function findContract(
  given: Pick<Case, "document" | "catalogue" | "covenants" | "now">,
  partner: string,
): Contract {
  const { header } = given.document;
  const party = given.catalogue.parties.get(partner) ?? null;
  const never = whyNever(given.catalogue, { purpose: header.purpose, party });
  if (never !== null) return { version: null, clause: null, missing: never.code, refusal: never.param ?? null };
  const found = findSigned(given, { partner, role: party?.role ?? null });
  if (found.clause !== null) return found;
  const refusal = refusalOf(given.catalogue, { purpose: header.purpose, party });
  return refusal === null ? found : { ...found, missing: "NO_CONTRACT", refusal: refusal.id };
}

/** The same among the covenants alone. */
function findSigned(
  given: Pick<Case, "document" | "catalogue" | "covenants" | "now">,
  { partner, role }: { readonly partner: string; readonly role: Party["role"] | null },
): Contract {
  const { header } = given.document;
  const none = (missing: ReasonCode, version: CompiledVersion | null = null): Contract => ({
    version,
    clause: null,
    missing,
    refusal: null,
  });
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
  return mine ? { version, clause, missing: null, refusal: null } : none("PURPOSE_NOT_IN_CONTRACT", version);
}
