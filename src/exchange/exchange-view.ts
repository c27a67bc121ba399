import { explainReason } from "../core/decision/reason-text.ts";
import type { Reason } from "../core/decision/reasons.ts";
import type { Direction } from "../core/covenant/types.ts";
import type { Outcome, Verdict } from "../core/decision/types.ts";
import { rfc3339 } from "../core/instants.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Commit, ParcelState, StoredExchange } from "../ports/exchange-store.ts";
import type { ExchangeView, ReasonView, VerdictView } from "./views.ts";

/** A decision as stored for one audience: codes and names only, so that words can improve without touching records. */
export interface StoredView {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly fields: readonly Verdict[];
  readonly question: readonly Verdict[] | null;
  readonly retryable: boolean;
  readonly hold: { readonly dueAt: string; readonly escalates: boolean } | null;
}

export function reasonView(reason: Reason): ReasonView {
  return { ...reason, ...explainReason(reason) };
}

export function verdictView({ field, verdict, transform, reason }: Verdict): VerdictView {
  return { field, verdict, transform, reason: reason === null ? null : reasonView(reason) };
}

/** What this caller may see of an exchange: the corporation its own view, the other party the neutral one. */
export function exchangeView(stored: StoredExchange, caller: Caller): ExchangeView {
  const controller = caller.party.role === "controller";
  const view = JSON.parse(controller ? stored.views.controller : stored.views.partner) as StoredView;
  const { row } = stored;
  return {
    exchangeId: row.id,
    messageId: row.messageId,
    outcome: view.outcome,
    reasons: view.reasons.map(reasonView),
    fields: view.fields.map(verdictView),
    ...(view.question === null ? {} : { question: view.question.map(verdictView) }),
    retryable: view.retryable,
    from: row.sender,
    to: row.recipient,
    covenant: row.covenant,
    purpose: row.purpose,
    direction: row.direction as Direction,
    message: row.message,
    decidedAt: rfc3339(row.at),
    replyTo: row.replyTo,
    trace: { traceId: row.span.traceId, spanId: row.span.spanId },
    ...(view.hold === null
      ? {}
      : { hold: { ...(controller && stored.holdId !== null ? { id: stored.holdId } : {}), ...view.hold } }),
    ...(stored.parcel === null ? {} : { parcel: parcelView(stored.parcel) }),
  };
}

function parcelView(parcel: ParcelState): NonNullable<ExchangeView["parcel"]> {
  const { sha256, size } = parcel;
  if (parcel.destroyedAt !== null) return { sha256, size, status: "destroyed" };
  if (parcel.acknowledgedAt !== null) return { sha256, size, status: "acknowledged" };
  return { sha256, size, status: parcel.fetchedAt === null ? "ready" : "fetched" };
}

/** What the store now holds, without asking it. */
export function storedOf(commit: Commit): StoredExchange {
  const { parcel, delivered } = commit;
  return {
    row: commit.exchange,
    views: commit.views,
    holdId: commit.hold?.holdId ?? null,
    parcel:
      parcel === null
        ? null
        : {
            recipient: parcel.recipient,
            sha256: parcel.sha256,
            size: parcel.bytes.length,
            fetchedAt: delivered?.at ?? null,
            acknowledgedAt: null,
            destroyedAt: null,
          },
  };
}
