import { describe, expect, it } from "vitest";

import { encodeAddCheckpoint } from "../../../src/core/ledger/add-checkpoint.ts";
import { signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../../src/core/ledger/hash.ts";
import {
  answerAddCheckpoint,
  readWitnessRequest,
  remembered,
  type WitnessAnswer,
  type WitnessedLog,
} from "../../../src/core/ledger/witness.ts";
import {
  bitFlips,
  bytes,
  codeOf,
  entriesOf,
  LOG_VKEY,
  logKey,
  naive,
  ORIGIN,
  strangerKey,
  TestLog,
  vectorFile,
  WITNESS,
  WITNESS_VKEY,
  witnessKey,
} from "./support.ts";

const NOW = 1_795_340_000;
const key = { name: WITNESS, ...witnessKey };
const entries = entriesOf(9);
const leaves = entries.map(naive.leaf);
const proofFrom = (oldSize: number, size: number): Uint8Array[] =>
  oldSize === 0 ? [] : naive.subproof(oldSize, leaves.slice(0, size));
const signed = (size: number, by = logKey): string => new TestLog().append(entries.slice(0, size)).publish(by);
const fork = (size: number): string => new TestLog().append(entriesOf(size, 100)).publish();
const fresh: WitnessedLog = { origin: ORIGIN, vkey: LOG_VKEY, note: null };

interface Asked {
  readonly oldSize: number;
  readonly proof?: readonly Uint8Array[];
  readonly checkpoint: string;
}
const ask = (log: WitnessedLog, { oldSize, proof = [], checkpoint }: Asked, now = NOW): WitnessAnswer =>
  answerAddCheckpoint(readWitnessRequest(bytes(encodeAddCheckpoint({ oldSize, proof, checkpoint }))), {
    log,
    key,
    now,
  });
/** What the witness remembers after it cosigned a tree of this size. */
function after(size: number, now = NOW): WitnessedLog {
  const answer = ask(fresh, { oldSize: 0, checkpoint: signed(size) }, now);
  if (answer.outcome !== "cosigned") throw new Error("not cosigned");
  return { ...fresh, note: answer.note };
}

describe("a witness", () => {
  it("answers the worked example of our formats with its very bytes", () => {
    const cosigned = vectorFile("example.checkpoint").toString("utf8");
    const line = cosigned.split("\n").at(-2)! + "\n";
    expect(line).toMatch(/^— fg\.corporatie\.example\/witness /);
    expect(ask(fresh, { oldSize: 0, checkpoint: cosigned.replace(line, "") })).toEqual({
      outcome: "cosigned",
      lines: line,
      note: cosigned,
      size: 3,
      time: NOW,
    });
  });

  it.each([
    { from: 0, to: 0 },
    { from: 0, to: 1 },
    { from: 0, to: 9 },
    { from: 1, to: 1 },
    { from: 1, to: 9 },
    { from: 3, to: 7 },
    { from: 8, to: 9 },
    { from: 9, to: 9 },
  ])("cosigns the step from $from to $to, and remembers it", ({ from, to }) => {
    const log = from === 0 ? fresh : after(from);
    const answer = ask(log, { oldSize: from, proof: proofFrom(from, to), checkpoint: signed(to) });
    expect(answer).toMatchObject({ outcome: "cosigned", size: to });
    const kept = { ...log, note: (answer as { note: string }).note };
    expect(remembered(kept, WITNESS_VKEY)).toEqual({
      size: to,
      root: Buffer.from(naive.root(leaves.slice(0, to))),
      time: NOW,
    });
  });

  it("cosigns the same tree again, also the empty one", () => {
    const empty = ask(fresh, { oldSize: 0, checkpoint: signed(0) });
    const kept = { ...fresh, note: (empty as { note: string }).note };
    expect(ask(kept, { oldSize: 0, checkpoint: signed(0) }, NOW + 9)).toMatchObject({
      outcome: "cosigned",
      time: NOW + 9,
    });
    expect(ask(kept, { oldSize: 0, checkpoint: signed(4) })).toMatchObject({ outcome: "cosigned", size: 4 });
  });

  const flipped = [...bitFlips(proofFrom(3, 7)[0]!)].slice(0, 64);
  it.each<{ name: string; log: WitnessedLog; asked: Asked; answer: object }>([
    {
      name: "an old size that it never had",
      log: fresh,
      asked: { oldSize: 3, proof: proofFrom(3, 7), checkpoint: signed(7) },
      answer: { outcome: "conflict", size: 0 },
    },
    {
      name: "an old size behind its own",
      log: after(5),
      asked: { oldSize: 3, proof: proofFrom(3, 7), checkpoint: signed(7) },
      answer: { outcome: "conflict", size: 5 },
    },
    {
      name: "an old size of 0, to learn its own",
      log: after(5),
      asked: { oldSize: 0, checkpoint: signed(7) },
      answer: { outcome: "conflict", size: 5 },
    },
    {
      name: "a smaller tree, genuine and older",
      log: after(7),
      asked: { oldSize: 3, proof: proofFrom(3, 5), checkpoint: signed(5) },
      answer: { outcome: "conflict", size: 7 },
    },
    {
      name: "an old size beyond the new one",
      log: after(7),
      asked: { oldSize: 7, checkpoint: signed(5) },
      answer: { outcome: "reversed" },
    },
    {
      name: "another tree of its size",
      log: after(5),
      asked: { oldSize: 5, checkpoint: fork(5) },
      answer: { outcome: "split", size: 5, note: fork(5) },
    },
    {
      name: "another tree of its size, from elsewhere",
      log: after(5),
      asked: { oldSize: 0, checkpoint: fork(5) },
      answer: { outcome: "split", size: 5, note: fork(5) },
    },
    {
      name: "a larger tree of another history",
      log: after(5),
      asked: { oldSize: 5, proof: naive.subproof(5, entriesOf(7, 100).map(naive.leaf)), checkpoint: fork(7) },
      answer: { outcome: "unproven", size: 5 },
    },
    {
      name: "a proof that is missing",
      log: after(3),
      asked: { oldSize: 3, checkpoint: signed(7) },
      answer: { outcome: "unproven", size: 3 },
    },
    {
      name: "a proof with one hash too many",
      log: after(3),
      asked: { oldSize: 3, proof: [...proofFrom(3, 7), EMPTY_ROOT], checkpoint: signed(7) },
      answer: { outcome: "unproven", size: 3 },
    },
    {
      name: "a proof from nothing",
      log: fresh,
      asked: { oldSize: 0, proof: [EMPTY_ROOT], checkpoint: signed(7) },
      answer: { outcome: "unproven", size: 0 },
    },
    {
      name: "a proof of the same tree",
      log: after(7),
      asked: { oldSize: 7, proof: [EMPTY_ROOT], checkpoint: signed(7) },
      answer: { outcome: "unproven", size: 7 },
    },
    {
      name: "a checkpoint signed by somebody else",
      log: fresh,
      asked: { oldSize: 0, checkpoint: signed(7, strangerKey) },
      answer: { outcome: "unsigned" },
    },
    {
      name: "a checkpoint whose size was changed",
      log: fresh,
      asked: { oldSize: 0, checkpoint: signed(7).replace("\n7\n", "\n8\n") },
      answer: { outcome: "unsigned" },
    },
    {
      name: "a fork signed by somebody else, which proves nothing against the log",
      log: after(5),
      asked: {
        oldSize: 5,
        checkpoint: signCheckpoint({ origin: ORIGIN, size: 5, root: EMPTY_ROOT }, strangerKey),
      },
      answer: { outcome: "unsigned" },
    },
  ])("does not cosign $name", ({ log, asked, answer }) => {
    expect(ask(log, asked)).toEqual(answer);
  });

  it("does not cosign a proof with any bit changed", () => {
    const log = after(3);
    for (const first of flipped) {
      const proof = [first, ...proofFrom(3, 7).slice(1)];
      expect(ask(log, { oldSize: 3, proof, checkpoint: signed(7) }).outcome).toBe("unproven");
    }
  });

  it.each([
    { back: 1, answer: { outcome: "cosigned", time: NOW } },
    { back: 300, answer: { outcome: "cosigned", time: NOW } },
    { back: 301, answer: { outcome: "clock" } },
  ])("never gives a time before its last: a clock that goes back by $back s", ({ back, answer }) => {
    const asked = { oldSize: 3, proof: proofFrom(3, 7), checkpoint: signed(7) };
    expect(ask(after(3), asked, NOW - back)).toMatchObject(answer);
  });

  it("keeps the log's line and its own, and none of others", () => {
    const stranger = signCheckpoint({ origin: "other.example", size: 3, root: EMPTY_ROOT }, strangerKey);
    const note = signed(3) + stranger.split("\n\n")[1]!;
    const answer = ask(fresh, { oldSize: 0, checkpoint: note });
    expect(answer).toMatchObject({ outcome: "cosigned", note: `${signed(3)}${(answer as { lines: string }).lines}` });
  });

  it("refuses to go on from what it did not cosign itself", () => {
    const other = { ...fresh, note: signed(3) };
    expect(codeOf(() => ask(other, { oldSize: 3, proof: proofFrom(3, 7), checkpoint: signed(7) }))).toBe(
      "LEDGER_MISMATCH",
    );
    const edited = { ...fresh, note: after(3).note!.replace("\n3\n", "\n4\n") };
    expect(codeOf(() => remembered(edited, WITNESS_VKEY))).toBe("LEDGER_MISMATCH");
  });

  it.each([
    { name: "nothing", body: "" },
    { name: "no request", body: signed(3) },
    { name: "no checkpoint", body: "old 0\n\n" },
    { name: "extension lines", body: `old 0\n\n${signed(3).replace("\n\n", "\nmore\n\n")}` },
    { name: "no UTF-8", body: Buffer.from([0x6f, 0x6c, 0x64, 0x20, 0x30, 0x0a, 0x0a, 0xff]) },
  ])("finds $name malformed", ({ body }) => {
    expect(codeOf(() => readWitnessRequest(Buffer.from(body)))).toBe("LEDGER_MALFORMED");
  });
});
