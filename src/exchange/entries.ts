import type { SubjectFinding } from "../core/decision/state.ts";
import type { Reason } from "../core/decision/reasons.ts";
import type { Verdict } from "../core/decision/types.ts";
import { viewFor } from "../core/decision/public.ts";
import type { ErrorCode } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import type { ExchangeId, Instant, Pseudonym } from "../core/ids.ts";
import { SALT_BYTES } from "../core/ledger/commitment.ts";
import { type EntryInput, type HeaderFacts, makeEntry } from "../core/ledger/entry.ts";
import { entryTime } from "../core/ledger/header.ts";
import type { DecisionOpening, EventOpening, PersonOpening } from "../core/ledger/opening.ts";
import { cutSalts, saltsNeeded } from "../core/ledger/salts.ts";
import type { Caller } from "../ports/contracts.ts";
import type { LedgerWrite } from "../ports/ledger.ts";
import type { RegisterChange } from "../ports/register-writer.ts";
import type { World } from "../ports/world.ts";
import type { CommitQuestion } from "./commit-question.ts";
import { pseudonymOf } from "./people.ts";

/** Names that a refused document gave enter the ledger cut to this; the ledger's own schema refuses longer ones. */
const NAME_MAX = 200;

interface Write {
  readonly input: DistributiveOmit<EntryInput, "salts">;
  readonly exchangeId: ExchangeId | null;
  readonly at: Instant;
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function write(world: Pick<World, "random">, { input, exchangeId, at }: Write): LedgerWrite {
  const salts = cutSalts(world.random(saltsNeeded(input.persons.length) * SALT_BYTES), input.persons.length);
  const made = makeEntry({ ...input, salts });
  return {
    entryId: made.header.id,
    kind: made.header.kind,
    at,
    exchangeId,
    entry: made.entry,
    header: made.headerBytes,
    headerSalt: salts.header,
    officer: made.officerBytes,
    officerSalt: salts.officer,
    personsSalt: salts.persons,
    personsList: made.personsBytes,
    persons: input.persons.map((person, at_) => ({
      pseudonym: person.pseudonym as Pseudonym,
      salt: salts.each[at_] ?? new Uint8Array(),
      opening: made.personBytes[at_] ?? new Uint8Array(),
    })),
  };
}

/** The entry of one decision: the partner's view in the header, the rest behind commitments (design §8). */
export function decidedEntry(
  world: World,
  { id, caller, decided, parcel, approvers, now }: CommitQuestion,
): LedgerWrite {
  const { decision, document, people } = decided;
  const { header } = document;
  const view = viewFor(decision, "partner");
  const officer: DecisionOpening = {
    reasons: decision.reasons.map(bareReason),
    withheld: withheldOf(decision.verdicts),
    questionWithheld: withheldOf(decision.questionVerdicts),
    checks: decision.checks.map(({ number, name, result, reasons }) => ({
      number,
      name,
      result,
      reasons: reasons.map(bareReason),
    })),
    basis: decision.basis,
    approvers: [...(approvers ?? [])],
    clientId: caller.clientId,
    actor: header.actor,
    recordSha256: null,
  };
  const allow = decision.outcome === "allow";
  const persons = people.subjects.flatMap(({ role, fields, finding }): PersonOpening[] => {
    const pseudonym = entered(finding, { allow, nobody: people.nobody.pseudonym });
    return pseudonym === null ? [] : [{ pseudonym, role, fields: [...fields] }];
  });
  const facts: Extract<HeaderFacts, { kind: "exchange.decided" }> = {
    kind: "exchange.decided",
    id: world.newId(),
    at: entryTime(now),
    exchangeId: id,
    environment: header.environment,
    messageId: header.messageId,
    sender: caller.party.id,
    recipient: header.to,
    replyTo: header.replyTo,
    covenant: decision.covenant,
    clause: decision.clause,
    purpose: header.purpose,
    direction: header.direction,
    message: header.message,
    outcome: view.outcome,
    reasons: view.reasons.map(bareReason),
    fields: releasedOf(view.verdicts),
    questionFields: releasedOf(view.questionVerdicts),
    parcelSha256: parcel?.sha256 ?? null,
  };
  return write(world, { input: { header: facts, officer, persons }, exchangeId: id, at: now });
}

/** A refusal names as many persons as its document, or the time it takes would tell which of them are there. */
function entered(
  finding: SubjectFinding,
  { allow, nobody }: { readonly allow: boolean; readonly nobody: Pseudonym },
): Pseudonym | null {
  if (allow) return pseudonymOf(finding);
  return finding.found === "one" ? finding.state.pseudonym : nobody;
}

const releasedOf = (verdicts: readonly Verdict[]): { field: string; transform: string }[] =>
  verdicts.flatMap(({ field, transform, verdict }) =>
    verdict === "withheld" ? [] : [{ field: cut(field), transform: transform ?? "pass" }],
  );

const withheldOf = (verdicts: readonly Verdict[]): { field: string; reason: ReturnType<typeof bareReason> | null }[] =>
  verdicts.flatMap(({ field, reason, verdict }) =>
    verdict === "withheld" ? [{ field: cut(field), reason: reason === null ? null : bareReason(reason) }] : [],
  );

const cut = (text: string): string => text.slice(0, NAME_MAX);

function bareReason({ code, param, n }: Reason): { code: Reason["code"]; param?: string; n?: number } {
  return { code, ...(param === undefined ? {} : { param: cut(param) }), ...(n === undefined ? {} : { n }) };
}

interface Event {
  readonly header: DistributiveOmit<Exclude<HeaderFacts, { kind: "exchange.decided" }>, "id" | "at">;
  readonly exchangeId: ExchangeId | null;
  readonly now: Instant;
  readonly actors?: EventOpening["actors"];
  readonly because?: string | null;
  readonly details?: EventOpening["details"];
  readonly persons?: readonly Pseudonym[];
}

/** The entry of anything else that changes or shows what may be exchanged. */
export function eventEntry(world: Pick<World, "newId" | "random">, event: Event): LedgerWrite {
  const header = { ...event.header, id: world.newId(), at: entryTime(event.now) };
  const officer: EventOpening = {
    actors: event.actors ?? [],
    because: event.because ?? null,
    details: event.details ?? {},
  };
  const persons = (event.persons ?? []).map((pseudonym) => ({ pseudonym, role: "tenant", fields: [] }));
  return write(world, { input: { header, officer, persons }, exchangeId: event.exchangeId, at: event.now });
}

/** A message that could not be opened or read: who sent it and why it was refused, nothing of what it held. */
export function refusedEntry(
  world: World,
  { caller, code, now }: { readonly caller: Caller; readonly code: ErrorCode; readonly now: Instant },
): LedgerWrite {
  const header = { kind: "message.refused", environment: world.environment, sender: caller.party.id, code } as const;
  return eventEntry(world, { header, exchangeId: null, now, details: { clientId: caller.clientId } });
}

interface RegisterEvent {
  readonly change: RegisterChange;
  readonly caller: Caller;
  readonly now: Instant;
  readonly because?: string | null;
}

/** A change of the register: kind, who made it and whom it is about; what changed stays with the register. */
export async function registerEntry(
  world: World,
  { change, caller, now, because = null }: RegisterEvent,
): Promise<LedgerWrite> {
  const actor = caller.person ?? caller.clientId;
  const actors = caller.person === null ? [] : [{ person: caller.person, role: caller.role ?? "staff" }];
  const base = { exchangeId: null, now, actors, because } as const;
  switch (change.kind) {
    case "covenant.suspended":
    case "covenant.resumed":
    case "covenant.ended": {
      const covenant = await covenantOf(world, change);
      return eventEntry(world, { ...base, header: { kind: change.kind, actor, covenant, party: change.party } });
    }
    case "party.suspended":
    case "party.resumed":
      return eventEntry(world, { ...base, header: { kind: change.kind, actor, party: change.party, purpose: null } });
    default: {
      const party =
        change.kind === "consent.recorded"
          ? change.consent.party
          : change.kind === "relation.opened"
            ? change.relation.party
            : null;
      const purpose =
        change.kind === "consent.recorded" ? change.consent.purpose : "purpose" in change ? change.purpose : null;
      const details = "id" in change ? { rowId: change.id } : {};
      return eventEntry(world, {
        ...base,
        header: { kind: change.kind, actor, party, purpose },
        details,
        persons: await personsOf(world, change),
      });
    }
  }
}

async function covenantOf(
  world: World,
  { covenant: id, version }: { readonly covenant: string; readonly version: number },
): Promise<{ id: string; version: number; hash: string }> {
  const { covenants } = await world.contracts.current();
  const found = covenants.byId.get(id)?.find(({ covenant }) => covenant.version === version);
  return { id, version, hash: found?.covenant.hash ?? sha256Of(new Uint8Array()) };
}

async function personsOf(world: World, change: RegisterChange): Promise<readonly Pseudonym[]> {
  if ("pseudonym" in change) return [change.pseudonym];
  if (!("id" in change)) return [];
  const kind = change.kind.split(".")[0] as "consent" | "objection" | "restriction" | "relation";
  const pseudonym = await world.register.subjectOf(kind, change.id);
  return pseudonym === null ? [] : [pseudonym];
}
