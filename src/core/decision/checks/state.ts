import { hold, resultOf, skipped, type Strike } from "../check-result.ts";
import type { Context } from "../context.ts";
import { comparedOf, strikesOf } from "../hits.ts";
import type { Instant } from "../../ids.ts";
import { rectificationOf } from "../owners.ts";
import { objectionsTo, stateHits } from "../standing.ts";
import type { CheckResult } from "../types.ts";
import { isSupplied } from "../values.ts";

const STALE_MS = 24 * 3_600_000;

/**
 * Check 5: objection, refusal, restriction and pending rectification of the person, by the matrix of domain.md §0.2; and
 * whether the register that says so was synchronised in the last 24 hours (design §12.1).
 */
export function checkState(context: Context): CheckResult {
  const { clause, state, who } = context;
  if (clause === null) return skipped("state");
  if (who === "nobody" || who === "new") return resultOf("state", []);
  if (state === null) return skipped("state");
  const hits = stateHits(state, context);
  const strikes = [...strikesOf(hits), ...rectificationStrikes(context), ...staleStrikes(state.syncedAt, context)];
  const decisions = objectionsTo(state, context).flatMap(({ decisionRef }) => decisionRef ?? []);
  return resultOf("state", strikes, {
    ...comparedOf(hits),
    ...(decisions.length > 0 ? { decisions: [...new Set(decisions)].sort() } : {}),
    ...(state.rectifications.length > 0 ? { rectifications: [...new Set(state.rectifications)].sort() } : {}),
    syncedAt: state.syncedAt,
  });
}

/** A required field that the basis neither strips nor sends as disputed: a person decides. */
function rectificationStrikes(context: Context): readonly Strike[] {
  return context.required
    .filter((name) => rectificationOf(name, context) === "strip-or-hold" && isSupplied(context.body, name))
    .map((name) => hold("RECTIFICATION_PENDING", name));
}

function staleStrikes(syncedAt: Instant, { clause, outbound, case: { now } }: Context): readonly Strike[] {
  const excepted = clause === null || clause.legalOrder !== null || clause.basis === "vital";
  return outbound && !excepted && now - syncedAt > STALE_MS ? [hold("REGISTER_STALE")] : [];
}
