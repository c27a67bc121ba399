import { describe, expect, it } from "vitest";

import { audit } from "../../../src/core/ledger/audit.ts";
import { equalBytes } from "../../../src/core/ledger/bytes.ts";
import { decodeBundle, encodeBundle } from "../../../src/core/ledger/bundle.ts";
import { cosign, formatCheckpoint, type OpenedCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { leafHash } from "../../../src/core/ledger/hash.ts";
import { consistencyProof, inclusionProof } from "../../../src/core/ledger/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/core/ledger/merkle-verify.ts";
import { openUnderPolicy } from "../../../src/core/ledger/open-under-policy.ts";
import { parsePolicy } from "../../../src/core/ledger/policy.ts";
import { createNodeReader } from "../../../src/core/ledger/tiles.ts";
import {
  codeOf,
  entriesOf,
  LOG_VKEY,
  logKey,
  ORIGIN,
  strangerKey,
  TestLog,
  trusted,
  WITNESS,
  WITNESS_VKEY,
  witnessKey,
} from "./support.ts";

const SIZE = 1000;
const KEPT = 600;
/** What the partner holds: this entry, and a checkpoint of size 600. */
const INDEX = 300;
const entries = entriesOf(SIZE);
const forged = entriesOf(1, 9000)[0]!;
const NOON = 1_795_340_000;
const keys = `log ${LOG_VKEY}\nwitness fg ${WITNESS_VKEY}\n`;
const signedOnly = parsePolicy(`${keys}quorum none\n`);
const quorumOfOne = parsePolicy(`${keys}quorum fg\n`);

const grownOf = (of: readonly Uint8Array[]): TestLog =>
  of.length > KEPT ? new TestLog().append(of.slice(0, KEPT)).append(of.slice(KEPT)) : new TestLog().append(of);

/** As the log published it and the witness cosigned it. */
function cosigned(of: readonly Uint8Array[]): TestLog {
  const log = grownOf(of);
  const body = formatCheckpoint({ origin: ORIGIN, size: log.grown.size, root: log.grown.root });
  log.note = log.publish() + cosign(body, { name: WITNESS, ...witnessKey, time: NOON });
  return log;
}

/** What whoever may write the database, and sign with `key`, puts in its place: rebuilt without a fault. */
function rebuilt(of: readonly Uint8Array[], key = logKey): TestLog {
  const log = grownOf(of);
  log.publish(key);
  return log;
}

const honest = cosigned(entries);
const kept = openUnderPolicy(cosigned(entries.slice(0, KEPT)).note!, quorumOfOne);

/** Every check begins with the note: as a verifier does who has the keys of log and witness. */
const openedBy = (log: TestLog): OpenedCheckpoint => openUnderPolicy(log.note!, signedOnly);
const readerOf = (log: TestLog, size: number) =>
  createNodeReader(size, (id) => {
    const data = log.tile(id);
    if (!data) throw new Error(`the test log lacks level ${id.level} tile ${id.n} of width ${id.width}`);
    return data;
  });

const isSigned = (log: TestLog): boolean => codeOf(() => openedBy(log)) === null;

/** Each says whether it accepts what is served; they know nothing of each other. */
const checks: Readonly<Record<string, (log: TestLog) => boolean>> = {
  signature: isSigned,
  quorum: (log) => codeOf(() => openUnderPolicy(log.note!, quorumOfOne)) === null,
  audit: (log) => isSigned(log) && audit({ ...trusted, ledger: log }).findings.length === 0,
  /** The kept entry has its place in the served tree, and the served tile names that very leaf: no hash is proven by its tile. */
  inclusion: (log) => {
    if (!isSigned(log)) return false;
    const { size, root } = openedBy(log);
    const leaf = leafHash(entries[INDEX]!);
    const read = readerOf(log, size);
    const proof = inclusionProof({ index: INDEX, size }, read);
    return (
      equalBytes(read({ level: 0, index: INDEX }), leaf) && verifyInclusion({ leaf, index: INDEX, proof, size, root })
    );
  },
  consistency: (log) => {
    if (!isSigned(log)) return false;
    const { size, root } = openedBy(log);
    if (size < kept.size) return false;
    const proof = consistencyProof({ oldSize: kept.size, size }, readerOf(log, size));
    return verifyConsistency({ oldSize: kept.size, oldRoot: kept.root, size, root, proof });
  },
};

/** One letter a check, in the order of the matrix: D = detected, · = passes that one check. */
const seenBy = (log: TestLog): string =>
  Object.values(checks)
    .map((accepts) => (accepts(log) ? "·" : "D"))
    .join("");

function changed(change: (log: TestLog) => unknown, of = entries): TestLog {
  const log = cosigned(of);
  change(log);
  return log;
}

const LEAVES = "tile/0/001";
const BUNDLE = "tile/entries/001";
const LAST_BUNDLE = "tile/entries/003.p/232";
const placeInBundle = INDEX - 256;
const editEntry = (log: TestLog): void =>
  log.edit(BUNDLE, (data) => encodeBundle(decodeBundle(data, 256).with(placeInBundle, forged)));
const editLeaf = (log: TestLog): void =>
  log.edit(LEAVES, (data) => {
    data.set(leafHash(forged), placeInBundle * 32);
    return data;
  });
const edited = entries.with(INDEX, forged);
/** Before `INDEX`, so that everything from there on is moved. */
const deleted = entries.toSpliced(10, 1);
const swapped = entries.with(40, entries[INDEX]!).with(INDEX, entries[40]!);
const backdated = entries.toSpliced(200, 0, forged);
const pastedCosignature = (log: TestLog): string => {
  const [own] = log.note!.split(`— ${WITNESS} `);
  const other = cosigned(entries.slice(0, KEPT)).note!.split(`— ${WITNESS} `)[1]!;
  return `${own!}— ${WITNESS} ${other}`;
};

describe("the tamper matrix of the ledger page", () => {
  it("has nothing against an honest log", () => {
    expect(seenBy(honest)).toBe("·····");
  });

  // In the order: log signature, quorum of one, audit, inclusion of entry 300, consistency with the kept checkpoint.
  it.each([
    { attack: "entry edited in its bundle", seen: "··D··", of: () => changed(editEntry) },
    {
      attack: "entry and its leaf hash edited",
      seen: "··DD·",
      of: () =>
        changed((log) => {
          editEntry(log);
          editLeaf(log);
        }),
    },
    {
      attack: "edited, tree rebuilt, old signatures kept",
      seen: "··DDD",
      of: () => {
        const log = grownOf(edited);
        log.note = honest.note;
        return log;
      },
    },
    { attack: "edited, rebuilt, signed with a wrong key", seen: "DDDDD", of: () => rebuilt(edited, strangerKey) },
    { attack: "insider: edited, rebuilt, signed anew", seen: "·D·DD", of: () => rebuilt(edited) },
    { attack: "insider: entry deleted", seen: "·D·DD", of: () => rebuilt(deleted) },
    { attack: "insider: two entries swapped", seen: "·D·DD", of: () => rebuilt(swapped) },
    { attack: "insider: backdated insert", seen: "·D·DD", of: () => rebuilt(backdated) },
    { attack: "insider: tail cut to 590, signed anew", seen: "·D··D", of: () => rebuilt(entries.slice(0, 590)) },
    { attack: "rollback to an older cosigned state", seen: "····D", of: () => cosigned(entries.slice(0, 500)) },
    {
      attack: "checkpoint size line edited",
      seen: "DDDDD",
      of: () => changed((log) => (log.note = log.note!.replace("\n1000\n", "\n999\n"))),
    },
    {
      attack: "cosignature of another checkpoint pasted in",
      seen: "DDDDD",
      of: () => changed((log) => (log.note = pastedCosignature(log))),
    },
    {
      attack: "top partial tile zeroed",
      seen: "··DDD",
      of: () => changed((log) => log.edit("tile/1/000.p/3", (data) => data.fill(0))),
    },
    {
      attack: "last bundle shortened",
      seen: "··D··",
      of: () => changed((log) => log.edit(LAST_BUNDLE, (data) => data.subarray(0, -63))),
    },
    // Not in the matrix, and what makes the others matter: a witness that plays along passes all but what somebody kept.
    { attack: "fork, cosigned by a witness that plays along", seen: "···DD", of: () => cosigned(edited) },
    {
      attack: "fork behind the kept entry, cosigned",
      seen: "····D",
      of: () => cosigned(entries.with(500, forged)),
    },
  ])("$attack: $seen", ({ seen, of }) => {
    expect(seenBy(of())).toBe(seen);
  });

  it("shows the fork of a colluding witness to whoever lays two checkpoints side by side", () => {
    const fork = cosigned(edited);
    const report = (one: TestLog, other: TestLog) => audit({ ...trusted, ledger: one, kept: [other.note!] }).findings;
    expect(report(fork, honest)).toEqual([{ code: "FORKED", at: "kept/0" }]);
    expect(report(honest, fork)).toEqual([{ code: "FORKED", at: "kept/0" }]);
  });
});
