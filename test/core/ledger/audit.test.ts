import { describe, expect, it } from "vitest";

import { audit } from "../../../src/core/ledger/audit.ts";
import type { LedgerFinding } from "../../../src/core/ledger/audit-steps.ts";
import { cosign, formatCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { encodeBundle } from "../../../src/core/ledger/bundle.ts";
import { entriesOf, hex, ORIGIN, strangerKey, TestLog, trusted, WITNESS, WITNESS_VKEY, witnessKey } from "./support.ts";

const SIZE = 1000;
const KEPT = 600;
const entries = entriesOf(SIZE);
const kept = [new TestLog().append(entries.slice(0, KEPT)).publish()];

/** A log as the sequencer leaves it, cut where a partner kept a checkpoint. */
function aLog(of: readonly Uint8Array[] = entries): TestLog {
  const log = new TestLog().append(of.slice(0, KEPT)).append(of.slice(KEPT));
  log.publish();
  return log;
}
const run = (ledger: TestLog, change: { kept?: readonly string[]; witnesses?: readonly string[] } = {}) =>
  audit({ ...trusted, ledger, kept, ...change });
const flipAt = (at: number) => (data: Buffer) => data.map((byte, place) => (place === at ? byte ^ 2 : byte));
const swapped = (a: number, b: number): Uint8Array[] => entries.with(a, entries[b]!).with(b, entries[a]!);
const stored = (path: string) => (log: TestLog) => void log.stored.delete(path);

describe("the audit", () => {
  it("finds nothing in an honest log, kept checkpoints included", () => {
    const log = aLog();
    expect(run(log)).toEqual({ entries: SIZE, findings: [] });
    const every = [1, 255, 256, 257, 600, 999, 1000].map((n) => new TestLog().append(entries.slice(0, n)).publish());
    expect(run(log, { kept: [...every, new TestLog().publish()] })).toEqual({ entries: SIZE, findings: [] });
  });

  it("finds nothing in an empty log, and takes full tiles for partial ones that made way", () => {
    const empty = new TestLog();
    empty.publish();
    expect(run(empty, { kept: [] })).toEqual({ entries: 0, findings: [] });
    const grown = new TestLog().append(entries.slice(0, 700));
    grown.publish();
    grown.append(entries.slice(700));
    for (const path of grown.stored.keys()) if (path.includes("2.p/188")) grown.stored.delete(path);
    expect([...grown.stored.keys()].some((path) => path.endsWith("002.p/188"))).toBe(false);
    expect(run(grown)).toEqual({ entries: 700, findings: [] });
  });

  const leafTile = "tile/0/001";
  const lastBundle = "tile/entries/003.p/232";
  const attacks: readonly {
    name: string;
    attack: (log: TestLog) => unknown;
    findings: readonly LedgerFinding[];
    entries?: number;
  }[] = [
    {
      name: "an entry edited in its bundle",
      attack: (log) => log.edit("tile/entries/001", flipAt(2 + 20)),
      findings: [
        { code: "TILE_DIFFERS", at: leafTile },
        { code: "FORKED", at: "kept/0" },
        { code: "TILE_DIFFERS", at: "tile/1/000.p/3" },
        { code: "ROOT_DIFFERS", at: "checkpoint" },
      ],
    },
    {
      name: "an entry replaced by what is no commitment",
      attack: (log) => log.edit("tile/entries/001", flipAt(2)),
      findings: [
        { code: "ENTRY_MALFORMED", at: "tile/entries/001#0" },
        { code: "TILE_DIFFERS", at: leafTile },
        { code: "FORKED", at: "kept/0" },
        { code: "TILE_DIFFERS", at: "tile/1/000.p/3" },
        { code: "ROOT_DIFFERS", at: "checkpoint" },
      ],
    },
    {
      name: "a leaf hash edited in its tile",
      attack: (log) => log.edit(leafTile, flipAt(0)),
      findings: [{ code: "TILE_DIFFERS", at: leafTile }],
    },
    {
      name: "the top tile zeroed",
      attack: (log) => log.edit("tile/1/000.p/3", (data) => data.fill(0)),
      findings: [{ code: "TILE_DIFFERS", at: "tile/1/000.p/3" }],
    },
    {
      name: "a tile cut short",
      attack: (log) => log.edit("tile/0/003.p/232", (data) => data.subarray(32)),
      findings: [{ code: "TILE_DIFFERS", at: "tile/0/003.p/232" }],
    },
    {
      name: "a tile that is gone",
      attack: stored(leafTile),
      findings: [{ code: "TILE_MISSING", at: leafTile }],
    },
    {
      name: "the last bundle shortened by an entry",
      attack: (log) => log.edit(lastBundle, (data) => data.subarray(0, -63)),
      findings: [{ code: "BUNDLE_MALFORMED", at: lastBundle }],
      entries: 768,
    },
    {
      name: "a bundle that is gone",
      attack: stored("tile/entries/000"),
      findings: [{ code: "BUNDLE_MISSING", at: "tile/entries/000" }],
      entries: 0,
    },
    {
      name: "a checkpoint of another size",
      attack: (log) => (log.note = log.note!.replace("\n1000\n", "\n999\n")),
      findings: [{ code: "CHECKPOINT_REFUSED", at: "checkpoint" }],
      entries: 0,
    },
    {
      name: "a checkpoint signed with a wrong key",
      attack: (log) => log.publish(strangerKey),
      findings: [{ code: "CHECKPOINT_REFUSED", at: "checkpoint" }],
      entries: 0,
    },
    {
      name: "no checkpoint",
      attack: (log) => (log.note = null),
      findings: [{ code: "CHECKPOINT_MISSING", at: "checkpoint" }],
      entries: 0,
    },
  ];

  it.each(attacks)("finds $name", ({ attack, findings, entries: hashed = SIZE }) => {
    const log = aLog();
    attack(log);
    expect(run(log)).toEqual({ entries: hashed, findings });
  });

  it.each([
    { name: "an entry edited", of: entries.with(300, entriesOf(1, 9000)[0]!) },
    { name: "an entry deleted", of: entries.toSpliced(10, 1) },
    { name: "two entries swapped", of: swapped(40, 500) },
    { name: "an entry backdated", of: entries.toSpliced(599, 0, entriesOf(1, 9000)[0]!) },
  ])("shows an insider who rebuilt and signed anew, by a kept checkpoint only: $name", ({ of }) => {
    const log = aLog(of);
    expect(run(log, { kept: [] })).toEqual({ entries: of.length, findings: [] });
    expect(run(log)).toEqual({ entries: of.length, findings: [{ code: "FORKED", at: "kept/0" }] });
  });

  it("shows a rollback, and a tail that was cut", () => {
    const log = aLog(entries.slice(0, 590));
    expect(run(log)).toEqual({ entries: 590, findings: [{ code: "ROLLED_BACK", at: "kept/0" }] });
  });

  it("shows two checkpoints of one size that differ", () => {
    const fork = new TestLog().append(swapped(1, 2).slice(0, KEPT)).publish();
    expect(run(aLog(), { kept: [...kept, fork] }).findings).toEqual([{ code: "FORKED", at: "kept/1" }]);
  });

  it("does not take a kept checkpoint that the log never signed", () => {
    const forged = new TestLog().append(entries.slice(0, 5)).publish(strangerKey);
    expect(run(aLog(), { kept: [forged, "x"] }).findings).toEqual([
      { code: "KEPT_REFUSED", at: "kept/0" },
      { code: "KEPT_REFUSED", at: "kept/1" },
    ]);
  });

  it("demands the witnesses it trusts of the present checkpoint, and old ones may lack them", () => {
    const log = aLog();
    expect(run(log, { witnesses: [WITNESS_VKEY] }).findings).toEqual([
      { code: "CHECKPOINT_REFUSED", at: "checkpoint" },
    ]);
    const text = formatCheckpoint({ origin: ORIGIN, size: SIZE, root: log.grown.root });
    log.note = log.publish() + cosign(text, { name: WITNESS, ...witnessKey, time: 1_795_340_000 });
    expect(run(log, { witnesses: [WITNESS_VKEY] })).toEqual({ entries: SIZE, findings: [] });
  });

  it("lets a fault of the reader through: that is not the ledger's", () => {
    const broken = new Error("disk");
    const ledger = {
      checkpoint: () => kept[0]!,
      tile: () => {
        throw broken;
      },
    };
    expect(() => audit({ ...trusted, ledger })).toThrow(broken);
  });

  it("reads a foreign entry as such, and hashes it all the same", () => {
    const log = new TestLog().append([new TextEncoder().encode("somebody else's")]);
    log.publish();
    expect(run(log, { kept: [] })).toEqual({
      entries: 1,
      findings: [{ code: "ENTRY_MALFORMED", at: "tile/entries/000.p/1#0" }],
    });
    expect(hex(log.stored.get("tile/entries/000.p/1")!)).toBe(
      hex(encodeBundle([new TextEncoder().encode("somebody else's")])),
    );
  });
});
