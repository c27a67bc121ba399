import { GatewayError } from "../core/errors.ts";
import type { Instant, Pseudonym } from "../core/ids.ts";
import { withoutProhibited } from "../core/minimise/prohibited.ts";
import { uuidOf } from "../core/uuid8.ts";
import type { Caller } from "../ports/contracts.ts";
import type { RegisterChange } from "../ports/register-writer.ts";
import type { World } from "../ports/world.ts";
import { findClaim } from "./claim-subject.ts";
import { registerEntry } from "./entries.ts";
import type { Gateway, RegisterRequest, RegisterRow, Suspension } from "./gateway.ts";
import { requireKnownNames } from "./register-names.ts";
import { parseRegisterBody, type RegisterBody } from "./register-requests.ts";

/** A consent or a tie may be ended by the party it names; everything else is the back office's (design §6). */
const PARTY_MAY = new Set<RegisterRequest["resource"]>(["consent-withdrawals", "relation-endings"]);

type Changes = Pick<Gateway, "change" | "synced" | "suspend">;

/** What the back office, and a party about its own consents and ties, may change of the register decisions rest on. */
export function createRegister(world: World): Changes {
  return {
    async change(caller, request) {
      await requireAllowed(world, { caller, request });
      const change = await changeOf(world, request);
      await requireSound(world, change);
      await world.register.apply(change, await registerEntry(world, { change, caller, now: world.now() }));
      return { id: idOf(change), kind: change.kind };
    },
    async synced(caller, at) {
      requireController(caller);
      const instant = Date.parse(at);
      if (Number.isNaN(instant) || instant > world.now()) {
        throw new GatewayError("BODY_INVALID", "`syncedAt` is no instant of the past", { at: "syncedAt" });
      }
      await world.register.synced(instant as Instant);
    },
    async suspend(caller, request) {
      requireController(caller);
      const at = world.now();
      const change = request.covenant === null ? partyStanding(request, at) : covenantStanding(request, at);
      await requireKnown(world, change);
      const entry = await registerEntry(world, { change, caller, now: at, because: request.reason });
      await world.register.apply(change, entry);
      await world.contracts.refresh();
    },
  };
}

type StandingChange = Extract<
  RegisterChange,
  { readonly version: number } | { readonly kind: "party.suspended" | "party.resumed" }
>;

const partyStanding = ({ party, resume }: Suspension & { readonly covenant: null }, at: Instant): StandingChange => ({
  kind: resume ? "party.resumed" : "party.suspended",
  party,
  at,
});

function covenantStanding(request: Suspension & { readonly covenant: string }, at: Instant): StandingChange {
  const { covenant, version, party, resume } = request;
  return { kind: resume ? "covenant.resumed" : "covenant.suspended", covenant, version, party, at };
}

function requireController(caller: Caller): void {
  if (caller.party.role !== "controller")
    throw new GatewayError("SCOPE_MISSING", "only the corporation may change the register");
}

async function requireAllowed(
  world: World,
  { caller, request }: { caller: Caller; request: RegisterRequest },
): Promise<void> {
  if (caller.party.role === "controller") return;
  if (!PARTY_MAY.has(request.resource) || !("id" in request)) requireController(caller);
  const party = await world.register.partyOf(
    request.resource === "consent-withdrawals" ? "consent" : "relation",
    "id" in request ? request.id : "",
  );
  // The same answer for a row of another party and for no row: existence is not told.
  if (party !== caller.party.id) throw new GatewayError("NOT_FOUND", "there is no such row");
}

async function requireKnown(world: World, change: StandingChange): Promise<void> {
  const { covenants, catalogue } = await world.contracts.current();
  const known =
    "version" in change
      ? covenants.byId.get(change.covenant)?.some(({ covenant }) => covenant.version === change.version) === true
      : catalogue.parties.has(change.party);
  if (!known) throw new GatewayError("NOT_FOUND", "there is no such covenant version or party");
}

/** Clocks differ by a little; what is dated later would have no effect now, or undo what is said now. */
const AHEAD_MAX_MS = 5 * 60_000;

/** What happened has happened, and is said in words that exist: a slip would be silently without effect. */
async function requireSound(world: World, change: RegisterChange): Promise<void> {
  const at = instantOf(change);
  if (at !== null && at > world.now() + AHEAD_MAX_MS) {
    throw new GatewayError("BODY_INVALID", "what is said lies in the future", {
      at: "at",
      remedy: "send it when it has happened, and compare the clocks",
    });
  }
  requireKnownNames(change, (await world.contracts.current()).catalogue);
}

