import { dayOf, formatDay } from "../calendar.ts";
import type { Instant } from "../ids.ts";
import type { EntryHeader } from "../ledger/header.ts";
import type { DecisionOpening } from "../ledger/opening.ts";
import type { Trace } from "../trace.ts";

export type DecidedHeader = Extract<EntryHeader, { readonly kind: "exchange.decided" }>;

/** One decision as the ledger tells it, an `exchange.decided` with its openings, in its place in the trace. */
export interface LoggedDecision {
  readonly header: DecidedHeader;
  readonly officer: DecisionOpening;
  /** As many as the entry commits to. */
  readonly persons: readonly LoggedPerson[];
  readonly span: Pick<Trace, "traceId" | "spanId" | "parentSpanId">;
  readonly startedAt: Instant;
  /** The later decision of an exchange that was held. */
  readonly endsHold: boolean;
}

/** Nobody where the person was erased since, or was not found when it was decided. */
export type LoggedPerson = { readonly pseudonym: string; readonly fields: readonly string[] } | "nobody";

/** What the lines are made with. Everything in them is a name of ours: what a refused document called things is not told. */
export interface Logbook {
  /** The gateway's own address, without a slash at its end: where the URIs of the lines lead. */
  readonly base: string;
  readonly environment: string;
  /** The version that exports, which need not be the one that decided. */
  readonly version: string;
  readonly controller: string;
  readonly isField: (name: string) => boolean;
  readonly isPurpose: (name: string) => boolean;
  readonly isParty: (name: string) => boolean;
  /** A pseudonym for this export's recipient alone: not the register's, and another for anybody else. */
  readonly pseudonymise: (pseudonym: string) => string;
}

const UNKNOWN = "unknown";

export const purposeOf = ({ header }: LoggedDecision, { isPurpose }: Logbook): string =>
  isPurpose(header.purpose) ? header.purpose : UNKNOWN;

export const partyOf = (id: string, { isParty }: Logbook): string => (isParty(id) ? id : UNKNOWN);

/**
 * Where the activity stands in the register of processing: its row as the register was at the end of that day, which is
 * one version of it. What no clause was found for is counted there as `withoutClause`.
 */
export function activityOf({ header }: LoggedDecision, { base }: Logbook): string {
  const { covenant, clause, at } = header;
  const on = formatDay(dayOf(Date.parse(at) as Instant));
  const row = covenant === null || clause === null ? "withoutClause" : `${covenant.id}/${covenant.version}/${clause}`;
  return `${base}/v1/reports/register?on=${on}#${row}`;
}

/** The fields that passed, by which way they went; those of a pull's question come in. */
export function passedFields(
  { header }: LoggedDecision,
  logbook: Logbook,
): readonly { readonly field: string; readonly port: "input" | "output" }[] {
  const known = ({ field }: { readonly field: string }): boolean => logbook.isField(field);
  const port = header.direction === "in" ? "input" : "output";
  return [
    ...header.questionFields.filter(known).map(({ field }) => ({ field, port: "input" as const })),
    ...header.fields.filter(known).map(({ field }) => ({ field, port }) as const),
  ];
}

export const resourceOf = ({ environment, version }: Logbook): Readonly<Record<string, string>> => ({
  "service.name": "uitwisselpoort",
  "service.version": version,
  "deployment.environment.name": environment,
});
