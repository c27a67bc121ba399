import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unpackPerson } from "../../../src/adapters/database/ledger-write.ts";
import type { Commit, Fetched, MailboxPlace, NewHold } from "../../../src/ports/exchange-store.ts";
import type { LedgerWrite } from "../../../src/ports/ledger.ts";
import { eachDatabase } from "../../support/databases.ts";
import type { FreshDatabase } from "../../support/databases.ts";
import {
  addSubject,
  commitOf,
  later,
  ledgerWrite,
  newExchangeId,
  newId,
  newPseudonym,
  NOW,
  rowCounts,
  sha256,
  testStore,
} from "./fixtures.ts";
import type { TestStore } from "./fixtures.ts";

/** The covenant that `commitOf` names, as it stands. */
const SEEN = { covenant: "bergendal-early-signal", version: 2, stateVersion: 5 };
const GONE = { status: "gone" };
const given = (bytes: Uint8Array): object => ({ status: "given", bytes: Buffer.from(bytes) });

const holdOf = (): NewHold => ({
  holdId: newId(),
  held: { sealed: randomBytes(40), keyId: "kek-1", wrappedKey: randomBytes(60) },
  by: ["privacy-officer", "deputy"],
  count: 2,
  includes: [["privacy-officer", "deputy"], ["collections-lead"]],
  escalates: false,
  dueAt: later(5 * 86_400_000),
  requestedBy: null,
});

const heldCommit = (hold: NewHold, exchange: Partial<Commit["exchange"]> = {}): Commit =>
  commitOf({ exchange: { outcome: "hold", ...exchange }, parcel: null, hold });

/** The same document as it comes again: the exchange gets an id of its own. */
const withoutId = ({ exchange }: Commit): Partial<Commit["exchange"]> => {
  const again: { -readonly [key in keyof Commit["exchange"]]?: Commit["exchange"][key] } = { ...exchange };
  delete again.id;
  return again;
};

