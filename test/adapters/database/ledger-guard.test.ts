import { afterEach, expect, it } from "vitest";
import { adoptGuard, checkLedger } from "../../../src/adapters/database/check-ledger.ts";
import type { Database } from "../../../src/adapters/database/database.ts";
import { createSequencer, type Sequencer } from "../../../src/adapters/database/sequencer.ts";
import { signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import type { LedgerGuard } from "../../../src/ports/ledger-guard.ts";
import type { Witnesses } from "../../../src/ports/witnesses.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { memoryGuard, type MemoryGuard } from "../../support/guards.ts";
import { addPending, auditOf, checkpointOf, logOfTests, optionsFor, otherLog, sizeOf } from "./ledger-fixtures.ts";

const TABLES = ["ledger_entry", "ledger_tile", "ledger_pending", "ledger_state"];

/** The ledger's tables as a backup holds them. */
async function backUp({ pool }: Database): Promise<void> {
  for (const table of TABLES) await pool.query(`CREATE TABLE backup_${table} AS TABLE ${table}`);
}

/** As an administrator puts a backup back: no trigger of ours is asked. */
async function restore({ pool }: Database): Promise<void> {
  for (const table of TABLES) {
    await pool.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await pool.query(`DELETE FROM ${table}`);
    await pool.query(`INSERT INTO ${table} SELECT * FROM backup_${table}`);
    await pool.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  }
}

eachDatabase("the ledger's guard", (under) => {
  let fresh: FreshDatabase;
  afterEach(() => fresh.dispose());

  interface House {
    readonly database: Database;
    readonly guard: MemoryGuard;
    readonly sequencer: Sequencer;
    readonly check: () => Promise<void>;
  }

  async function house(entries: number): Promise<House> {
    fresh = await under.open();
    const { database } = fresh;
    const guard = memoryGuard();
    const sequencer = createSequencer({ ...optionsFor(database), guard });
    await addPending(database, entries);
    await sequencer.runOnce();
    return { database, guard, sequencer, check: () => checkLedger(database, { log: logOfTests, guard }) };
  }

  /** Nothing is signed, nothing is taken from those that wait, and the start says the same. */
  async function expectRefused({ database, guard, sequencer, check }: House, code: string): Promise<void> {
    const [shown, held] = [await checkpointOf(database), await guard.read()];
    await addPending(database, 1);
    const pending = async (): Promise<readonly { n: number }[]> =>
      (await database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM ledger_pending")).rows;
    const before = await pending();
    await expect(check()).rejects.toMatchObject({ code, remedy: expect.stringMatching(/\S/) as string });
    // A process that starts on it, and one that was running: the second may number a batch before it looks.
    await expect(createSequencer({ ...optionsFor(database), guard }).runOnce()).rejects.toMatchObject({ code });
    expect(await pending()).toEqual(before);
    await expect(sequencer.runOnce()).rejects.toMatchObject({ code });
    await addPending(database, 1);
    await expect(sequencer.runOnce()).rejects.toMatchObject({ code });
    expect((await pending())[0]).toEqual({ n: 1 });
    expect(await checkpointOf(database)).toBe(shown);
    expect(await guard.read()).toBe(held);
  }

  it("passes its own ledger, from the empty tree on, and holds what is shown", async () => {
    const home = await house(0);
    await home.check();
    for (const count of [1, 254, 2, 300]) {
      await addPending(home.database, count);
      await home.sequencer.runOnce();
      await home.check();
      expect(await home.guard.read()).toBe(await checkpointOf(home.database));
    }
    expect(await auditOf(home.database)).toEqual({ entries: 557, findings: [] });
  });

  it("has the note before anyone else: a crash in between shows nothing, and the next process goes on", async () => {
    const home = await house(3);
    const before = await checkpointOf(home.database);
    const crash = new Error("the process ended here");
    const dying: LedgerGuard = {
      ...home.guard,
      async write(note, expected) {
        await home.guard.write(note, expected);
        throw crash;
      },
    };
    await addPending(home.database, 4);
    const unlucky = createSequencer({ ...optionsFor(home.database), guard: dying });
    await expect(unlucky.runOnce()).rejects.toBe(crash);
    // The round before it numbers looks first, and there the guard writes what is shown already.
    await createSequencer({ ...optionsFor(home.database), guard: home.guard }).runOnce();
    expect(sizeOf(before)).toBe(3);
    expect(await auditOf(home.database, [before])).toEqual({ entries: 7, findings: [] });
  });

  it("shows nothing that the guard does not hold", async () => {
    const home = await house(3);
    const before = await checkpointOf(home.database);
    const full: LedgerGuard = {
      ...home.guard,
      write: (note) => (sizeOf(note) > 3 ? Promise.reject(new Error("no space left")) : Promise.resolve(true)),
    };
    await addPending(home.database, 4);
    await expect(createSequencer({ ...optionsFor(home.database), guard: full }).runOnce()).rejects.toThrow("no space");
    expect(await checkpointOf(home.database)).toBe(before);
    // What a guard that is ahead of what is shown says, holds all the same.
    home.guard.set(await signedOnly(home));
    await home.check();
    await home.sequencer.runOnce();
    expect(await auditOf(home.database, [before])).toEqual({ entries: 7, findings: [] });
  });

  /** The note of the tree that is committed, as a process leaves it that ends before it is shown. */
  async function signedOnly({ database, guard }: House): Promise<string> {
    const held: string[] = [];
    const dying: LedgerGuard = {
      ...guard,
      write(note) {
        held.push(note);
        return sizeOf(note) > 3 ? Promise.reject(new Error("the process ended here")) : Promise.resolve(true);
      },
    };
    await createSequencer({ ...optionsFor(database), guard: dying })
      .runOnce()
      .catch(() => undefined);
    return held.at(-1)!;
  }

  it("refuses a backup that was put back", async () => {
    const home = await house(300);
    await backUp(home.database);
    await addPending(home.database, 50);
    await home.sequencer.runOnce();
    await restore(home.database);
    await expectRefused(home, "LEDGER_ROLLED_BACK");
  });

  it.each([
    { name: "past what was signed", count: 100 },
    { name: "to the very size that was signed", count: 50 },
  ])("refuses a backup that was put back and has grown $name", async ({ count }) => {
    const home = await house(300);
    await backUp(home.database);
    await addPending(home.database, 50);
    await home.sequencer.runOnce();
    await restore(home.database);
    // By a process that does not know this guard.
    const elsewhere = memoryGuard(await checkpointOf(home.database));
    await addPending(home.database, count);
    await createSequencer({ ...optionsFor(home.database), guard: elsewhere }).runOnce();
    await expectRefused(home, "LEDGER_FORKED");
  });

  /** Its own, but another copy of the ledger has its note put in between what was read and what is written. */
  async function racing({ database, guard }: House, others: string): Promise<LedgerGuard> {
    const shown = await checkpointOf(database);
    let first = true;
    return {
      ...guard,
      write(note, expected) {
        if (first && note !== shown) guard.set(others);
        first &&= note === shown;
        return guard.write(note, expected);
      },
    };
  }

  /** As another copy of this ledger, with the same key, signs what only it holds. */
  function signedElsewhere({ database }: House, size: number): string {
    const { origin, publicKey, sign } = optionsFor(database);
    return signCheckpoint({ origin, size, root: new Uint8Array(32).fill(7) }, { publicKey, sign });
  }

  it.each([
    { name: "of the same size", size: 4, code: "LEDGER_FORKED" },
    { name: "that is smaller", size: 2, code: "LEDGER_FORKED" },
    { name: "that is larger", size: 5, code: "LEDGER_ROLLED_BACK" },
  ])("shows nothing where a copy $name was signed at the same moment", async ({ size, code }) => {
    const home = await house(3);
    const before = await checkpointOf(home.database);
    const others = signedElsewhere(home, size);
    await addPending(home.database, 1);
    const loser = createSequencer({ ...optionsFor(home.database), guard: await racing(home, others) });
    await expect(loser.runOnce()).rejects.toMatchObject({ code });
    expect(await checkpointOf(home.database)).toBe(before);
    expect(await home.guard.read()).toBe(others);
  });

  it("goes on where what was signed at the same moment is a part of its own tree", async () => {
    const home = await house(3);
    const others = await checkpointOf(home.database);
    await addPending(home.database, 2);
    await home.sequencer.runOnce();
    await addPending(home.database, 4);
    await createSequencer({ ...optionsFor(home.database), guard: await racing(home, others) }).runOnce();
    expect(await auditOf(home.database, [others])).toEqual({ entries: 9, findings: [] });
    expect(await home.guard.read()).toBe(await checkpointOf(home.database));
  });

  it.each([
    [
      "edited",
      "UPDATE ledger_tile SET data = set_byte(data, 5, 255 - get_byte(data, 5)) WHERE level = 0 AND width < 256",
    ],
    ["missing", "DELETE FROM ledger_tile WHERE level = 1"],
  ])("finds a right edge that is %s, at the start already", async (_how, sql) => {
    const home = await house(300);
    await home.database.pool.query(sql);
    await expect(home.check()).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
  });

  it("tells edited tiles from another ledger", async () => {
    const home = await house(700);
    const old = (await home.guard.read())!;
    await addPending(home.database, 70);
    await home.sequencer.runOnce();
    home.guard.set(old);
    await home.check();
    // A full tile, which no right edge holds: only the proof from the guard's tree finds it.
    await home.database.pool.query(
      "UPDATE ledger_tile SET data = set_byte(data, 5, 255 - get_byte(data, 5)) WHERE level = 0 AND n = 2 AND width = 256",
    );
    await expect(home.check()).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
  });

  it("refuses to go on without a guard, whoever took it away", async () => {
    const home = await house(3);
    home.guard.set(null);
    await expectRefused(home, "LEDGER_GUARD_MISSING");
  });

  it.each([
    { name: "another log", note: otherLog(3) },
    { name: "no checkpoint", note: "ledger.guard\n" },
    { name: "nothing", note: "" },
  ])("refuses a guard that holds $name", async ({ note }) => {
    const home = await house(3);
    home.guard.set(note);
    await expectRefused(home, "LEDGER_GUARD_FOREIGN");
  });

  it("refuses a guard whose signature was made over", async () => {
    const home = await house(3);
    home.guard.set((await home.guard.read())!.replace("\n3\n", "\n2\n"));
    await expectRefused(home, "LEDGER_GUARD_FOREIGN");
  });

  it("is adopted where there is none, once, and of a ledger that is whole only", async () => {
    const home = await house(300);
    const shown = await checkpointOf(home.database);
    const adopt = () => adoptGuard(home.database, { log: logOfTests, guard: home.guard });
    expect(await adopt()).toBe(false);
    home.guard.set(null);
    expect(await adopt()).toBe(true);
    expect(await home.guard.read()).toBe(shown);
    await home.check();
    home.guard.set(null);
    await home.database.pool.query("DELETE FROM ledger_tile WHERE level = 1");
    await expect(adopt()).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
    expect(await home.guard.read()).toBeNull();
  });

  it("is not adopted before anything was published", async () => {
    fresh = await under.open();
    const guard = memoryGuard();
    expect(await adoptGuard(fresh.database, { log: logOfTests, guard })).toBe(false);
    expect(await guard.read()).toBeNull();
  });

  it("follows what another machine signed, so that it knows the newest whoever signs", async () => {
    const home = await house(3);
    const elsewhere = memoryGuard(await home.guard.read());
    const other = createSequencer({ ...optionsFor(home.database), guard: elsewhere });
    await addPending(home.database, 300);
    await other.runOnce();
    expect(sizeOf((await home.guard.read())!)).toBe(3);
    await home.sequencer.runOnce();
    expect(await home.guard.read()).toBe(await elsewhere.read());
  });

  it("is left alone while it holds what is shown", async () => {
    const home = await house(3);
    const written: string[] = [];
    const guard: LedgerGuard = {
      ...home.guard,
      write(note, expected) {
        written.push(note);
        return home.guard.write(note, expected);
      },
    };
    const sequencer = createSequencer({ ...optionsFor(home.database), guard });
    await sequencer.runOnce();
    await sequencer.runOnce();
    expect(written).toEqual([]);
    await addPending(home.database, 1);
    await sequencer.runOnce();
    expect(written).toEqual([await checkpointOf(home.database)]);
  });

  it("collects what a killed process left of partial tiles", async () => {
    const home = await house(200);
    const witnesses: Witnesses = {
      cosign: () => Promise.reject(new Error("the process ended here")),
      catchUp: () => Promise.resolve(null),
    };
    const dying = () => createSequencer({ ...optionsFor(home.database), guard: home.guard, witnesses });
    await addPending(home.database, 40);
    await expect(dying().runOnce()).rejects.toThrow("ended here");
    await addPending(home.database, 60);
    await expect(dying().runOnce()).rejects.toThrow("ended here");
    await home.sequencer.runOnce();
    const { rows } = await home.database.pool.query(
      "SELECT p.level, p.n, p.width FROM ledger_tile p JOIN ledger_tile f USING (level, n) WHERE f.width = 256 AND p.width < 256",
    );
    expect(rows).toEqual([]);
    expect(await auditOf(home.database)).toEqual({ entries: 300, findings: [] });
  });
  it("stops its sequencer for good, tells whoever must look, and keeps it stopped", async () => {
    const home = await house(3);
    home.guard.set(null);
    const told: string[] = [];
    const sequencer = createSequencer({
      ...optionsFor(home.database),
      guard: home.guard,
      onFault: ({ code }) => Promise.resolve(void told.push(code)),
    });
    expect(sequencer.isStopped()).toBe(false);
    sequencer.start();
    await expect.poll(() => told).toEqual(["LEDGER_GUARD_MISSING"]);
    expect(sequencer.isStopped()).toBe(true);
    await sequencer.stop();
  });
});
