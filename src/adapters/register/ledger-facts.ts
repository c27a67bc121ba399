import { dayOf, formatDay } from "../../core/calendar.ts";
import type { FactValue } from "../../core/covenant/types.ts";
import type { Relation } from "../../core/decision/state.ts";
import type { Instant } from "../../core/ids.ts";

/** The last early signal that was released about the person, with the facts its decision compared. */
export interface LastSignal {
  readonly at: Instant;
  readonly facts: Readonly<Record<string, FactValue>>;
}

/**
 * Facts of provider `ledger` (`contracts/facts.yaml`): what earlier exchanges left behind. `null` is a known no; a fact
 * that is left out is unknown.
 */
export function ledgerFacts(known: {
  readonly relations: readonly Relation[];
  readonly lastSignal: LastSignal | null;
  /** Cases of the partner at the case table, of whomever, that are open now. */
  readonly openCases: number;
  readonly now: Instant;
}): Readonly<Record<string, FactValue>> {
  const { relations, lastSignal, openCases, now } = known;
  const isOpen = (kind: Relation["kind"]): true | null =>
    relations.some((one) => one.kind === kind && one.from <= now && (one.until === null || now < one.until)) || null;
  const lastOf = (kind: Relation["kind"]): number =>
    Math.max(...relations.filter((one) => one.kind === kind).map(({ from }) => from), -Infinity);
  // Signals that went before this gateway stand in the register as relations only.
  const signalledAt = Math.max(lastOf("signal"), lastSignal?.at ?? -Infinity);
  const never = signalledAt === -Infinity;
  return {
    lastSignalOn: dayOrNever(signalledAt),
    ...arrearsThen({ never, signalledAt, lastSignal }),
    activeDebtNotice: isOpen("debt-notice"),
    activeDebtArrangement: isOpen("debt-arrangement"),
    activeCases: openCases,
    newsletterUnsubscribed: isOpen("opt-out"),
    lastInvitedOn: dayOrNever(lastOf("invitation")),
  };
}

const dayOrNever = (at: number): string | null => (at === -Infinity ? null : formatDay(dayOf(at as Instant)));

function arrearsThen(known: {
  readonly never: boolean;
  readonly signalledAt: number;
  readonly lastSignal: LastSignal | null;
}): { readonly lastSignalArrearsMonths?: FactValue } {
  if (known.never) return { lastSignalArrearsMonths: null };
  // A later signal of which only the date is known leaves the amount unknown.
  if (known.lastSignal === null || known.lastSignal.at < known.signalledAt) return {};
  const months = known.lastSignal.facts["arrearsMonths"];
  return typeof months === "number" ? { lastSignalArrearsMonths: months } : {};
}
