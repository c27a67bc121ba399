import { GatewayError } from "../core/errors.ts";
import { isMet } from "../core/decision/approvals.ts";
import { rfc3339 } from "../core/instants.ts";
import type { Document } from "../core/document/types.ts";
import type { Caller } from "../ports/contracts.ts";
import type { StoredHold, Vote } from "../ports/hold-store.ts";
import type { World } from "../ports/world.ts";
import { concludeHold } from "./conclude-hold.ts";
import { eventEntry } from "./entries.ts";
import { reasonView, type StoredView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import { decideAsApproved, revealHold } from "./reveal-hold.ts";
import type { HoldView } from "./views.ts";

type Holds = Pick<Gateway, "holds" | "hold" | "reveal" | "approve" | "reject">;

/** What waits for a person: looked at, approved whole or with fields dropped, or rejected (design §6, holds). */
export function createHolds(world: World): Holds {
  return {
    async holds(caller, query) {
      requireStaff(caller);
      const found = await world.holds.list({ ...query, limit: query.limit + 1 });
      const items = await Promise.all(found.slice(0, query.limit).map((hold) => holdView(world, hold)));
      return { items, next: found.length > query.limit ? (items.at(-1)?.holdId ?? null) : null };
    },
    async hold(caller, holdId) {
      requireStaff(caller);
      return holdView(world, await getHold(world, holdId));
    },
    async reveal(caller, { holdId, reason }) {
      const { person, hold } = await approverOf(world, { caller, holdId });
      const actor = { person, role: caller.role ?? "approver" };
      return revealHold(world, { hold, document: await heldDocument(world, hold), actor, reason });
    },
    approve: (caller, { holdId, reason, drop }) =>
      vote(world, { caller, holdId, reason, verdict: "approve", dropped: drop }),
    reject: (caller, { holdId, reason }) => vote(world, { caller, holdId, reason, verdict: "reject", dropped: [] }),
  };
}

interface Ballot {
  readonly caller: Caller;
  readonly holdId: string;
  readonly reason: string;
  readonly verdict: Vote["verdict"];
  readonly dropped: readonly string[];
}

async function vote(world: World, { caller, holdId, reason, verdict, dropped }: Ballot): Promise<HoldView> {
  const { person, hold } = await approverOf(world, { caller, holdId });
  await requireReleasable(world, { hold, dropped });
  const role = caller.role ?? "approver";
  const at = world.now();
  const entry = await voteEntry(world, { hold, person, role, verdict, reason, at });
  const counted = await world.holds.vote(holdId, { person, role, verdict, dropped, at, reason }, entry);
  const after = await getHold(world, holdId);
  const how = endOf(after);
  // A process may die between a vote and what it brings about: the same vote again then brings it about.
  const repeated = after.votes.some((earlier) => earlier.person === person && earlier.verdict === verdict);
  if (!counted && (how === null || !repeated))
    throw new GatewayError("HOLD_ENDED", "this hold has ended, or you voted on it before");
  if (how !== null) await concludeHold(world, { hold: after, document: await heldDocument(world, after), how });
  return holdView(world, await getHold(world, holdId));
}

/** A misspelt name would drop nothing and release everything: only what the hold would release can be dropped. */
async function requireReleasable(
  world: World,
  { hold, dropped }: { readonly hold: StoredHold; readonly dropped: readonly string[] },
): Promise<void> {
  if (dropped.length === 0) return;
  const { decision } = await decideAsApproved(world, {
    hold,
    document: await heldDocument(world, hold),
    now: world.now(),
  });
  const before = hold.votes.flatMap((vote) => vote.dropped);
  const releasable = decision.verdicts.filter(({ verdict }) => verdict !== "withheld").map(({ field }) => field);
  if (dropped.every((name) => releasable.includes(name) || before.includes(name))) return;
  throw new GatewayError("BODY_INVALID", "`drop` names a field that this hold would not release", {
    at: "drop",
    remedy: "reveal the hold: it lists the fields as they would be released; name them as they stand there",
  });
}

/** How the votes end an open hold; `null` while they do not. One rejection outweighs every approval, whoever comes last. */
export function endOf(hold: StoredHold): "approved" | "rejected" | null {
  if (hold.state !== "open") return null;
  if (hold.votes.some(({ verdict }) => verdict === "reject")) return "rejected";
  return isApproved(hold) ? "approved" : null;
}

/** Enough different persons, and an own one for every group of roles that is asked for (4 eyes: the officer or deputy). */
const isApproved = (hold: StoredHold): boolean =>
  isMet(
    hold,
    hold.votes.filter(({ verdict }) => verdict === "approve").map(({ role }) => role),
  );

async function approverOf(
  world: World,
  { caller, holdId }: { readonly caller: Caller; readonly holdId: string },
): Promise<{ readonly person: string; readonly hold: StoredHold }> {
  const person = requireStaff(caller);
  const hold = await getHold(world, holdId);
  if (hold.state !== "open") throw new GatewayError("HOLD_ENDED", "this hold has ended");
  // The data protection officer advises and never approves (AVG 38(6)); nobody approves what they asked for.
  const allowed = caller.role !== null && caller.role !== "fg" && hold.by.includes(caller.role);
  if (!allowed || hold.requestedBy?.toLowerCase() === person.toLowerCase()) {
    throw new GatewayError(
      "APPROVER_NOT_ALLOWED",
      "the clause gives this decision to another role, or you asked for it yourself",
      {
        remedy: "ask a colleague with one of the roles in `by`",
      },
    );
  }
  return { person, hold };
}

function requireStaff(caller: Caller): string {
  if (caller.party.role !== "controller" || caller.person === null) {
    throw new GatewayError("SCOPE_MISSING", "only people of the corporation may look at holds");
  }
  return caller.person;
}

async function getHold(world: World, holdId: string): Promise<StoredHold> {
  const hold = await world.holds.find(holdId);
  if (hold === null) throw new GatewayError("NOT_FOUND", "there is no such hold");
  return hold;
}

export async function heldDocument(world: World, hold: StoredHold): Promise<Document> {
  const held = await world.holds.heldOf(hold.holdId);
  if (held === null) throw new GatewayError("HOLD_ENDED", "the held document was destroyed when its hold ended");
  return JSON.parse(new TextDecoder().decode(world.seals.unhold(held))) as Document;
}

interface Cast {
  readonly hold: StoredHold;
  readonly person: string;
  readonly role: string;
  readonly verdict: Vote["verdict"];
  readonly reason: string;
  readonly at: Vote["at"];
}

async function voteEntry(
  world: World,
  { hold, person, role, verdict, reason, at }: Cast,
): Promise<ReturnType<typeof eventEntry>> {
  const stored = await world.exchanges.find(hold.exchangeId);
  if (stored === null) throw new GatewayError("INVARIANT_BROKEN", "a hold without an exchange");
  const kind = verdict === "approve" ? "hold.approved" : "hold.rejected";
  const { sender, recipient } = stored.row;
  const header = { kind, exchangeId: hold.exchangeId, sender, recipient, holdId: hold.holdId } as const;
  return eventEntry(world, {
    header,
    exchangeId: hold.exchangeId,
    now: at,
    actors: [{ person, role }],
    because: reason,
  });
}

async function holdView(world: World, hold: StoredHold): Promise<HoldView> {
  const stored = await world.exchanges.find(hold.exchangeId);
  if (stored === null) throw new GatewayError("INVARIANT_BROKEN", "a hold without an exchange");
  const view = JSON.parse(stored.views.controller) as StoredView;
  return {
    holdId: hold.holdId,
    exchangeId: hold.exchangeId,
    state: hold.state,
    reasons: view.reasons.map(reasonView),
    purpose: stored.row.purpose,
    from: stored.row.sender,
    to: stored.row.recipient,
    by: hold.by,
    count: hold.count,
    includes: hold.includes,
    openedAt: rfc3339(hold.openedAt),
    dueAt: rfc3339(hold.dueAt),
    escalated: hold.escalatedAt !== null,
    votes: hold.votes.map(({ person, role, verdict, dropped, at }) => ({
      person,
      role,
      verdict,
      dropped,
      at: rfc3339(at),
    })),
  };
}
