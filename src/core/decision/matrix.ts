import type { Basis } from "../catalogue/types.ts";

/** The states of a person that bear on an exchange: the rows of domain.md §0.2. */
export type Row =
  | "no-consent"
  | "objection"
  | "objection-absolute"
  | "objection-rejected"
  | "signal-refused"
  | "restricted"
  | "rectification"
  | "erased"
  | "retention-lapsed";

/**
 * What a state does to an exchange on a basis. `none`: the page has a dash. `allow` and `flag` pass, the latter marked
 * `restricted`. `later-consent`: passes only on consent given after the restriction. `claim-hold`: denies unless a
 * legal-claim hold is recorded. The last four speak of one field: `strip`; `strip-or-hold` holds where the field is
 * required; `strip-or-dispute` then sends it marked `disputed`; `dispute` always does; `send` sends it.
 */
export type Cell =
  | "none"
  | "allow"
  | "flag"
  | "deny"
  | "hold"
  | "later-consent"
  | "claim-hold"
  | "strip"
  | "strip-or-hold"
  | "strip-or-dispute"
  | "dispute"
  | "send";

type Columns = readonly [
  consent: Cell,
  contract: Cell,
  legalDuty: Cell,
  publicOrLegitimateInterest: Cell,
  legalClaims: Cell,
  vital: Cell,
];

const row = ([consent, contract, legalDuty, interest, legalClaims, vital]: Columns): Record<Basis, Cell> => ({
  "consent": consent,
  "contract": contract,
  "legal-duty": legalDuty,
  "public-or-legitimate-interest": interest,
  "legal-claims": legalClaims,
  "vital": vital,
});

/**
 * domain.md §0.2, cell by cell. `objection-absolute` is the row of direct marketing (AVG 21(2)-(3)) and surveys.
 * `signal-refused` counts for early debt signalling only, which the finder of rows sees to. The page's row of an open
 * request for access has no effect here, and its row of minors is the "right person" of check 6.
 */
// prettier-ignore
export const MATRIX: Record<Row, Record<Basis, Cell>> = {
  //                        consent          contract         legal duty          6(1)(e)/(f)  legal claims   vital
  "no-consent":         row(["deny",          "none",          "none",             "none",      "none",        "none"]),
  "objection":          row(["none",          "none",          "none",             "deny",      "hold",        "none"]),
  "objection-absolute": row(["none",          "none",          "none",             "deny",      "none",        "none"]),
  "objection-rejected": row(["none",          "none",          "none",             "allow",     "allow",       "none"]),
  "signal-refused":     row(["none",          "none",          "deny",             "none",      "none",        "none"]),
  "restricted":         row(["later-consent", "deny",          "hold",             "deny",      "flag",        "allow"]),
  "rectification":      row(["strip-or-hold", "strip-or-hold", "strip-or-dispute", "strip",     "dispute",     "send"]),
  "erased":             row(["deny",          "deny",          "deny",             "deny",      "claim-hold",  "deny"]),
  "retention-lapsed":   row(["deny",          "deny",          "deny",             "deny",      "claim-hold",  "deny"]),
};

/** One cell. Read at every decision, so that a test can switch a single cell. */
export const cellOf = (state: Row, basis: Basis): Cell => MATRIX[state][basis];
