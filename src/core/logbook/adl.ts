import { printTraceParent } from "../trace.ts";
import {
  activityOf,
  partyOf,
  passedFields,
  purposeOf,
  resourceOf,
  type Logbook,
  type LoggedDecision,
} from "./decision.ts";

/**
 * The one record of the Authorization Decision Log for a decision, allowed or not, in the shape of AuthZEN. A decision that
 * waits for a person permits nothing: its record is a refusal, and the one at its end is another. Nobody is named: neither
 * subject, actor nor approver.
 */
export function adlRecord(decision: LoggedDecision, logbook: Logbook): object {
  const { header, span } = decision;
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    ...(span.parentSpanId === null ? {} : { parent_span_id: span.parentSpanId }),
    event_name: "adl.access_evaluation",
    timestamp: Date.parse(header.at),
    status: "Unset",
    attributes: {
      ...(header.covenant === null ? {} : { "adl.core.policies": policiesOf(header.covenant) }),
      "adl.core.information": { exchange: `${logbook.base}/v1/exchanges/${header.exchangeId}`, ledger: header.id },
    },
    body: {
      "adl.core.request": requestOf(decision, logbook),
      "adl.core.response": responseOf(decision, logbook),
    },
    resource: resourceOf(logbook),
  };
}

/** One version and exactly its bytes. */
const policiesOf = ({ id, version, hash }: NonNullable<LoggedDecision["header"]["covenant"]>): object => ({
  covenant: `${id}@${version}#sha256=${hash}`,
});

function requestOf(decision: LoggedDecision, logbook: Logbook): object {
  const { header, officer, span } = decision;
  const { covenant, clause, sender, recipient, direction, at } = header;
  return {
    subject: { type: "client", id: officer.clientId, properties: { party: sender } },
    action: { name: direction, properties: { processing_activity_id: activityOf(decision, logbook) } },
    resource: {
      type: "clause",
      id: covenant === null || clause === null ? "unknown" : `${covenant.id}/${clause}`,
      properties: { purpose: purposeOf(decision, logbook), recipient: partyOf(recipient, logbook) },
    },
    context: { time: at, traceparent: printTraceParent({ ...span, sampled: false }) },
  };
}

/** Codes alone: a reason's parameter may be a word of the document. */
const codes = (reasons: readonly { readonly code: string }[]): readonly string[] => [
  ...new Set(reasons.map(({ code }) => code)),
];

function responseOf(decision: LoggedDecision, logbook: Logbook): object {
  const { header, officer } = decision;
  const kept = [...officer.withheld, ...officer.questionWithheld];
  return {
    decision: header.outcome === "allow",
    context: {
      outcome: header.outcome,
      reason_admin: { codes: codes(officer.reasons) },
      reason_user: { codes: codes(header.reasons) },
      released: passedFields(decision, logbook).map(({ field }) => field),
      withheld: kept.flatMap(({ field, reason }) =>
        logbook.isField(field) ? [{ field, code: reason?.code ?? null }] : [],
      ),
    },
  };
}
