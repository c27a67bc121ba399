import { windowLabel } from "../calendar.ts";
import type { Clause, FactValue, Limit } from "../covenant/types.ts";
import type { Data } from "../document/types.ts";
import { sha256Of } from "../hash.ts";
import type { Instant } from "../ids.ts";
import { hold, type Strike } from "./check-result.ts";
import type { Context } from "./context.ts";
import type { ResolvedSubject } from "./state.ts";
import type { CompiledVersion, CounterUse } from "./types.ts";
import { valueAt } from "./values.ts";

export interface LimitQuestion {
  readonly version: CompiledVersion;
  readonly clause: Clause;
  readonly partner: string;
  readonly subjects: readonly ResolvedSubject[];
  readonly data: Data;
  readonly now: Instant;
}

/**
 * The keys under which released exchanges are counted, `covenant|clause|party|scope|window`. Windows are those of the
 * calendar in Amsterdam. A new version of a covenant counts on: the key names no version.
 */
export const counterKeys = (question: LimitQuestion): readonly string[] =>
  question.clause.limits.map((limit) => keyOf(limit, question)).filter((key) => key !== null);

/** `null` where what would be counted is not known, or known not to be. */
function keyOf(limit: Limit, question: LimitQuestion): string | null {
  const scope = scopeOf(limit, question);
  const { version, clause, partner, now } = question;
  if (scope === null) return null;
  const counted = scope === "covenant" ? ["*", "*"] : [clause.id, partner];
  return [version.covenant.id, ...counted, scope, `${limit.id}:${windowLabel(now, limit.per)}`].join("|");
}

function scopeOf({ scope }: Limit, { subjects, data }: LimitQuestion): string | null {
  if (scope === "clause" || scope === "covenant") return scope;
  const finding = subjects[0]?.finding;
  if (scope === "subject") {
    if (finding?.found === "one") return `subject:${finding.state.pseudonym}`;
    return finding?.found === "new" ? `subject:${finding.pseudonym}` : null;
  }
  const ours = finding?.found === "one" ? finding.state.facts : {};
  const value = Object.hasOwn(ours, scope.fact) ? ours[scope.fact] : valueAt(data, scope.fact);
  return value === undefined || value === null ? null : `${scope.fact}:${digestOf(value)}`;
}

/** Counters outlive the data, so a value enters their keys only as a digest. */
const digestOf = (value: FactValue): string => sha256Of(new TextEncoder().encode(JSON.stringify(value))).slice(0, 16);

/** No bound: what is only told is counted, and never stopped by another that is counted at the same time. */
const UNBOUNDED = 2_147_483_647;

export interface LimitsJudged {
  readonly strikes: readonly Strike[];
  /** Limits of which this release would be one more than agreed, and which hold nothing. */
  readonly exceeded: readonly Limit[];
  /** What an allow raises, with the bound that the commit enforces again. */
  readonly uses: readonly CounterUse[];
}

/** Check 8 and the counters of an allow ask the same; keys hold digests and are made once. */
const known = new WeakMap<Context, LimitsJudged>();

/** At most so many released exchanges a window; one more holds (domain.md §0.1, check 8). */
export function judgeLimits(context: Context): LimitsJudged {
  const judged = known.get(context) ?? countAll(context);
  known.set(context, judged);
  return judged;
}

function countAll(context: Context): LimitsJudged {
  const { clause, contract, partnerId, case: given } = context;
  const { subjects, document, now, counters, approvals, late } = given;
  // A question that was released was counted when it was asked: its answer does not count twice.
  const isCounted = late?.counted === true;
  if (clause === null || contract.version === null || isCounted) return { strikes: [], exceeded: [], uses: [] };
  const question = { version: contract.version, clause, partner: partnerId, subjects, data: document.data, now };
  const judged = clause.limits.map((limit) => {
    const key = keyOf(limit, question);
    if (key === null && isElsewhere(limit, context)) return { limit, key, max: limit.max, over: false };
    const count = key === null ? limit.max : (counters[key] ?? 0);
    // An approved exchange over the bound raises the counter by its own one and no further.
    const max = approvals.approved ? Math.max(limit.max, count + 1) : limit.max;
    return { limit, key, max: limit.alert === true ? UNBOUNDED : max, over: count >= limit.max };
  });
  const over = judged.flatMap((one) => (one.over ? [one.limit] : []));
  return {
    strikes: over.filter(({ alert }) => alert !== true).map(strikeOf),
    exceeded: over.filter(({ alert }) => alert === true),
    uses: judged.flatMap(({ key, max }) => (key === null ? [] : [{ key, max }])),
  };
}

/**
 * A message that names no publication is none about a publication: a limit per value of its own data does not speak of it.
 * Anything else that cannot be counted holds.
 */
function isElsewhere({ scope }: Limit, { facts, case: { catalogue } }: Context): boolean {
  if (typeof scope !== "object") return false;
  return catalogue.facts.get(scope.fact)?.provider === "data" || facts(scope.fact) === null;
}

const strikeOf = (limit: Limit): Strike => hold(limit.scope === "subject" ? "TOO_SOON" : "VOLUME_EXCEEDED", limit.id);
