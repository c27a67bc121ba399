import type { StaffRole } from "../../core/catalogue/party.ts";
import { parseExchangeId } from "../../core/ids.ts";
import type { HoldStore, StoredHold, Vote } from "../../ports/hold-store.ts";
import type { Database } from "./database.ts";
import type { Hold, HoldVote } from "./generated/client.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { createPersonSealer } from "./sealing.ts";
import type { Sealing } from "./sealing.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantOrNull, instantText } from "./values.ts";

/** A worker that died with a claim is given up after this. */
const CLAIM_SECONDS = 60;

const WITH_VOTES = { votes: { orderBy: { at: "asc" } } } as const;

/** Documents that wait for a person. Ending a hold is a commit (`exchange-store.ts`). */
export function createHoldStore({
  database,
  vault,
}: {
  readonly database: Database;
  readonly vault: Sealing;
}): HoldStore {
  const { pool, prisma } = database;
  const sealer = createPersonSealer(vault);
  const claim = (text: string, values: readonly unknown[]): Promise<readonly StoredHold[]> =>
    guarded(async () => {
      const { rows } = await pool.query<{ id: string }>(text, [...values]);
      const where = { id: { in: rows.map(({ id }) => id) } };
      const holds = await prisma.hold.findMany({ where, orderBy: { dueAt: "asc" }, include: WITH_VOTES });
      return holds.map(storedHold);
    });
  return {
    list: ({ state, after, limit }) =>
      guarded(async () => {
        const where = { ...(state === "any" ? {} : { state }), ...(after === null ? {} : { id: { gt: after } }) };
        const holds = await prisma.hold.findMany({ where, orderBy: { id: "asc" }, take: limit, include: WITH_VOTES });
        return holds.map(storedHold);
      }),
    find: (holdId) =>
      guarded(async () => {
        const hold = await prisma.hold.findUnique({ where: { id: holdId }, include: WITH_VOTES });
        return hold === null ? null : storedHold(hold);
      }),
    heldOf: (holdId) =>
      guarded(async () => {
        const hold = await prisma.hold.findUnique({ where: { id: holdId } });
        if (hold?.sealed == null || hold.keyId === null || hold.wrappedKey === null) return null;
        return { sealed: hold.sealed, keyId: hold.keyId, wrappedKey: hold.wrappedKey };
      }),
    async vote(holdId, vote, write) {
      const { ledger, parts } = await guarded(() => ledgerArguments(write, sealer));
      const values = [holdId, vote.person, vote.role, vote.verdict, vote.dropped, vote.reason, instantText(vote.at)];
      const { rows } = await guarded(() => pool.query(VOTE, [...values, JSON.stringify(ledger), parts]));
      if (rows.length === 1) database.ledgerWritten();
      return rows.length === 1;
    },
    claimVoted: (now, limit) => claim(CLAIM_VOTED, [instantText(now), limit]),
    claimDue: (now, limit) => claim(CLAIM_DUE, [instantText(now), limit]),
    remind: ({ nth, openedBefore, at, alertIds }) =>
      guarded(async () => {
        const values = [nth, instantText(openedBefore), instantText(at), alertIds];
        return (await pool.query(REMIND, values)).rows.length;
      }),
    escalate: (holdId, at, alertId) =>
      guarded(async () => {
        await pool.query(ESCALATE, [holdId, instantText(at), alertId]);
      }),
  };
}

/** The hold is locked until the vote stands, so that it cannot end in between. */
const VOTE = `WITH open_hold AS (SELECT id FROM hold WHERE id = $1 AND state = 'open' FOR SHARE),
  voted AS (
    INSERT INTO hold_vote (hold_id, person, role, verdict, dropped, reason, at)
    SELECT id, $2, $3, $4, $5, $6, $7::timestamptz FROM open_hold ON CONFLICT DO NOTHING RETURNING hold_id)
  SELECT write_ledger($8::jsonb, $9::bytea[]) FROM voted`;

/** Whoever voted last brings about what the votes come to; a worker does where that one died. Which votes count is core's to say. */
const CLAIM_VOTED = `UPDATE hold SET claimed_until = $1::timestamptz + interval '${CLAIM_SECONDS} seconds'
  WHERE id IN (
    SELECT h.id FROM hold h
      CROSS JOIN LATERAL (
        SELECT max(v.at) AS last_at, count(*) FILTER (WHERE v.verdict = 'approve') AS approvals,
            bool_or(v.verdict = 'reject') AS rejected FROM hold_vote v WHERE v.hold_id = h.id) AS votes
     WHERE h.state = 'open' AND (h.claimed_until IS NULL OR h.claimed_until <= $1::timestamptz)
       AND votes.last_at <= $1::timestamptz - interval '${CLAIM_SECONDS} seconds'
       AND (votes.rejected OR votes.approvals >= h.count)
     ORDER BY h.due_at LIMIT $2 FOR UPDATE OF h SKIP LOCKED)
  RETURNING id`;

const CLAIM_DUE = `UPDATE hold SET claimed_until = $1::timestamptz + interval '${CLAIM_SECONDS} seconds'
  WHERE id IN (
    SELECT id FROM hold
     WHERE state = 'open' AND due_at <= $1::timestamptz AND (claimed_until IS NULL OR claimed_until <= $1::timestamptz)
       AND NOT (escalates AND escalated_at IS NOT NULL)
     ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

const ESCALATE = `WITH escalated AS (
    UPDATE hold SET escalated_at = $2::timestamptz
     WHERE id = $1 AND state = 'open' AND escalated_at IS NULL RETURNING exchange_id, approvers)
  INSERT INTO alert (id, exchange_id, level, reason, roles, at)
  SELECT $3, exchange_id, 'alert', 'HOLD_ESCALATED', approvers, $2::timestamptz FROM escalated`;

/** One statement: a process that dies leaves a hold reminded of with its alert, or neither. */
const REMIND = `WITH due AS (
    SELECT id, row_number() OVER (ORDER BY opened_at, id) AS nth FROM (
      SELECT id, opened_at FROM hold
       WHERE state = 'open' AND reminded < $1 AND opened_at < $2::timestamptz AND due_at > $3::timestamptz
       ORDER BY opened_at, id LIMIT cardinality($4::uuid[]) FOR UPDATE SKIP LOCKED) AS locked),
  reminded AS (
    UPDATE hold h SET reminded = $1 FROM due d WHERE h.id = d.id RETURNING h.exchange_id, h.approvers, d.nth)
  INSERT INTO alert (id, exchange_id, level, reason, roles, at)
  SELECT ($4::uuid[])[nth], exchange_id, 'notice', 'HOLD_REMINDER', approvers, $3::timestamptz FROM reminded
  RETURNING id`;

function storedHold(hold: Hold & { readonly votes: readonly HoldVote[] }): StoredHold {
  return {
    holdId: hold.id,
    exchangeId: parseExchangeId(hold.exchangeId),
    state: hold.state as StoredHold["state"], // held to these four by a CHECK
    by: hold.approvers as StaffRole[],
    count: hold.count,
    includes: hold.includeGroups as StaffRole[][], // written by `store_hold` alone
    escalates: hold.escalates,
    openedAt: instantOf(hold.openedAt),
    dueAt: instantOf(hold.dueAt),
    escalatedAt: instantOrNull(hold.escalatedAt),
    requestedBy: hold.requestedBy,
    votes: hold.votes.map(storedVote),
  };
}

function storedVote({ person, role, verdict, dropped, at }: HoldVote): Vote {
  return { person, role: role as StaffRole, verdict: verdict as Vote["verdict"], dropped, at: instantOf(at) };
}
