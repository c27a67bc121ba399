import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAlertStore } from "../../../src/adapters/database/alert-store.ts";
import { createHoldStore } from "../../../src/adapters/database/hold-store.ts";
import { createIdempotencyStore } from "../../../src/adapters/database/idempotency-store.ts";
import { createReviewStore } from "../../../src/adapters/database/review-store.ts";
import { createRecordedDecisions } from "../../../src/adapters/database/recorded-decisions.ts";
import { createSweeper } from "../../../src/adapters/database/sweeper.ts";
import type { StaffRole } from "../../../src/core/catalogue/party.ts";
import type { ExchangeId, Instant } from "../../../src/core/ids.ts";
import type { Commit, NewHold } from "../../../src/ports/exchange-store.ts";
import type { HoldStore, Reminder, Vote } from "../../../src/ports/hold-store.ts";
import type { KeyClaim } from "../../../src/ports/tokens.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";
import {
  addSubject,
  commitOf,
  later,
  ledgerWrite,
  newExchangeId,
  newId,
  NOW,
  rowCounts,
  sha256,
  testStore,
} from "./fixtures.ts";
import { testKeys } from "../vault/keys.ts";
import type { TestStore } from "./fixtures.ts";

const DAY = 86_400_000;
let now: Instant = NOW;
const clock = (): Instant => now;

