import { z } from "zod";
import { comparedFacts } from "../core/decision/compared-facts.ts";
import { emergencyReason } from "../core/decision/emergency-reason.ts";
import { ANSWER_TERM_MS } from "../core/decision/late-answer.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Commit, StoredExchange } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";
import type { Decided } from "./decide-now.ts";
import { eventEntry } from "./entries.ts";
import { keptQuestion } from "./kept-document.ts";

/** Who passes judgement on what was let through in an emergency (design §12.11). */
const JUDGES: ReadonlySet<string> = new Set(["privacy-officer", "deputy"]);

const recordSchema = z.object({ emergencyReason: z.string().optional() });

/** What is kept of a decision to account for it; sealed under the person's key, so that erasing them takes it along. */
export function recordOf(
  { decision, judgement }: Pick<Decided, "decision" | "judgement">,
  now: Instant,
): Pick<Commit, "record" | "questionUntil"> {
  const reason = emergencyReason(judgement, decision.outcome);
  const { checks } = decision;
  const question = keptQuestion(judgement);
  const record = {
    checks,
    facts: comparedFacts(judgement),
    catalogue: judgement.case.catalogue.hash,
    ...(reason === null ? {} : { emergencyReason: reason }),
    ...(question === null ? {} : { question }),
  };
  const questionUntil = question === null ? null : ((now + ANSWER_TERM_MS) as Instant);
  return { record: new TextEncoder().encode(JSON.stringify(record)), questionUntil };
}

/** The same once its question can be answered no more: what was compared stays, what was asked with goes (AVG 5(1)(e)). */
export function withoutQuestion(record: Uint8Array): Uint8Array {
  const members = Object.entries(JSON.parse(new TextDecoder().decode(record)) as object);
  const left = Object.fromEntries(members.filter(([name]) => name !== "question"));
  return new TextEncoder().encode(JSON.stringify(left));
}

/**
 * Why the glass was broken, for an officer who looks at that one exchange. It is text of a document, so the look is in the ledger
 * before it is shown (S-06: viewing is processing). Empty for everybody else, and where there was no emergency.
 */
export async function reasonForOfficer(
  world: World,
  { caller, stored: { row } }: { readonly caller: Caller; readonly stored: StoredExchange },
): Promise<{ readonly emergencyReason?: string }> {
  const { party, person, role } = caller;
  if (party.role !== "controller" || person === null || role === null || !JUDGES.has(role)) return {};
  if (row.outcome !== "allow") return {};
  const found = await world.recorded.find(row.id);
  if (found === null || found.record === null) return {};
  const reason = readReason(found.record);
  if (reason === undefined) return {};
  await world.exchanges.append(
    eventEntry(world, {
      header: { kind: "value.revealed", actor: person, party: null, purpose: row.purpose },
      exchangeId: row.id,
      now: world.now(),
      actors: [{ person, role }],
      because: "review of an emergency",
      details: { emergencyReason: true },
      persons: found.person === null ? [] : [found.person],
    }),
  );
  return { emergencyReason: reason };
}

function readReason(record: string): string | undefined {
  const read = recordSchema.safeParse(JSON.parse(record));
  if (!read.success) throw new GatewayError("INVARIANT_BROKEN", "a decision record is not as it was written");
  return read.data.emergencyReason;
}
