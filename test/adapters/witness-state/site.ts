import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mirror } from "../../../src/adapters/witness-mirror/copy.ts";
import { addLog } from "../../../src/adapters/witness-state/logs.ts";
import { createWitnessState } from "../../../src/adapters/witness-state/state.ts";
import { encodeAddCheckpoint } from "../../../src/core/ledger/add-checkpoint.ts";
import { consistencyProof } from "../../../src/core/ledger/merkle.ts";
import {
  answerAddCheckpoint,
  readWitnessRequest,
  type WitnessAnswer,
  type WitnessedLog,
} from "../../../src/core/ledger/witness.ts";
import type { WitnessState } from "../../../src/ports/witness-state.ts";
import {
  bytes,
  entriesOf,
  LOG_VKEY,
  naive,
  ORIGIN,
  TestLog,
  WITNESS,
  WITNESS_VKEY,
  witnessKey,
} from "../../core/ledger/support.ts";

export const NOW = 1_795_340_000;
export const key = { name: WITNESS, ...witnessKey };

/** A history: what the log publishes at each size, and how it asks for a cosignature. `first` tells two histories apart. */
export function history(first = 0): {
  note: (size: number) => string;
  body: (from: number, to: number) => string;
} {
  const entries = entriesOf(40, first);
  const leaves = entries.map(naive.leaf);
  const note = (size: number): string => new TestLog().append(entries.slice(0, size)).publish();
  const read = ({ level, index }: { level: number; index: number }): Uint8Array =>
    naive.root(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
  return {
    note,
    body: (oldSize, size) => {
      const proof = oldSize === 0 ? [] : consistencyProof({ oldSize, size }, read);
      return encodeAddCheckpoint({ oldSize, proof, checkpoint: note(size) });
    },
  };
}

export const decideOn =
  (body: string, now = NOW) =>
  (log: WitnessedLog): WitnessAnswer =>
    answerAddCheckpoint(readWitnessRequest(bytes(body)), { log, key, now });

export const stateOf = (folder: string, mirror: Mirror | null = null): WitnessState =>
  createWitnessState({ folder, vkey: WITNESS_VKEY, mirror });

/** A folder that watches the test log. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "witness-"));
  await addLog(folder, LOG_VKEY);
  return folder;
}

/** What it remembers: the size, or `null` before the first. */
export async function sizeOf(folder: string): Promise<number | null> {
  const [log] = await stateOf(folder).logs();
  return log?.note == null ? null : Number(log.note.split("\n")[1]);
}

export const ask = (state: WitnessState, body: string, now = NOW): Promise<WitnessAnswer | null> =>
  state.decide(ORIGIN, decideOn(body, now));
