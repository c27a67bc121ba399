import { gatherAlerts } from "../core/decision/gather-alerts.ts";
import type { Decision, Verdict } from "../core/decision/types.ts";
import { viewFor } from "../core/decision/public.ts";
import { printReason } from "../core/decision/reasons.ts";
import { rfc3339 } from "../core/instants.ts";
import { endOfTerm } from "../core/covenant/term.ts";
import { endOfWorkingDay } from "../core/working-days.ts";
import type { Instant } from "../core/ids.ts";
import type { Commit, NewHold, RelationChange } from "../ports/exchange-store.ts";
import type { SubjectAnswer, SubjectVersion } from "../ports/register-reader.ts";
import type { World } from "../ports/world.ts";
import type { CommitQuestion } from "./commit-question.ts";
import type { Decided } from "./decide-now.ts";
import { recordOf } from "./decision-record.ts";
import { decidedEntry } from "./entries.ts";
import { keptDocument } from "./kept-document.ts";
import { pseudonymOf } from "./people.ts";
import type { StoredView } from "./exchange-view.ts";

/** A hold becomes a deny after five working days (domain.md §0.1). */
const HOLD_WORKING_DAYS = 5;

/** One statement's worth: exchange, parcel, ledger entry, and the state it was decided on (design §3). */
export async function commitOf(world: World, question: CommitQuestion): Promise<Commit> {
  const { decided, parcel, now } = question;
  const { decision, document, people } = decided;
  const dueAt = endOfWorkingDay(now, HOLD_WORKING_DAYS);
  const allow = decision.outcome === "allow";
  return {
    exchange: exchangeRow(question),
    views: {
      partner: JSON.stringify(storedView({ decision, audience: "partner", dueAt })),
      controller: JSON.stringify(storedView({ decision, audience: "controller", dueAt })),
    },
    ledger: decidedEntry(world, question),
    ...recordOf(decided, now),
    parcel,
    delivered: null,
    hold: decision.outcome === "hold" ? await holdOf(world, { question, dueAt }) : null,
    endsHold: null,
    decidedOn: {
      subjects: allow ? people.versions : refusedSubjects(people),
      covenant: stateOf(decided),
      counters: allow ? decision.counters : [],
    },
    search: people.search,
    effects: allow ? effectsOf({ decided, now }) : [],
    alerts: gatherAlerts(decision.alerts).map(({ level, reason }) => ({
      alertId: world.newId(),
      level,
      reason: printReason(reason),
    })),
    tasks: allow
      ? decision.duties.map(({ id, who, within }) => ({
          taskId: world.newId(),
          duty: `${document.header.covenant}:${id}`,
          who,
          dueAt: endOfTerm(now, within),
        }))
      : [],
  };
}

/** Version 0 opens a person, and only what is allowed leaves one behind; who was not found is compared like the others. */
function refusedSubjects({ subjects, versions, nobody }: SubjectAnswer): readonly SubjectVersion[] {
  const known = versions.filter(({ version }) => version > 0);
  return subjects.some(({ finding }) => finding.found !== "one") ? [...known, nobody] : known;
}

function exchangeRow({ id, caller, decided, digest, span, now }: CommitQuestion): Commit["exchange"] {
  const { decision, document } = decided;
  const { header } = document;
  return {
    id,
    at: now,
    sender: caller.party.id,
    recipient: header.to,
    clientId: caller.clientId,
    actor: header.actor,
    covenant: decision.covenant,
    clause: decision.clause,
    purpose: header.purpose,
    direction: header.direction,
    message: header.message,
    messageId: header.messageId,
    documentSha256: digest,
    rowId: null,
    channel: header.channel,
    replyTo: header.replyTo,
    outcome: decision.outcome,
    span,
  };
}

function stateOf({ judgement }: Decided): Commit["decidedOn"]["covenant"] {
  const { version } = judgement;
  if (version === null) return null;
  return { id: version.covenant.id, version: version.covenant.version, stateVersion: version.standing.stateVersion };
}

/** Stored codes and names only; each audience's own, so that nothing needs to be taken out when it is read. */
export function storedView({
  decision,
  audience,
  dueAt,
}: {
  readonly decision: Decision;
  readonly audience: "partner" | "controller";
  readonly dueAt: Instant;
}): StoredView {
  const view = viewFor(decision, audience);
  return {
    outcome: view.outcome,
    reasons: view.reasons,
    fields: view.verdicts.map(bare),
    question: decision.clause !== null && view.questionVerdicts.length > 0 ? view.questionVerdicts.map(bare) : null,
    retryable: view.retryable,
    hold: view.outcome === "hold" ? { dueAt: rfc3339(dueAt), escalates: decision.escalates } : null,
  };
}

function bare({ field, verdict, transform, reason, sensitivity }: Verdict): Verdict {
  return { field, verdict, transform, reason, sensitivity };
}

/** The held document, freed of what is never kept and sealed under a key of its own (design §7). */
async function holdOf(
  world: World,
  { question, dueAt }: { readonly question: CommitQuestion; readonly dueAt: Instant },
): Promise<NewHold> {
  const { caller, decided } = question;
  const { decision, document } = decided;
  const { catalogue } = await world.contracts.current();
  const kept = keptDocument(document, { sender: caller.party, catalogue });
  return {
    holdId: world.newId(),
    held: world.seals.hold(new TextEncoder().encode(JSON.stringify(kept))),
    by: decision.approval?.by ?? ["privacy-officer", "deputy"],
    count: decision.approval?.count ?? 1,
    includes: decision.approval?.includes ?? [],
    escalates: decision.escalates,
    dueAt,
    requestedBy: caller.person ?? actingPerson(caller.party, document),
  };
}

/** The corporation's software names whoever asked, as `person:x` or `system:x`: they may not approve what they asked for. */
function actingPerson({ role }: CommitQuestion["caller"]["party"], { header }: Decided["document"]): string | null {
  return role === "controller" ? header.actor.slice(header.actor.indexOf(":") + 1) : null;
}

/** What this exchange changes for later ones: a debt notice opens, a signal is remembered (clause `effects`). */
function effectsOf({ decided, now }: { readonly decided: Decided; readonly now: Instant }): readonly RelationChange[] {
  const { decision, judgement, people } = decided;
  const { document } = judgement.case;
  const [main] = people.subjects;
  const pseudonym = pseudonymOf(main?.finding);
  if (pseudonym === null) return [];
  return decision.effects.flatMap((effect) => {
    const ref = document.data[effect.ref];
    if (typeof ref !== "string") return [];
    return [{ do: effect.do, kind: effect.relation, party: decision.partner, ref, pseudonym, at: now }];
  });
}
