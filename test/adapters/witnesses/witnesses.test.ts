import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/adapters/database/database.ts";
import { createLedgerReader } from "../../../src/adapters/database/ledger-reader.ts";
import { readState } from "../../../src/adapters/database/sequence.ts";
import { createSequencer, type Sequencer } from "../../../src/adapters/database/sequencer.ts";
import { createWitnesses } from "../../../src/adapters/witnesses/witnesses.ts";
import type { GatewayError } from "../../../src/core/errors.ts";
import { openCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { parseNote } from "../../../src/core/ledger/note.ts";
import { parsePolicy } from "../../../src/core/ledger/policy.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { memoryGuard } from "../../support/guards.ts";
import { addPending, auditOf, checkpointOf, logOfTests, optionsFor, sizeOf } from "../database/ledger-fixtures.ts";
import { send, startWitness, type Honest, type Manner, type WitnessServer } from "./witness-server.ts";

eachDatabase("the witnesses of a policy", (under) => {
  let fresh: FreshDatabase;
  let database: Database;
  let one: WitnessServer;
  let two: WitnessServer;
  let sequencer: Sequencer;
  let clock: { ms: number };
  let unmet: number;
  let ahead: number;
  let reported: object[];
  beforeAll(async () => {
    fresh = await under.open();
    database = fresh.database;
  });
  afterAll(() => fresh.dispose());
  afterEach(() => Promise.all([one.close(), two.close()]));

  const guard = memoryGuard();
  beforeEach(async () => {
    one = await startWitness("fg.corporatie.example/witness", logOfTests);
    two = await startWitness("partner.example/witness", logOfTests);
    clock = { ms: 0 };
    unmet = 0;
    ahead = 0;
    reported = [];
    sequencer = aSequencer();
    await addPending(database, 3);
  });

  /** As a process that has just begun. */
  function aSequencer(): Sequencer {
    const policy = parsePolicy(
      `log ${logOfTests.vkey}\nwitness fg ${one.vkey} ${one.url}\nwitness partner ${two.vkey} ${two.url}\n` +
        "group both all fg partner\nquorum both\n",
    );
    const reader = createLedgerReader({ database, ...logOfTests });
    const options = optionsFor(database);
    const witnesses = createWitnesses({
      policy,
      log: logOfTests,
      tile: ({ level, n, width }) => reader.tile(level, n, width),
      now: () => Date.now() + clock.ms,
      operations: {
        ...options.log,
        error: (event, error, fields) => void reported.push({ event, code: (error as GatewayError).code, ...fields }),
      },
      committed: async () => (await readState(database.pool)).size,
      onAhead: () => {
        ahead++;
        return Promise.resolve();
      },
      onUnmet: () => {
        unmet++;
        return Promise.resolve();
      },
    });
    return createSequencer({ ...options, guard, witnesses });
  }

  const cosignersOf = async (): Promise<readonly string[]> =>
    parseNote(await checkpointOf(database))
      .signatures.map(({ name }) => name)
      .filter((name) => name !== logOfTests.origin)
      .sort();
  const BOTH = ["fg.corporatie.example/witness", "partner.example/witness"];

  it("cosign what is published, each from the size it had, and every line holds", async () => {
    await sequencer.runOnce();
    const first = await checkpointOf(database);
    await addPending(database, 300);
    await sequencer.runOnce();
    const note = await checkpointOf(database);
    expect(openCheckpoint(note, { ...logOfTests, witnesses: [one.vkey, two.vkey] }).size).toBe(sizeOf(first) + 300);
    expect(one.asked.at(-1)).toEqual({ oldSize: sizeOf(first), size: sizeOf(note) });
    expect(await auditOf(database, [first])).toEqual({ entries: sizeOf(note), findings: [] });
    expect(await cosignersOf()).toEqual(BOTH);
  });

  it("are asked once more when a new process does not know what size they have", async () => {
    await sequencer.runOnce();
    await addPending(database, 5);
    one.asked.splice(0);
    await aSequencer().runOnce();
    const size = sizeOf(await checkpointOf(database));
    const last = size - 5;
    expect(one.asked.slice(-2)).toEqual([
      { oldSize: 0, size },
      { oldSize: last, size },
    ]);
    expect(await cosignersOf()).toEqual(BOTH);
  });

  const answering =
    (change: Partial<Honest>): Manner =>
    (response, honest) =>
      send(response, { ...honest, ...change });
  const flipped: Manner = (response, honest) =>
    send(response, { ...honest, body: honest.body.replace(/.{8}(?=\n$)/, "AAAAAAA=") });

  it.each<{ name: string; manner: Manner; code: string }>([
    { name: "a bad signature", code: "WITNESS_ANSWER_WRONG", manner: flipped },
    {
      name: "the signature of another",
      code: "WITNESS_ANSWER_WRONG",
      manner: answering({ body: "— x.example AAAAAAAAAAAA\n" }),
    },
    { name: "no line", code: "WITNESS_ANSWER_WRONG", manner: answering({ body: "" }) },
    { name: "no text", code: "WITNESS_ANSWER_WRONG", manner: answering({ body: "\u0000\u0001" }) },
    {
      name: "a huge body",
      code: "WITNESS_ANSWER_WRONG",
      manner: answering({ body: "— a AAAAAAAAAAAA\n".repeat(100_000) }),
    },
    {
      name: "409 with nonsense",
      code: "WITNESS_ANSWER_WRONG",
      manner: answering({ status: 409, type: "text/x.tlog.size", body: "-1\n" }),
    },
    {
      name: "409 with a size in another type",
      code: "WITNESS_ANSWER_WRONG",
      manner: answering({ status: 409, type: "text/plain", body: "0\n" }),
    },
    {
      name: "409 with a size it has not",
      code: "WITNESS_ANSWER_WRONG",
      manner: answering({ status: 409, type: "text/x.tlog.size", body: "1\n" }),
    },
    {
      name: "409 with a size beyond the tree",
      code: "LEDGER_WITNESS_AHEAD",
      manner: answering({ status: 409, type: "text/x.tlog.size", body: "99999999\n" }),
    },
    {
      name: "a redirect",
      code: "WITNESS_UNREACHABLE",
      manner: (response) => void response.writeHead(307, { Location: two.url }).end(),
    },
    { name: "500", code: "WITNESS_REFUSED", manner: answering({ status: 500 }) },
    { name: "nothing, and hangs up", code: "WITNESS_UNREACHABLE", manner: (response) => void response.destroy() },
  ])("are not believed: $name is left out, and the rest is published", async ({ manner, code }) => {
    one.manner = manner;
    await sequencer.runOnce();
    expect(await cosignersOf()).toEqual(["partner.example/witness"]);
    expect((await auditOf(database)).findings).toEqual([]);
    expect(reported).toEqual([{ event: "ledger.witness-failed", code, witness: "fg" }]);
    expect(ahead).toBe(code === "LEDGER_WITNESS_AHEAD" ? 1 : 0);
    const lines = (await checkpointOf(database)).split("\n").filter((line) => line.startsWith("— "));
    expect(lines).toHaveLength(2);
  });

  it("are not believed about the time: a cosignature of another hour is left out", async () => {
    one.offSeconds = 3_600;
    two.offSeconds = -3_600;
    await sequencer.runOnce();
    expect(await cosignersOf()).toEqual([]);
    expect(reported).toMatchObject([{ code: "WITNESS_CLOCK_APART" }, { code: "WITNESS_CLOCK_APART" }]);
  });

  it("are waited for a second, once: a silent one is asked later, beside the publications", async () => {
    one.manner = () => undefined;
    const began = performance.now();
    await sequencer.runOnce();
    const waited = performance.now() - began;
    expect(waited).toBeGreaterThan(900);
    expect(await cosignersOf()).toEqual(["partner.example/witness"]);
    const asked = one.asked.length;
    await addPending(database, 2);
    await sequencer.runOnce();
    await sequencer.catchUp(); // not due yet
    expect(one.asked).toHaveLength(asked);
    expect(await cosignersOf()).toEqual(["partner.example/witness"]);
  });

  it("catch up when they are back, without anything new, and are asked in time again", async () => {
    one.manner = answering({ status: 503 });
    await sequencer.runOnce();
    await addPending(database, 2);
    await sequencer.runOnce();
    const before = await checkpointOf(database);
    one.manner = null;
    clock.ms += 3_000;
    await sequencer.catchUp();
    expect(await cosignersOf()).toEqual(BOTH);
    expect(sizeOf(await checkpointOf(database))).toBe(sizeOf(before));
    expect((await auditOf(database, [before])).findings).toEqual([]);
    await addPending(database, 2);
    await sequencer.runOnce();
    expect(await cosignersOf()).toEqual(BOTH);
  });

  it("cosign anew what stands for long, so that a reader can tell how fresh it is", async () => {
    await sequencer.runOnce();
    const asked = one.asked.length;
    clock.ms += 240_000;
    await sequencer.catchUp();
    expect(one.asked).toHaveLength(asked);
    clock.ms += 420_000;
    one.offSeconds = 660;
    two.offSeconds = 660;
    await sequencer.catchUp();
    expect(one.asked).toHaveLength(asked + 1);
    const times = openCheckpoint(await checkpointOf(database), { ...logOfTests, witnesses: [one.vkey, two.vkey] });
    expect(Math.min(...times.cosignatures.map(({ time }) => time))).toBeGreaterThan(Date.now() / 1000 + 600);
    expect(await cosignersOf()).toEqual(BOTH);
  });

  it("are missed after an hour, and not before", async () => {
    one.manner = answering({ status: 503 });
    await sequencer.runOnce();
    await sequencer.catchUp();
    clock.ms += 3_500_000;
    await sequencer.catchUp();
    expect(unmet).toBe(0);
    clock.ms += 200_000;
    await sequencer.catchUp();
    expect(unmet).toBe(1);
    one.manner = null;
    clock.ms += 600_000;
    one.offSeconds = 4_300;
    two.offSeconds = 4_300;
    await sequencer.catchUp();
    await sequencer.catchUp();
    expect(unmet).toBe(1);
  });
});