function instantOf(change: RegisterChange): Instant | null {
  switch (change.kind) {
    case "consent.recorded":
      return change.consent.givenAt;
    case "objection.recorded":
      return change.receivedAt;
    case "restriction.set":
      return change.from;
    case "consent.withdrawn":
    case "restriction.lifted":
    case "signal-refusal.recorded":
      return change.at;
    default:
      return null;
  }
}

async function changeOf(world: World, request: RegisterRequest): Promise<RegisterChange> {
  switch (request.resource) {
    case "subjects":
      return subjectChange(world, parseRegisterBody("subjects", request.body));
    case "erasures":
      return {
        kind: "subject.erased",
        pseudonym: await known(world, parseRegisterBody("erasures", request.body).personRef),
      };
    case "consent-withdrawals":
      return { kind: "consent.withdrawn", id: request.id, ...parseRegisterBody("consent-withdrawals", request.body) };
    case "objection-decisions":
      return { kind: "objection.decided", id: request.id, ...parseRegisterBody("objection-decisions", request.body) };
    case "restriction-endings":
      return { kind: "restriction.lifted", id: request.id, ...parseRegisterBody("restriction-endings", request.body) };
    case "relation-endings":
      return { kind: "relation.closed", id: request.id, ...parseRegisterBody("relation-endings", request.body) };
    default:
      return rowOf(world, request);
  }
}

async function rowOf(world: World, request: RegisterRow): Promise<RegisterChange> {
  const { once } = request;
  // Of the key, so that a retry whose first answer was lost with its process writes the same row.
  const id = once == null ? world.newId() : uuidOf(once);
  switch (request.resource) {
    case "consents": {
      const { personRef, ...consent } = parseRegisterBody("consents", request.body);
      return { kind: "consent.recorded", id, pseudonym: await known(world, personRef), consent };
    }
    case "objections": {
      const { personRef, ...objection } = parseRegisterBody("objections", request.body);
      return { kind: "objection.recorded", id, pseudonym: await known(world, personRef), ...objection };
    }
    case "restrictions": {
      const { personRef, from } = parseRegisterBody("restrictions", request.body);
      return { kind: "restriction.set", id, pseudonym: await known(world, personRef), from };
    }
    case "signal-refusals": {
      const { personRef, at } = parseRegisterBody("signal-refusals", request.body);
      return { kind: "signal-refusal.recorded", id, pseudonym: await known(world, personRef), at };
    }
    case "rectifications": {
      const { personRef, ...rest } = parseRegisterBody("rectifications", request.body);
      return { kind: "rectification.recorded", id, pseudonym: await known(world, personRef), ...rest };
    }
    case "mandates": {
      const { personRef, ...rest } = parseRegisterBody("mandates", request.body);
      return {
        kind: "relation.opened",
        id,
        pseudonym: await known(world, personRef),
        relation: { ...rest, kind: "mandate" },
      };
    }
    case "relations": {
      const { personRef, ...relation } = parseRegisterBody("relations", request.body);
      return { kind: "relation.opened", id, pseudonym: await known(world, personRef), relation };
    }
  }
}

async function subjectChange(world: World, row: RegisterBody<"subjects">): Promise<RegisterChange> {
  const { catalogue } = await world.contracts.current();
  const found = await world.register.pseudonymOf(row.personRef);
  // A legacy source still holds BSNs (S-73): they are removed before anything of the row is kept.
  const subject = {
    ...row,
    record: withoutProhibited(row.record, catalogue).data,
    facts: withoutProhibited(row.facts, catalogue).data,
  };
  if (found !== null) return { kind: "subject.recorded", pseudonym: found, subject, isNew: false };
  const { pseudonym, alert } = await findClaim(world, subject.record);
  if (pseudonym !== null) return { kind: "subject.recorded", pseudonym, subject, isNew: false, claims: true };
  return { kind: "subject.recorded", pseudonym: world.newId() as Pseudonym, subject, isNew: true, alert };
}

async function known(world: World, personRef: string): Promise<Pseudonym> {
  const pseudonym = await world.register.pseudonymOf(personRef);
  if (pseudonym === null)
    throw new GatewayError("REGISTER_CONFLICT", "the register does not know this `personRef`", {
      at: "personRef",
      remedy: "post the person to /v1/subjects first",
    });
  return pseudonym;
}

function idOf(change: RegisterChange): string {
  if ("id" in change) return change.id;
  if ("pseudonym" in change) return change.pseudonym;
  return "covenant" in change ? `${change.covenant}@${change.version}` : change.party;
}