eachDatabase("the stores around it", (under) => {
  let fresh: FreshDatabase;
  let test: TestStore;
  beforeAll(async () => {
    fresh = await under.open();
    test = testStore(fresh.database);
  });
  afterAll(() => fresh.dispose());
  beforeEach(() => {
    now = NOW;
  });

  describe("a hold", () => {
    let holds: HoldStore;
    beforeAll(() => {
      holds = createHoldStore(test);
    });
    const open = async (change: Partial<NewHold> = {}): Promise<NewHold> => {
      const hold: NewHold = {
        holdId: newId(),
        held: { sealed: randomBytes(40), keyId: "kek-1", wrappedKey: randomBytes(60) },
        by: ["privacy-officer", "deputy"],
        count: 2,
        includes: [["privacy-officer", "deputy"], ["collections-lead"]],
        escalates: false,
        dueAt: later(5 * DAY),
        requestedBy: "person-1",
        ...change,
      };
      await test.store.commit(commitOf({ exchange: { outcome: "hold" }, parcel: null, hold }));
      return hold;
    };
    const voteOf = (person: string, change: Partial<Vote> = {}): Vote & { readonly reason: string } => ({
      person,
      role: "deputy",
      verdict: "approve",
      dropped: [],
      at: later(1000),
      reason: "in order",
      ...change,
    });
    const entry = (): ReturnType<typeof ledgerWrite> => ledgerWrite({ exchangeId: null, kind: "hold.voted" });

    it("is found with its terms, its votes in order and its document", async () => {
      const hold = await open();
      const second = voteOf("deputy-1", { dropped: ["phone"], at: later(2000) });
      const first = voteOf("officer-1", { role: "privacy-officer" });
      expect(await holds.vote(hold.holdId, second, entry())).toBe(true);
      expect(await holds.vote(hold.holdId, first, entry())).toBe(true);
      const { held, holdId, ...terms } = hold;
      const votes = [first, second].map(({ reason, ...vote }) => (expect(reason).toBe("in order"), vote));
      expect(await holds.find(holdId)).toMatchObject({
        holdId,
        ...terms,
        state: "open",
        openedAt: NOW,
        escalatedAt: null,
        votes,
      });
      const kept = await holds.heldOf(holdId);
      expect(kept?.keyId).toBe(held.keyId);
      expect(Buffer.from(kept!.sealed)).toEqual(held.sealed);
      expect(Buffer.from(kept!.wrappedKey)).toEqual(held.wrappedKey);
    });

    it("takes one vote of one person, with its entry, and none once it has ended", async () => {
      const hold = await open();
      await holds.vote(hold.holdId, voteOf("deputy-1"), entry());
      const exchangeId = (await holds.find(hold.holdId))!.exchangeId;
      const before = await rowCounts(test.database);
      expect(await holds.vote(hold.holdId, voteOf("deputy-1", { verdict: "reject" }), entry())).toBe(false);
      expect(await rowCounts(test.database)).toEqual(before);
      const stored = await test.store.find(exchangeId);
      await test.store.commit(
        commitOf({
          exchange: { ...stored!.row, outcome: "deny" },
          parcel: null,
          endsHold: { holdId: hold.holdId, how: "rejected" },
        }),
      );
      expect(await holds.vote(hold.holdId, voteOf("deputy-2"), entry())).toBe(false);
      expect(await holds.heldOf(hold.holdId)).toBeNull();
      expect((await holds.find(hold.holdId))?.state).toBe("rejected");
    });

    it("is listed by state after the cursor", async () => {
      const [one, two] = [await open(), await open()];
      const ids = async (query: object): Promise<string[]> => {
        const found = await holds.list({ state: "open", after: one.holdId, limit: 10, ...query });
        return found.map(({ holdId }) => holdId);
      };
      expect(await ids({})).toEqual([two.holdId]);
      expect(await ids({ state: "any" })).toEqual([two.holdId]);
      expect(await ids({ state: "expired" })).toEqual([]);
      expect(await ids({ after: null, limit: 1 })).toHaveLength(1);
    });

    it("past its term is claimed by one worker at a time, and again once the claim has lapsed", async () => {
      const due = later(-DAY);
      const mine = [await open({ dueAt: due }), await open({ dueAt: due })].map(({ holdId }) => holdId);
      const claimed = await Promise.all([1, 2, 3].map(() => holds.claimDue(now, 1)));
      const ids = claimed.flat().map(({ holdId }) => holdId);
      expect(ids.sort()).toEqual(mine.sort());
      expect(await holds.claimDue(later(59_000), 10)).toEqual([]);
      expect((await holds.claimDue(later(60_000), 10)).map(({ holdId }) => holdId).sort()).toEqual(mine);
    });

    it("that never lapses escalates once, with an alert", async () => {
      const hold = await open({ dueAt: later(-1), escalates: true });
      const alertId = newId();
      await holds.escalate(hold.holdId, NOW, alertId);
      await holds.escalate(hold.holdId, later(5), newId());
      expect((await holds.find(hold.holdId))?.escalatedAt).toBe(NOW);
      const claimed = await holds.claimDue(later(120_000), 10);
      expect(claimed.map(({ holdId }) => holdId)).not.toContain(hold.holdId);
      const exchangeId = (await holds.find(hold.holdId))!.exchangeId;
      const alerts = await createAlertStore(test.database).list({ status: "open", role: null, after: null, limit: 50 });
      expect(alerts.filter((alert) => alert.exchangeId === exchangeId)).toMatchObject([
        { alertId, level: "alert", reason: "HOLD_ESCALATED", roles: hold.by, at: NOW },
      ]);
    });

    describe("is reminded of", () => {
      const openedBefore = later(1);
      const remind = (nth: number, change: Partial<Reminder> = {}): Promise<number> =>
        holds.remind({ nth, openedBefore, at: NOW, alertIds: [newId(), newId(), newId()], ...change });
      const remindersOf = async ({ holdId }: NewHold) => {
        const { exchangeId } = (await holds.find(holdId))!;
        const alerts = await createAlertStore(test.database).list({
          status: "any",
          role: null,
          after: null,
          limit: 999,
        });
        return alerts.filter((alert) => alert.exchangeId === exchangeId);
      };
      // Those that other tests left open are reminded of and out of the way.
      beforeEach(async () => {
        while ((await remind(9)) > 0);
      });

      it("once for each reminder, by however many workers, with an alert to those who may approve", async () => {
        const hold = await open({ by: ["collections-lead"] });
        const rounds = await Promise.all([remind(1), remind(1), remind(1)]);
        expect(rounds.reduce((sum, n) => sum + n)).toBe(1);
        const first = {
          level: "notice",
          reason: "HOLD_REMINDER",
          roles: ["collections-lead"],
          status: "open",
          at: NOW,
        };
        expect(await remindersOf(hold)).toMatchObject([first]);
        expect(await remind(2, { at: later(5) })).toBe(1);
        expect(await remindersOf(hold)).toMatchObject([first, { ...first, at: later(5) }]);
        expect(await remind(1)).toBe(0);
      });

      it.each([
        { name: "before its day", change: { openedBefore: NOW } },
        { name: "when it is due", change: { at: later(5 * DAY) } },
        { name: "without an id for the alert", change: { alertIds: [] } },
      ])("never $name", async ({ change }) => {
        const hold = await open();
        expect(await remind(1, change)).toBe(0);
        expect(await remindersOf(hold)).toEqual([]);
        expect(await remind(1)).toBe(1);
      });

      it("as many at a time as there are ids, the rest after them", async () => {
        for (let made = 0; made < 5; made++) await open();
        expect([await remind(1), await remind(1), await remind(1)]).toEqual([3, 2, 0]);
      });

      it("no more once it has ended, and what reminded of it is closed", async () => {
        const hold = await open();
        await remind(1);
        const { exchangeId } = (await holds.find(hold.holdId))!;
        const stored = await test.store.find(exchangeId);
        const endsHold = { holdId: hold.holdId, how: "rejected" } as const;
        await test.store.commit(commitOf({ exchange: { ...stored!.row, outcome: "deny" }, parcel: null, endsHold }));
        expect(await remind(2)).toBe(0);
        expect(await remindersOf(hold)).toMatchObject([{ status: "closed", action: "the hold ended: rejected" }]);
      });
    });

    it("that does not exist is found nowhere", async () => {
      expect(await holds.find(newId())).toBeNull();
      expect(await holds.heldOf(newId())).toBeNull();
      expect(await holds.vote(newId(), voteOf("deputy-1"), entry())).toBe(false);
    });
  });

  it("an alert is claimed by one person and closed once, with what was done", async () => {
    const alerts = createAlertStore(test.database);
    const alertId = newId();
    await test.store.commit(commitOf({ alerts: [{ alertId, level: "info", reason: "TOO_SOON" }] }));
    const mine = async (status: "open" | "claimed" | "closed" | "any"): Promise<unknown> =>
      (await alerts.list({ status, role: null, after: null, limit: 100 })).find((alert) => alert.alertId === alertId);
    expect(await mine("open")).toMatchObject({ status: "open", owner: null });
    expect(await alerts.claim(alertId, "fg-1")).toBe(true);
    expect(await alerts.claim(alertId, "fg-1")).toBe(true);
    expect(await alerts.claim(alertId, "deputy-1")).toBe(false);
    const closed = { owner: "fg-1", action: "spoke with the sender", at: later(9) };
    expect(await alerts.close(alertId, closed)).toBe(true);
    expect(await alerts.close(alertId, closed)).toBe(false);
    expect(await alerts.claim(alertId, "fg-1")).toBe(false);
    expect(await mine("any")).toMatchObject({
      status: "closed",
      owner: "fg-1",
      action: closed.action,
      closedAt: later(9),
    });
    expect(await mine("open")).toBeUndefined();
  });

  it("an alert is listed for the roles that it names, and found by its id alone", async () => {
    const alerts = createAlertStore(test.database);
    const alertId = newId();
    await test.store.commit(commitOf({ alerts: [{ alertId, level: "info", reason: "TOO_SOON" }] }));
    await test.database.pool.query("UPDATE alert SET roles = $2 WHERE id = $1", [alertId, ["approver", "deputy"]]);
    const seenBy = async (role: StaffRole | null): Promise<boolean> =>
      (await alerts.list({ status: "any", role, after: null, limit: 999 })).some((alert) => alert.alertId === alertId);
    expect(
      await Promise.all([null, "approver", "deputy", "collections-lead"].map((role) => seenBy(role as StaffRole))),
    ).toEqual([true, true, true, false]);
    expect(await alerts.find(alertId)).toMatchObject({ alertId, roles: ["approver", "deputy"], status: "open" });
    expect(await alerts.find(newId())).toBeNull();
    expect(await alerts.find("no-id")).toBeNull();
  });

  describe("the exchanges of every party", () => {
    const reviews = () => createReviewStore(test.database);
    const party = `party-${newId().slice(-6)}`;
    const made: string[] = [];
    const nothing = {
      party: null,
      covenant: null,
      purpose: null,
      outcome: null,
      since: null,
      until: null,
      after: null,
    };
    beforeAll(async () => {
      const covenant = { id: "c-reviewed", version: 1, hash: sha256("x") };
      for (const exchange of [
        { sender: party, recipient: "entree", purpose: "p-one", at: later(10), covenant },
        { sender: "entree", recipient: party, purpose: "p-two", at: later(20), covenant },
        {
          sender: party,
          recipient: "entree",
          purpose: "p-two",
          at: later(30),
          covenant: null,
          outcome: "deny" as const,
        },
      ]) {
        const id = newExchangeId();
        made.push(id);
        await test.store.commit(commitOf({ exchange: { ...exchange, id }, parcel: null }));
      }
    });

    it.each([
      { name: "newest first", query: {}, found: [2, 1, 0] },
      { name: "by covenant", query: { covenant: "c-reviewed" }, found: [1, 0] },
      { name: "by purpose", query: { purpose: "p-two" }, found: [2, 1] },
      { name: "by outcome", query: { outcome: "deny" }, found: [2] },
      { name: "from an instant on", query: { since: later(20) }, found: [2, 1] },
      { name: "up to an instant", query: { until: later(20) }, found: [0] },
      { name: "by several at once", query: { purpose: "p-two", until: later(30), outcome: "allow" }, found: [1] },
      { name: "a page at a time", query: { limit: 2 }, found: [2, 1] },
      { name: "after a page", query: { after: 1 }, found: [0] },
    ] as const)("are found $name", async ({ query, found }) => {
      const after = "after" in query ? (made[query.after] as ExchangeId) : null;
      const rows = await reviews().review({ ...nothing, party, limit: 10, ...query, after });
      expect(rows.map(({ row }) => made.indexOf(row.id))).toEqual(found);
    });

    it("are all there where nothing is asked", async () => {
      const rows = await reviews().review({ ...nothing, limit: 3 });
      expect(rows.map(({ row }) => row.id)).toEqual([...made].reverse());
    });
  });

  describe("an idempotency key", () => {
    const answers = (): ReturnType<typeof createIdempotencyStore> =>
      createIdempotencyStore({ database: test.database, index: testKeys, now: clock });

    type Claim = Awaited<ReturnType<ReturnType<typeof answers>["claim"]>>;
    const mine = (claim: Claim): KeyClaim => {
      if (typeof claim === "string" || !("claimed" in claim)) throw new Error("the key was not claimed");
      return claim.claimed;
    };

    it("is claimed by one of many, and then answers for 72 hours", async () => {
      const key = newId();
      const claims = await Promise.all(Array.from({ length: 8 }, () => answers().claim(key, "body-1")));
      const won = claims.filter((claim) => typeof claim === "object");
      expect(won).toHaveLength(1);
      expect(claims.filter((claim) => claim === "in-progress")).toHaveLength(7);
      await answers().finish(mine(won[0]!), { status: 201, body: "{}" });
      now = later(72 * 3_600_000 - 1);
      expect(await answers().claim(key, "body-1")).toEqual({ kept: { status: 201, body: "{}" } });
      expect(await answers().claim(key, "body-2")).toBe("other-body");
      now = later(72 * 3_600_000);
      expect(mine(await answers().claim(key, "body-2")).key).toBe(key);
    });

    it("is free again when released, or a minute after its claimer died", async () => {
      const key = newId();
      await answers().release(mine(await answers().claim(key, "body-1")));
      mine(await answers().claim(key, "body-2"));
      now = later(59_999);
      expect(await answers().claim(key, "body-2")).toBe("in-progress");
      now = later(60_000);
      mine(await answers().claim(key, "body-2"));
    });

    it("that was taken over is neither kept nor freed by whom it was taken from", async () => {
      const key = newId();
      const slow = mine(await answers().claim(key, "body-1"));
      now = later(60_000);
      const second = mine(await answers().claim(key, "body-1"));
      expect(second.token).not.toBe(slow.token);
      await answers().release(slow);
      await answers().finish(slow, { status: 200, body: "of the slow one" });
      expect(await answers().claim(key, "body-1")).toBe("in-progress");
      await answers().finish(second, { status: 201, body: "of the second" });
      await answers().finish(slow, { status: 200, body: "of the slow one" });
      expect(await answers().claim(key, "body-1")).toEqual({ kept: { status: 201, body: "of the second" } });
    });

    it("keeps its answer when it is released too late", async () => {
      const key = newId();
      const claim = mine(await answers().claim(key, "body-1"));
      await answers().finish(claim, { status: 200, body: "kept" });
      await answers().release(claim);
      expect(await answers().claim(key, "body-1")).toEqual({ kept: { status: 200, body: "kept" } });
    });
  });

  describe("the sweeper", () => {
    it("destroys a parcel at the end of its term, with one entry, and leaves its row", async () => {
      const bytes = randomBytes(300_000);
      const parcel = { recipient: "entree", bytes, sha256: sha256(bytes), destroyAt: later(30 * DAY) };
      const [large, small] = [commitOf({ parcel }), commitOf()];
      for (const commit of [large, small]) await test.store.commit(commit);
      const written: string[] = [];
      const sweeper = createSweeper({
        ...test,
        now: clock,
        withoutQuestion: (record) => record,
        destroyedEntry: ({ row }, at) => {
          written.push(row.id);
          return ledgerWrite({ exchangeId: row.id, kind: "parcel.destroyed", at });
        },
      });
      expect(await sweeper.sweep()).toMatchObject({ parcels: 0, chunks: 0 });
      now = later(30 * DAY);
      const both = await Promise.all([sweeper.sweep(), sweeper.sweep()]);
      expect(both[0].parcels + both[1].parcels).toBe(new Set(written).size);
      expect(written).toEqual(expect.arrayContaining([large.exchange.id, small.exchange.id]));
      expect((await test.store.find(large.exchange.id))?.parcel).toMatchObject({ destroyedAt: now, size: 300_000 });
      expect((await test.store.find(small.exchange.id))?.parcel).toMatchObject({ destroyedAt: now });
      const { rows } = await test.database.pool.query(
        `SELECT (SELECT count(*)::int FROM parcel_chunk) AS chunks,
                (SELECT count(*)::int FROM parcel WHERE bytes IS NOT NULL AND destroyed_at IS NOT NULL) AS kept,
                (SELECT count(*)::int FROM ledger_opening WHERE kind = 'parcel.destroyed' AND exchange_id = $1) AS entries`,
        [large.exchange.id],
      );
      expect(rows).toEqual([{ chunks: 0, kept: 0, entries: 1 }]);
    });

    it("takes away chunks that lost their commit and answers that expired, and no others", async () => {
      const sweeper = createSweeper({
        ...test,
        now: clock,
        withoutQuestion: (record) => record,
        destroyedEntry: ({ row }) => ledgerWrite({ exchangeId: row.id, kind: "parcel.destroyed" }),
      });
      const answers = createIdempotencyStore({ database: test.database, index: testKeys, now: clock });
      await sweeper.sweep();
      const bytes = randomBytes(300_000);
      const parcel = { recipient: "entree", bytes, sha256: sha256(bytes), destroyAt: later(30 * DAY) };
      await test.store.commit(commitOf({ parcel }));
      await test.database.pool.query("INSERT INTO parcel_chunk VALUES ($1, 0, $2)", [randomBytes(32), randomBytes(9)]);
      await test.database.pool.query("UPDATE parcel_chunk SET written_at = $1", [new Date(now)]);
      await answers.claim(newId(), "body");
      now = later(3_599_999);
      expect(await sweeper.sweep()).toMatchObject({ chunks: 0 });
      now = later(3_600_000);
      await answers.claim(newId(), "body");
      expect(await sweeper.sweep()).toEqual({ parcels: 0, chunks: 1, answers: 0, questions: 0 });
      const { rows } = await test.database.pool.query("SELECT count(*)::int AS n FROM parcel_chunk");
      expect(rows).toEqual([{ n: 2 }]);
    });
  });

  it("questions are taken out of the records that hold them at the end of their term, a person's and nobody's", async () => {
    const [ours, gone] = [await addSubject(test), await addSubject(test)];
    const made = (persons: readonly (typeof ours)[], questionUntil: Instant | null): Commit => {
      const id = newExchangeId();
      const record = new TextEncoder().encode(JSON.stringify({ checks: [], question: id }));
      return commitOf({ exchange: { id }, ledger: ledgerWrite({ exchangeId: id, persons }), record, questionUntil });
    };
    const due = [made([ours], later(DAY)), made([], later(DAY)), made([gone], later(DAY))];
    const kept = [made([ours], later(DAY + 1)), made([], null)];
    for (const commit of [...due, ...kept]) expect(await test.store.commit(commit)).toEqual({ status: "committed" });
    await test.database.pool.query("DELETE FROM vault.subject_key WHERE subject_id = $1", [gone]);
    const recorded = createRecordedDecisions(test);
    const held = async (commits: readonly Commit[]): Promise<readonly unknown[]> =>
      Promise.all(commits.map(async ({ exchange }) => (await recorded.find(exchange.id))?.record ?? null));
    const sweeper = createSweeper({
      ...test,
      now: clock,
      withoutQuestion: () => new TextEncoder().encode("less"),
      destroyedEntry: ({ row }) => ledgerWrite({ exchangeId: row.id, kind: "parcel.destroyed" }),
    });
    now = later(DAY - 1);
    expect(await sweeper.sweep()).toMatchObject({ questions: 0 });
    now = later(DAY);
    expect(await sweeper.sweep()).toMatchObject({ questions: 3 });
    expect(await sweeper.sweep()).toMatchObject({ questions: 0 });
    expect(await held(due)).toEqual(["less", "less", null]);
    const text = ({ record }: Commit): string => new TextDecoder().decode(record);
    expect(await held(kept)).toEqual(kept.map(text));
  });

  it("a refused statement leaves the connection usable, through pg and through Prisma", async () => {
    const { pool, prisma } = test.database;
    const data = { party: newId(), status: "active", since: new Date(NOW) };
    await prisma.partyState.create({ data });
    const attempts = Array.from({ length: 5 }, () =>
      prisma.partyState.create({ data }).then(
        () => "made",
        () => "refused",
      ),
    );
    const others = Array.from({ length: 5 }, () =>
      pool.query("SELECT 1 / 0").then(
        () => "made",
        () => "refused",
      ),
    );
    expect(new Set(await Promise.all([...attempts, ...others]))).toEqual(new Set(["refused"]));
    const { rows } = await pool.query("SELECT 7 AS n");
    expect(rows).toEqual([{ n: 7 }]);
    expect(await prisma.partyState.count({ where: { party: data.party } })).toBe(1);
  });

  it("closed lists refuse what is not on them", async () => {
    const { pool } = test.database;
    const id = newExchangeId();
    await test.store.commit(commitOf({ exchange: { id } }));
    const refused = { code: "23514" };
    await expect(pool.query("UPDATE exchange SET outcome = 'maybe' WHERE id = $1", [id])).rejects.toMatchObject(
      refused,
    );
    await expect(pool.query("INSERT INTO party_state VALUES ('x', 'gone', now())")).rejects.toMatchObject(refused);
    await expect(pool.query("INSERT INTO ledger_state VALUES (2, 0, sha256(''))")).rejects.toMatchObject(refused);
  });
});
