import { GatewayError } from "../errors.ts";
import type { Minimised } from "../minimise/types.ts";
import { toContext, type Context } from "./context.ts";
import type { Judgement } from "./types.ts";
import { isSupplied, namesIn } from "./values.ts";

/** What the last checks judge: the plan, and what minimising left of it. */
export interface Leftover {
  readonly context: Context;
  readonly judgement: Judgement;
  readonly minimised: Minimised;
  /** Names of the fields that are left. */
  readonly left: ReadonlySet<string>;
}

/**
 * Refuses an excerpt that holds anything the plan did not release: whatever went wrong in minimising, it cannot make this
 * decision let it out.
 */
export function toLeftover(judgement: Judgement, minimised: Minimised): Leftover {
  const { case: given, clause, plan } = judgement;
  const planned = new Set(plan.fields.filter(({ action }) => action === "release").map(({ name }) => name));
  const names = namesIn(minimised.excerpt, given.catalogue, clause?.document ?? null);
  if (!names.every((name) => planned.has(name))) {
    throw new GatewayError("INVARIANT_BROKEN", "the excerpt holds a field that the plan does not release");
  }
  const left = new Set(names.filter((name) => isSupplied(minimised.excerpt, name)));
  return { context: toContext(given), judgement, minimised, left };
}