eachDatabase("the exchange store", (under) => {
  let fresh: FreshDatabase;
  let test: TestStore;
  beforeAll(async () => {
    fresh = await under.open();
    test = testStore(fresh.database);
    await setCovenantState(SEEN.covenant, SEEN.stateVersion);
  });
  afterAll(() => fresh.dispose());

  const versionOf = async (id: string): Promise<number | undefined> => {
    const { rows } = await test.database.pool.query<{ version: number }>("SELECT version FROM subject WHERE id = $1", [
      id,
    ]);
    return rows[0]?.version;
  };
  const setCovenantState = (covenant: string, state: number): Promise<unknown> =>
    test.database.pool.query(
      `INSERT INTO covenant_version_state (covenant, version, state_version) VALUES ($1, 2, $2)
       ON CONFLICT (covenant, version) DO UPDATE SET state_version = $2`,
      [covenant, state],
    );

  /** Asked on another connection than the one that waits: one transaction sees one snapshot of who does. */
  async function waitingForLocks(): Promise<number | undefined> {
    const { rows } = await test.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows[0]?.n;
  }

  const fetch = (id: Commit["exchange"]["id"], delivered: LedgerWrite, seen = SEEN): Promise<Fetched> =>
    test.store.fetchParcel(id, { delivered, seen });

  describe("a commit", () => {
    it("of an allowed exchange gives back all it was given, and wakes the sequencer", async () => {
      const person = await addSubject(test);
      const id = newExchangeId();
      let woken = 0;
      const away = test.database.onLedgerWritten(() => (woken += 1));
      const commit = commitOf({
        exchange: { id, rowId: "row-7", replyTo: newId(), channel: "post" },
        ledger: ledgerWrite({ exchangeId: id, persons: [person] }),
        decidedOn: {
          subjects: [{ pseudonym: person, version: 1 }],
          covenant: { id: newId(), version: 2, stateVersion: 0 },
          counters: [{ key: `c-${id}`, max: 1 }],
        },
        alerts: [{ alertId: newId(), level: "notice", reason: "TOO_SOON" }],
        tasks: [{ taskId: newId(), duty: "copy", who: "there", dueAt: later(1000) }],
      });
      expect(await test.store.commit(commit)).toEqual({ status: "committed" });
      away();
      expect(woken).toBe(1);
      const stored = await test.store.find(id);
      expect(stored).toEqual({
        row: commit.exchange,
        views: commit.views,
        holdId: null,
        parcel: {
          recipient: "gemeente-bergendal",
          sha256: commit.parcel!.sha256,
          size: commit.parcel!.bytes.byteLength,
          fetchedAt: null,
          acknowledgedAt: null,
          destroyedAt: null,
        },
      });
      expect(await versionOf(person)).toBe(2);
      expect(await test.store.counters([`c-${id}`, "none"])).toEqual({ [`c-${id}`]: 1 });
      expect(await test.store.findMessage("oosterpoort", commit.exchange.messageId)).toEqual({
        documentSha256: commit.exchange.documentSha256,
        exchangeId: id,
      });
    });

    it("seals record and opening under the person's own key", async () => {
      const person = await addSubject(test);
      const id = newExchangeId();
      const ledger = ledgerWrite({ exchangeId: id, persons: [person] });
      await test.store.commit(
        commitOf({
          exchange: { id },
          ledger,
          decidedOn: { subjects: [{ pseudonym: person, version: 1 }], covenant: null, counters: [] },
        }),
      );
      const { rows } = await test.database.pool.query<{ sealed: Buffer; record: Buffer; subject_id: string }>(
        `SELECT p.sealed, r.sealed AS record, r.subject_id FROM ledger_person p
           JOIN decision_record r ON r.exchange_id = $1 WHERE p.entry_id = $2`,
        [id, ledger.entryId],
      );
      const [row] = rows;
      expect(row!.subject_id).toBe(person);
      expect(unpackPerson(await test.vault.openFor(person, row!.sealed))).toEqual({
        salt: Buffer.from(ledger.persons[0]!.salt),
        opening: Buffer.from(ledger.persons[0]!.opening),
      });
      expect(Buffer.from(await test.vault.openFor(person, row!.record)).toString()).toBe(`{"checks":[]}`);
    });

    it("of a denial about nobody seals the record under the installation's key and raises no version", async () => {
      const person = await addSubject(test);
      const id = newExchangeId();
      const denied = commitOf({
        exchange: { id, outcome: "deny", covenant: null, clause: null },
        parcel: null,
        decidedOn: { subjects: [{ pseudonym: person, version: 1 }], covenant: null, counters: [] },
      });
      expect(await test.store.commit(denied)).toEqual({ status: "committed" });
      expect(await versionOf(person)).toBe(1);
      const { rows } = await test.database.pool.query<{ sealed: Buffer; key_id: string; wrapped_key: Buffer }>(
        "SELECT sealed, key_id, wrapped_key FROM decision_record WHERE exchange_id = $1",
        [id],
      );
      const [row] = rows;
      const opened = test.vault.openInstallation({
        sealed: row!.sealed,
        keyId: row!.key_id,
        wrappedKey: row!.wrapped_key,
      });
      expect(Buffer.from(opened).toString()).toBe(`{"checks":[]}`);
      expect((await test.store.find(id))?.row).toEqual(denied.exchange);
    });

    it("creates the person whom the exchange is the first to name, key included, and never twice", async () => {
      const person = newPseudonym();
      const first = (): Commit => {
        const id = newExchangeId();
        return commitOf({
          exchange: { id },
          ledger: ledgerWrite({ exchangeId: id, persons: [person] }),
          decidedOn: { subjects: [{ pseudonym: person, version: 0 }], covenant: null, counters: [] },
          effects: [
            { do: "open", kind: "signal", party: "gemeente-bergendal", ref: "S-1", pseudonym: person, at: NOW },
          ],
        });
      };
      expect(await test.store.commit(first())).toEqual({ status: "committed" });
      const { rows } = await test.database.pool.query<{ ref: Buffer; kind: string; until_at: Date | null }>(
        "SELECT ref, kind, until_at FROM relation WHERE subject_id = $1",
        [person],
      );
      expect(rows).toHaveLength(1);
      expect(Buffer.from(await test.vault.openFor(person, rows[0]!.ref)).toString()).toBe("S-1");
      expect(await versionOf(person)).toBe(1);
      expect(await test.store.commit(first())).toEqual({ status: "moved" });
    });

    it("opens a relation once, closes it, and opens it again", async () => {
      const person = await addSubject(test);
      const effect = (what: "open" | "close", at: number): Commit["effects"][number] => ({
        do: what,
        kind: "debt-notice",
        party: "gemeente-bergendal",
        ref: "D-1",
        pseudonym: person,
        at: later(at),
      });
      const apply = async (version: number, ...effects: Commit["effects"]): Promise<void> => {
        const subjects = [{ pseudonym: person, version }];
        const commit = commitOf({ decidedOn: { subjects, covenant: null, counters: [] }, effects });
        expect(await test.store.commit(commit)).toEqual({ status: "committed" });
      };
      await apply(1, effect("open", 0));
      await apply(2, effect("open", 1));
      await apply(3, effect("close", 2));
      await apply(4, effect("open", 3));
      const { rows } = await test.database.pool.query<{ from_at: Date; until_at: Date | null }>(
        "SELECT from_at, until_at FROM relation WHERE subject_id = $1 ORDER BY from_at",
        [person],
      );
      expect(rows).toEqual([
        { from_at: new Date(later(0)), until_at: new Date(later(2)) },
        { from_at: new Date(later(3)), until_at: null },
      ]);
    });
  });

  describe("a commit on state that moved writes nothing", () => {
    const cases: readonly [string, (person: string) => Promise<unknown>][] = [
      [
        "a person",
        (person) => test.database.pool.query("UPDATE subject SET version = version + 1 WHERE id = $1", [person]),
      ],
      ["a covenant that had a state", () => setCovenantState("moving", 4)],
      [
        "a counter",
        () =>
          test.database.pool.query("INSERT INTO counter VALUES ('moving', 2) ON CONFLICT (key) DO UPDATE SET n = 2"),
      ],
    ];
    it.each(cases)("when it is %s", async (_what, move) => {
      const person = await addSubject(test);
      await test.database.pool.query("DELETE FROM counter WHERE key = 'moving'");
      await setCovenantState("moving", 3);
      const decided = (): Commit =>
        commitOf({
          decidedOn: {
            subjects: [{ pseudonym: person, version: 1 }],
            covenant: { id: "moving", version: 2, stateVersion: 3 },
            counters: [
              { key: `kept-${person}`, max: 9 },
              { key: "moving", max: 2 },
            ],
          },
        });
      await move(person);
      const before = await rowCounts(test.database);
      expect(await test.store.commit(decided())).toEqual({ status: "moved" });
      expect(await rowCounts(test.database)).toEqual(before);
    });

    it("when it is a covenant whose state was never written before", async () => {
      const covenant = newId();
      const decided = (): Commit =>
        commitOf({
          decidedOn: { subjects: [], covenant: { id: covenant, version: 2, stateVersion: 0 }, counters: [] },
        });
      expect(await test.store.commit(decided())).toEqual({ status: "committed" });
      await setCovenantState(covenant, 1);
      expect(await test.store.commit(decided())).toEqual({ status: "moved" });
    });

    it.skipIf(under.kind === "embedded").each([
      ["a covenant", "UPDATE covenant_version_state SET state_version = 9 WHERE covenant = 'racing'"],
      ["a person", "UPDATE subject SET version = 9 WHERE id = $1"],
    ])("when %s moves in a transaction that is still open while the commit runs", async (_what, sql) => {
      await setCovenantState("racing", 1);
      const person = await addSubject(test);
      const client = await test.database.pool.connect();
      try {
        await client.query("BEGIN");
        await client.query(sql, sql.includes("$1") ? [person] : []);
        const subjects = [{ pseudonym: person, version: 1 }];
        const covenant = { id: "racing", version: 2, stateVersion: 1 };
        const committing = test.store.commit(commitOf({ decidedOn: { subjects, covenant, counters: [] } }));
        await expect.poll(waitingForLocks).toBe(1);
        await client.query("COMMIT");
        expect(await committing).toEqual({ status: "moved" });
      } finally {
        await client.query("ROLLBACK"); // nothing to do once committed
        client.release();
      }
    });

    it("also for a denial about a person who moved", async () => {
      const person = await addSubject(test);
      const denied = commitOf({
        exchange: { outcome: "deny" },
        parcel: null,
        decidedOn: { subjects: [{ pseudonym: person, version: 2 }], covenant: null, counters: [] },
      });
      const before = await rowCounts(test.database);
      expect(await test.store.commit(denied)).toEqual({ status: "moved" });
      expect(await rowCounts(test.database)).toEqual(before);
    });
  });

  describe("a commit looks again for the persons it was decided on", () => {
    const at = (kind: string, digest: Buffer, order = 0) => ({ position: 0, order, via: "index", kind, digest });
    const addIndex = (person: string, kind: string, digest: Buffer): Promise<unknown> =>
      test.database.pool.query("INSERT INTO subject_index VALUES ($1, $2, $3)", [kind, digest, person]);
    const tie = (person: string, digest: Buffer): Promise<unknown> =>
      test.database.pool.query(
        `INSERT INTO relation (id, subject_id, kind, party, ref, ref_digest, scope, from_at)
         VALUES ($1, $2, 'order', 'gemeente-bergendal', '', $3, '{}', now())`,
        [newId(), person, digest],
      );

    interface Scene {
      readonly person: string;
      readonly strict: Buffer;
      readonly loose: Buffer;
    }
    const cases: readonly { name: string; moves: boolean; meanwhile: (scene: Scene) => Promise<unknown> }[] = [
      { name: "nothing happened", moves: false, meanwhile: () => Promise.resolve() },
      {
        name: "another person got the same key",
        moves: true,
        meanwhile: async ({ loose }) => addIndex(await addSubject(test), "name+address", loose),
      },
      {
        name: "another person got a key that is tried first",
        moves: true,
        meanwhile: async ({ strict }) => addIndex(await addSubject(test), "name+birthDate", strict),
      },
      {
        name: "the person lost the key",
        moves: true,
        meanwhile: ({ person }) =>
          test.database.pool.query("DELETE FROM subject_index WHERE subject_id = $1", [person]),
      },
      {
        name: "another person was tied by the reference",
        moves: true,
        meanwhile: async ({ loose }) => tie(await addSubject(test), loose),
      },
      {
        name: "the person got another key that was asked for",
        moves: false,
        meanwhile: ({ person, strict }) => addIndex(person, "name+birthDate", strict),
      },
    ];
    it.each(cases)("and when $name: moved is $moves", async ({ moves, meanwhile }) => {
      const scene = { person: await addSubject(test), strict: randomBytes(32), loose: randomBytes(32) };
      await addIndex(scene.person, "name+address", scene.loose);
      const lookups = [
        at("name+birthDate", scene.strict),
        at("name+address", scene.loose, 1),
        { ...at("order", scene.loose, 1), via: "relation" },
      ];
      await meanwhile(scene);
      const before = await rowCounts(test.database);
      const search = {
        lookups,
        partner: "gemeente-bergendal",
        replyTo: null,
        parties: ["oosterpoort", "gemeente-bergendal"],
        found: [{ position: 0, pseudonym: scene.person }],
      };
      expect(await test.store.commit(commitOf({ search }))).toEqual({ status: moves ? "moved" : "committed" });
      if (moves) expect(await rowCounts(test.database)).toEqual(before);
    });

    it("also where nobody was found, and where several were", async () => {
      const [digest, others] = [
        randomBytes(32),
        [await addSubject(test), await addSubject(test), await addSubject(test)],
      ];
      const looked = (...found: typeof others): Commit => {
        const where = { partner: "gemeente-bergendal", replyTo: null, parties: [] };
        const persons = found.map((pseudonym) => ({ position: 0, pseudonym }));
        return commitOf({ search: { ...where, lookups: [at("name+birthDate", digest)], found: persons } });
      };
      const [one, two, three] = others as [(typeof others)[0], (typeof others)[0], (typeof others)[0]];
      expect(await test.store.commit(looked())).toEqual({ status: "committed" });
      await addIndex(one, "name+birthDate", digest);
      expect(await test.store.commit(looked())).toEqual({ status: "moved" });
      await addIndex(two, "name+birthDate", digest);
      expect(await test.store.commit(looked(two, one))).toEqual({ status: "committed" });
      // Two are several, as many as they are.
      await addIndex(three, "name+birthDate", digest);
      expect(await test.store.commit(looked(one, two))).toEqual({ status: "committed" });
    });

    it("and by the exchange that it answers", async () => {
      const person = await addSubject(test);
      const earlier = commitOf({
        ledger: ledgerWrite({ exchangeId: newExchangeId(), persons: [person] }),
        decidedOn: { subjects: [{ pseudonym: person, version: 1 }], covenant: null, counters: [] },
      });
      await test.store.commit(earlier);
      const reply = { position: 0, order: 0, via: "reply", kind: "", digest: Buffer.alloc(0) };
      const search = (replyTo: string, found: readonly (typeof person)[], partner = "gemeente-bergendal") => ({
        lookups: [reply],
        partner,
        replyTo,
        parties: ["gemeente-bergendal", "oosterpoort"],
        found: found.map((pseudonym) => ({ position: 0, pseudonym })),
      });
      const { id, messageId } = earlier.exchange;
      for (const replyTo of [id, messageId]) {
        expect(await test.store.commit(commitOf({ search: search(replyTo, [person]) }))).toEqual({
          status: "committed",
        });
        expect(await test.store.commit(commitOf({ search: search(replyTo, []) }))).toEqual({ status: "moved" });
        const others = commitOf({ search: search(replyTo, [person], "politie") });
        expect(await test.store.commit(others)).toEqual({ status: "moved" });
      }
    });
  });

  describe("the same document", () => {
    it("is a duplicate, also under another exchange id, and writes nothing", async () => {
      const person = await addSubject(test);
      const decidedOn = { subjects: [{ pseudonym: person, version: 1 }], covenant: null, counters: [] };
      const first = commitOf({ decidedOn });
      await test.store.commit(first);
      const before = await rowCounts(test.database);
      const exchange = withoutId(first);
      expect(await test.store.commit(commitOf({ exchange, decidedOn }))).toEqual({ status: "duplicate" });
      const other = { ...exchange, documentSha256: sha256("another") };
      expect(await test.store.commit(commitOf({ exchange: other, decidedOn }))).toEqual({ status: "duplicate" });
      expect(await rowCounts(test.database)).toEqual(before);
    });

    it("is committed once of twenty at a time", async () => {
      const exchange = withoutId(commitOf());
      const results = await Promise.all(Array.from({ length: 20 }, () => test.store.commit(commitOf({ exchange }))));
      expect(results.filter(({ status }) => status === "committed")).toHaveLength(1);
      expect(results.filter(({ status }) => status === "duplicate")).toHaveLength(19);
    });

    it("may carry many rows, each once", async () => {
      const exchange = withoutId(commitOf());
      const row = (rowId: string): Commit => commitOf({ exchange: { ...exchange, rowId } });
      expect(await test.store.commit(row("1"))).toEqual({ status: "committed" });
      expect(await test.store.commit(row("2"))).toEqual({ status: "committed" });
      expect(await test.store.commit(row("1"))).toEqual({ status: "duplicate" });
    });
  });

  it("lets a counter reach its bound and never pass it, under 20 parallel commits", async () => {
    const key = newId();
    const commit = (): Commit => commitOf({ decidedOn: { subjects: [], covenant: null, counters: [{ key, max: 7 }] } });
    const results = await Promise.all(Array.from({ length: 20 }, () => test.store.commit(commit())));
    expect(results.filter(({ status }) => status === "committed")).toHaveLength(7);
    expect(results.filter(({ status }) => status === "moved")).toHaveLength(13);
    expect(await test.store.counters([key])).toEqual({ [key]: 7 });
  });

  it("commits one of many that were decided on the same version of a person", async () => {
    const person = await addSubject(test);
    const decidedOn = { subjects: [{ pseudonym: person, version: 1 }], covenant: null, counters: [] };
    const results = await Promise.all(Array.from({ length: 8 }, () => test.store.commit(commitOf({ decidedOn }))));
    expect(results.filter(({ status }) => status === "committed")).toHaveLength(1);
    expect(await versionOf(person)).toBe(2);
  });

  describe("a commit that fails in the middle leaves nothing", () => {
    const steps = ["exchange", "parcel", "decision_record", "relation", "alert", "task", "ledger_opening"];
    steps.push("ledger_person", "ledger_pending", "counter", "vault.subject_key");
    it.each(steps)("at %s", async (table) => {
      const id = newExchangeId();
      const [known, created] = [await addSubject(test), newPseudonym()];
      const full = (): Commit =>
        commitOf({
          exchange: { id },
          ledger: ledgerWrite({ exchangeId: id, persons: [known, created] }),
          decidedOn: {
            subjects: [
              { pseudonym: known, version: 1 },
              { pseudonym: created, version: 0 },
            ],
            covenant: { id, version: 1, stateVersion: 0 },
            counters: [{ key: id, max: 1 }],
          },
          effects: [{ do: "open", kind: "signal", party: "entree", ref: "S", pseudonym: known, at: NOW }],
          alerts: [{ alertId: newId(), level: "info", reason: "TOO_SOON" }],
          tasks: [{ taskId: newId(), duty: "copy", who: "here", dueAt: NOW }],
        });
      const { pool } = test.database;
      const before = await rowCounts(test.database);
      await pool.query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'planted' USING ERRCODE = 'UPTST'; END $$`);
      await pool.query(`CREATE TRIGGER planted BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION fail()`);
      try {
        await expect(test.store.commit(full())).rejects.toMatchObject({ code: "UPTST" });
      } finally {
        await pool.query("DROP FUNCTION fail() CASCADE");
      }
      expect(await rowCounts(test.database)).toEqual(before);
      expect(await versionOf(known)).toBe(1);
      expect(await test.store.commit(full())).toEqual({ status: "committed" });
    });
  });

  describe("a hold", () => {
    it("ends with the decision that takes its place, and its document's key is gone", async () => {
      const hold = holdOf();
      const held = heldCommit(hold);
      expect(await test.store.commit(held)).toEqual({ status: "committed" });
      expect((await test.store.find(held.exchange.id))?.holdId).toBe(hold.holdId);
      const ending = (): Commit =>
        commitOf({
          exchange: { ...held.exchange, at: later(60_000), outcome: "allow" },
          views: { partner: `{"now":"allow"}`, controller: `{"now":"allow"}` },
          endsHold: { holdId: hold.holdId, how: "approved" },
        });
      expect(await test.store.commit(ending())).toEqual({ status: "committed" });
      const stored = await test.store.find(held.exchange.id);
      expect(stored).toMatchObject({ row: { outcome: "allow", at: NOW }, views: { partner: `{"now":"allow"}` } });
      expect(stored?.parcel).not.toBeNull();
      const { rows } = await test.database.pool.query(
        "SELECT state, sealed, key_id, wrapped_key, ended_at FROM hold WHERE id = $1",
        [hold.holdId],
      );
      const ended_at = new Date(later(60_000));
      expect(rows).toEqual([{ state: "approved", sealed: null, key_id: null, wrapped_key: null, ended_at }]);
      const before = await rowCounts(test.database);
      expect(await test.store.commit(ending())).toEqual({ status: "duplicate" });
      expect(await rowCounts(test.database)).toEqual(before);
    });

    it("stays open when the state moved", async () => {
      const hold = holdOf();
      const held = heldCommit(hold);
      await test.store.commit(held);
      const person = await addSubject(test);
      const ending = commitOf({
        exchange: held.exchange,
        decidedOn: { subjects: [{ pseudonym: person, version: 9 }], covenant: null, counters: [] },
        endsHold: { holdId: hold.holdId, how: "approved" },
      });
      expect(await test.store.commit(ending)).toEqual({ status: "moved" });
      const { rows } = await test.database.pool.query("SELECT state FROM hold WHERE id = $1", [hold.holdId]);
      expect(rows).toEqual([{ state: "open" }]);
    });
  });

  describe("a parcel", () => {
    const parcelOf = (bytes: Uint8Array): NonNullable<Commit["parcel"]> => ({
      recipient: "gemeente-bergendal",
      bytes,
      sha256: sha256(bytes),
      destroyAt: later(86_400_000),
    });
    const delivered = (id: Commit["exchange"]["id"], at = later(5)): ReturnType<typeof ledgerWrite> =>
      ledgerWrite({ exchangeId: id, kind: "parcel.delivered", at });

    it.each([1, 256 * 1024, 256 * 1024 + 1, 700_000])("of %i bytes comes back whole", async (size) => {
      const bytes = randomBytes(size);
      const commit = commitOf({ parcel: parcelOf(bytes) });
      await test.store.commit(commit);
      const fetched = await fetch(commit.exchange.id, delivered(commit.exchange.id));
      expect(fetched.status === "given" && Buffer.compare(fetched.bytes, bytes) === 0).toBe(true);
    });

    it("is delivered with one entry, however often it is fetched", async () => {
      const commit = commitOf();
      const { id } = commit.exchange;
      await test.store.commit(commit);
      expect((await test.store.find(id))?.parcel?.fetchedAt).toBeNull();
      const first = delivered(id);
      await fetch(id, first);
      expect(await fetch(id, delivered(id, later(9)))).toEqual(given(commit.parcel!.bytes));
      expect((await test.store.find(id))?.parcel?.fetchedAt).toBe(later(5));
      const { rows } = await test.database.pool.query(
        "SELECT entry_id FROM ledger_opening WHERE exchange_id = $1 AND kind = 'parcel.delivered'",
        [id],
      );
      expect(rows).toEqual([{ entry_id: first.entryId }]);
    });

    it("is not given out once its covenant has moved, and nothing is noted of a delivery", async () => {
      const commit = commitOf();
      const { id } = commit.exchange;
      await test.store.commit(commit);
      const before = await rowCounts(test.database);
      for (const seen of [
        { ...SEEN, stateVersion: SEEN.stateVersion - 1 },
        { ...SEEN, version: 1 },
        { ...SEEN, covenant: "another" },
      ]) {
        expect(await fetch(id, delivered(id), seen)).toEqual({ status: "moved" });
      }
      expect(await rowCounts(test.database)).toEqual(before);
      expect((await test.store.find(id))?.parcel?.fetchedAt).toBeNull();
      // Also for one that was given out before.
      await fetch(id, delivered(id));
      expect(await fetch(id, delivered(id), { ...SEEN, stateVersion: 0 })).toEqual({ status: "moved" });
    });

    it.skipIf(under.kind === "embedded")(
      "waits for a suspension that is being written, and is then refused",
      async () => {
        const commit = commitOf();
        const { id } = commit.exchange;
        await test.store.commit(commit);
        await setCovenantState("stopping", 1);
        const client = await test.database.pool.connect();
        try {
          await client.query("BEGIN");
          await client.query("UPDATE covenant_version_state SET state_version = 2 WHERE covenant = 'stopping'");
          const fetching = fetch(id, delivered(id), { covenant: "stopping", version: 2, stateVersion: 1 });
          await expect.poll(waitingForLocks).toBe(1);
          await client.query("COMMIT");
          expect(await fetching).toEqual({ status: "moved" });
        } finally {
          await client.query("ROLLBACK");
          client.release();
        }
      },
    );

    it("that is withheld leaves one entry, however often it is asked for", async () => {
      const commit = commitOf();
      const { id } = commit.exchange;
      await test.store.commit(commit);
      const entries = [1, 2].map(() => ledgerWrite({ exchangeId: id, kind: "parcel.withheld", at: later(3) }));
      for (const entry of entries) await test.store.withholdParcel(id, entry);
      const { rows } = await test.database.pool.query(
        "SELECT entry_id FROM ledger_opening WHERE exchange_id = $1 AND kind = 'parcel.withheld'",
        [id],
      );
      expect(rows).toEqual([{ entry_id: entries[0]!.entryId }]);
    });

    it("that leaves in the answer is delivered by the commit itself, with an entry of its own", async () => {
      const id = newExchangeId();
      const entry = delivered(id);
      const parcel = { ...parcelOf(randomBytes(9)), recipient: "oosterpoort" };
      const answered = commitOf({ exchange: { id }, parcel, delivered: entry });
      expect(await test.store.commit(answered)).toEqual({ status: "committed" });
      expect((await test.store.find(id))?.parcel?.fetchedAt).toBe(later(5));
      await fetch(id, delivered(id, later(9)));
      const { rows } = await test.database.pool.query<{ entry_id: string; pending: boolean }>(
        `SELECT entry_id, EXISTS (SELECT 1 FROM ledger_pending p WHERE p.entry_id = o.entry_id) AS pending
           FROM ledger_opening o WHERE exchange_id = $1 AND kind = 'parcel.delivered'`,
        [id],
      );
      expect(rows).toEqual([{ entry_id: entry.entryId, pending: true }]);
    });

    it("that is another's is never said to have left in the answer", async () => {
      const id = newExchangeId();
      const before = await rowCounts(test.database);
      const commit = commitOf({ exchange: { id }, delivered: delivered(id) });
      await expect(test.store.commit(commit)).rejects.toMatchObject({ code: "UPCHK" });
      expect(await rowCounts(test.database)).toEqual(before);
    });

    it("is gone after its term", async () => {
      const commit = commitOf();
      const { id } = commit.exchange;
      await test.store.commit(commit);
      const before = await rowCounts(test.database);
      expect(await fetch(id, delivered(id, commit.parcel!.destroyAt))).toEqual(GONE);
      expect(await rowCounts(test.database)).toEqual(before);
    });

    it("with another digest than its bytes is never committed", async () => {
      const parcel = { ...parcelOf(randomBytes(10)), sha256: sha256("other") };
      await expect(test.store.commit(commitOf({ parcel }))).rejects.toMatchObject({ code: "INVARIANT_BROKEN" });
    });

    it("whose chunks were swept is never committed", async () => {
      const bytes = randomBytes(300_000);
      const { pool } = test.database;
      await pool.query(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.position = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$`);
      await pool.query("CREATE TRIGGER losing BEFORE INSERT ON parcel_chunk FOR EACH ROW EXECUTE FUNCTION lose()");
      try {
        await expect(test.store.commit(commitOf({ parcel: parcelOf(bytes) }))).rejects.toMatchObject({ code: "UPCHK" });
      } finally {
        await pool.query("DROP FUNCTION lose() CASCADE");
      }
    });

    it("is acknowledged once", async () => {
      const commit = commitOf();
      const { id } = commit.exchange;
      await test.store.commit(commit);
      const acknowledgement = { kind: "receipt", signature: "armored", statement: "{}" } as const;
      const entry = (): ReturnType<typeof ledgerWrite> =>
        ledgerWrite({ exchangeId: id, kind: "parcel.acknowledged", at: later(7) });
      expect(await test.store.acknowledge(id, acknowledgement, entry())).toBe(true);
      expect(await test.store.acknowledge(id, acknowledgement, entry())).toBe(false);
      expect((await test.store.find(id))?.parcel?.acknowledgedAt).toBe(later(7));
      // That it was deleted is another statement, and made once too.
      const deletion = { ...acknowledgement, kind: "deletion" } as const;
      expect(await test.store.acknowledge(id, deletion, entry())).toBe(true);
      expect(await test.store.acknowledge(id, deletion, entry())).toBe(false);
    });
  });

  describe("a mailbox", () => {
    it("shows senders all of theirs and recipients what was released to them, oldest first after the cursor", async () => {
      const recipient = `party-${newId().slice(-8)}`;
      const sender = `party-${newId().slice(-8)}`;
      const parcel = { ...commitOf().parcel!, recipient };
      const allowed = [1, 2, 3].map(() => commitOf({ exchange: { sender, recipient }, parcel }));
      const denied = commitOf({ exchange: { sender, recipient, outcome: "deny" }, parcel: null });
      const held = heldCommit(holdOf(), { sender, recipient });
      for (const commit of [...allowed, denied, held]) await test.store.commit(commit);
      const idsOf = async (query: object): Promise<string[]> => {
        const base = { after: null, limit: 10, unfetchedOnly: false, role: "any", party: recipient } as const;
        return (await test.store.list({ ...base, ...query })).map(({ stored }) => stored.row.id);
      };
      const ids = allowed.map(({ exchange }) => exchange.id);
      expect(await idsOf({ role: "recipient" })).toEqual(ids);
      expect(await idsOf({ role: "any" })).toEqual(ids);
      expect(await idsOf({ role: "sender" })).toEqual([]);
      expect(await idsOf({ role: "sender", party: sender })).toEqual([...ids, denied.exchange.id, held.exchange.id]);
      expect(await idsOf({ role: "recipient", party: sender })).toEqual([]);
      const [first] = await test.store.list({
        party: recipient,
        role: "recipient",
        after: null,
        limit: 1,
        unfetchedOnly: false,
      });
      expect(await idsOf({ role: "recipient", after: first!.place, limit: 1 })).toEqual([ids[1]]);
      await fetch(ids[0]!, ledgerWrite({ exchangeId: ids[0]!, kind: "parcel.delivered" }));
      expect(await idsOf({ role: "recipient", unfetchedOnly: true })).toEqual(ids.slice(1));
    });

    const anyMail = (party: string, after: MailboxPlace | null = null): ReturnType<TestStore["store"]["list"]> =>
      test.store.list({ party, role: "any", after, limit: 10, unfetchedOnly: false });

    it("shows a hold that ends late after what was read meanwhile", async () => {
      const sender = `party-${newId().slice(-8)}`;
      const hold = holdOf();
      const held = heldCommit(hold, { sender });
      const other = commitOf({ exchange: { sender } });
      for (const commit of [held, other]) await test.store.commit(commit);
      const before = await anyMail(sender);
      expect(before.map(({ stored }) => stored.row.id)).toEqual([held.exchange.id, other.exchange.id]);
      const ends = { endsHold: { holdId: hold.holdId, how: "approved" }, exchange: held.exchange } as const;
      await test.store.commit(commitOf({ ...ends, exchange: { ...held.exchange, outcome: "allow" } }));
      const since = await anyMail(sender, before.at(-1)!.place);
      expect(since.map(({ stored }) => stored.row.id)).toEqual([held.exchange.id]);
      expect(await anyMail(sender, since[0]!.place)).toEqual([]);
    });

    it("is settled up to now, or to where a transaction began that is still writing", async () => {
      const { pool } = test.database;
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("INSERT INTO counter VALUES ($1, 1)", [newId()]);
        if (under.kind === "embedded") return; // one connection: nothing else can be asked meanwhile
        const { rows } = await client.query<{ began: Date }>("SELECT now() AS began");
        await test.store.commit(commitOf());
        const { listedAt } = await test.store.settledUntil();
        expect(Math.abs(Date.parse(listedAt) - rows[0]!.began.getTime())).toBeLessThan(1);
      } finally {
        await client.query("ROLLBACK");
        client.release();
      }
      const sender = `party-${newId().slice(-8)}`;
      await test.store.commit(commitOf({ exchange: { sender } }));
      const [listed] = await anyMail(sender);
      const settled = await test.store.settledUntil();
      expect(settled.listedAt > listed!.place.listedAt).toBe(true);
    });

    it("knows no exchange that is not there", async () => {
      expect(await test.store.find(newExchangeId())).toBeNull();
      expect(await test.store.findMessage("oosterpoort", newId())).toBeNull();
      expect(await test.store.counters([])).toEqual({});
    });
  });

  describe("a ledger that runs behind by more than 60 s", () => {
    it("stops commits, deliveries and entries of refused messages, and nothing is written", async () => {
      const commit = commitOf();
      await test.store.commit(commit);
      const { pool } = test.database;
      await pool.query("UPDATE ledger_pending SET committed_at = committed_at - interval '61 seconds'");
      const before = await rowCounts(test.database);
      const behind = { code: "LEDGER_BEHIND" };
      const { id } = commit.exchange;
      await expect(test.store.commit(commitOf())).rejects.toMatchObject(behind);
      await expect(test.store.append(ledgerWrite({ exchangeId: null }))).rejects.toMatchObject(behind);
      await expect(fetch(id, ledgerWrite({ exchangeId: id }))).rejects.toMatchObject(behind);
      expect(await rowCounts(test.database)).toEqual(before);
      expect((await test.store.find(id))?.parcel?.fetchedAt).toBeNull();
      await pool.query("UPDATE ledger_pending SET committed_at = clock_timestamp()");
      await test.store.append(ledgerWrite({ exchangeId: null }));
    });
  });
});
