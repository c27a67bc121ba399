import type { Purpose } from "../catalogue/types.ts";
import { consentOf } from "./consent.ts";
import type { Context } from "./context.ts";
import { cellOf, type Cell, type Row } from "./matrix.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Objection, SubjectState } from "./state.ts";

/** One row of the matrix that applies to a person, and what it comes to under this clause. */
export interface Hit {
  readonly row: Row;
  readonly cell: Cell;
  readonly result: "pass" | "deny" | "hold";
  readonly code: ReasonCode;
}

const SIGNALLING = "early-debt-signalling";

const CODES: Readonly<Record<Row, ReasonCode>> = {
  "no-consent": "CONSENT_MISSING",
  "objection": "OBJECTED",
  "objection-absolute": "OBJECTED",
  "objection-rejected": "OBJECTED",
  "signal-refused": "SIGNAL_REFUSED",
  "restricted": "RESTRICTED",
  "rectification": "RECTIFICATION_PENDING",
  "erased": "ERASED",
  "retention-lapsed": "RETENTION_LAPSED",
};

/** Check 4: whether there is anything left to use of this person. */
export function lifeHits(state: SubjectState, context: Context): readonly Hit[] {
  return state.life === "alive" ? [] : toHits([state.life], { state, context });
}

/** Check 5: the rows about the person as a whole. Rectification speaks of single fields and stands in `owners.ts`. */
export function stateHits(state: SubjectState, context: Context): readonly Hit[] {
  const rows: Row[] = objectionRows(objectionsTo(state, context), context.purpose);
  const signals = context.clause?.purpose === SIGNALLING && context.header.direction === "out";
  if (signals && state.signalRefusedAt !== null) rows.push("signal-refused");
  if (state.restriction !== null) rows.push("restricted");
  return toHits(rows, { state, context });
}

/** Objections that name this purpose, or all. */
export const objectionsTo = ({ objections }: SubjectState, { clause }: Context): readonly Objection[] =>
  objections.filter(({ purpose }) => purpose === "all" || purpose === clause?.purpose);

/** Rejected without recorded grounds counts as open: the corporation must show them (AVG 21(1)). */
const isOverridden = ({ status, decisionRef }: Objection): boolean => status === "rejected" && decisionRef !== null;

function objectionRows(objections: readonly Objection[], purpose: Purpose | null): Row[] {
  if (objections.length === 0) return [];
  if (purpose?.objectionAbsolute === true) return ["objection-absolute"];
  const rows = objections.map((objection): Row => (isOverridden(objection) ? "objection-rejected" : "objection"));
  return [...new Set(rows)].sort();
}

interface About {
  readonly state: SubjectState;
  readonly context: Context;
}

function toHits(rows: readonly Row[], about: About): readonly Hit[] {
  const basis = about.context.clause?.basis;
  if (basis === undefined) return [];
  return rows.map((row) => {
    const cell = cellOf(row, basis);
    return { row, cell, result: resultOf(cell, about), code: CODES[row] };
  });
}

function resultOf(cell: Cell, { state, context }: About): Hit["result"] {
  if (cell === "deny" || cell === "hold") return cell;
  if (cell === "claim-hold") return state.legalClaimHold ? "pass" : "deny";
  if (cell === "later-consent") return consentedSince(state, context) ? "pass" : "deny";
  return "pass";
}

function consentedSince(state: SubjectState, context: Context): boolean {
  const from = state.restriction?.from ?? Infinity;
  return consentOf(state, context).valid.some(({ givenAt }) => givenAt > from);
}
