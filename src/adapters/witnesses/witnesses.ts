import { GatewayError } from "../../core/errors.ts";
import { encodeAddCheckpoint } from "../../core/ledger/add-checkpoint.ts";
import { openCheckpoint, parseCheckpoint, type TrustedLog } from "../../core/ledger/checkpoint.ts";
import { consistencyProof } from "../../core/ledger/merkle.ts";
import { parseVkey } from "../../core/ledger/note-key.ts";
import { mergeNotes, openNote, parseNote } from "../../core/ledger/note.ts";
import { type LedgerPolicy, meetsQuorum } from "../../core/ledger/policy.ts";
import { consistencyTiles, nodeReaderOf } from "../../core/ledger/proof-tiles.ts";
import type { TileId } from "../../core/ledger/tile-path.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";
import type { Witnesses } from "../../ports/witnesses.ts";
import { askWitness } from "./ask-witness.ts";

/** For all witnesses together (ledger.md §2.3): receipts wait for it. */
const ANSWER_MS = 1_000;
const BACK_OFF_MS = 2_000;
const BACK_OFF_MS_MAX = 300_000;
/** A reader asks how fresh a checkpoint is, also of a ledger in which nothing happens. */
const REFRESH_SECONDS = 600;
/** A witness whose clock is further off says nothing about freshness. */
const CLOCK_APART_SECONDS_MAX = 300;
const UNMET_MS_MAX = 3_600_000;

export interface WitnessesOptions {
  readonly policy: LedgerPolicy;
  readonly log: TrustedLog;
  /** A tile as it is served; `null` beyond the tree. */
  readonly tile: (id: TileId) => Promise<Uint8Array | null>;
  readonly now: () => number;
  readonly operations: OperationsLog;
  /** Called in each look while the policy's quorum has not been met for an hour. */
  readonly onUnmet: () => Promise<void>;
  /** How many entries the ledger has that is committed, signed or not. */
  readonly committed: () => Promise<number>;
  /** Called where a witness says that it cosigned more entries than are committed: a claim, that a person must look into. */
  readonly onAhead: () => Promise<void>;
}

interface Witness {
  readonly name: string;
  readonly vkey: string;
  readonly url: string;
  /** The size of the checkpoint that it cosigned last, as far as we know. */
  has: number;
  failures: number;
  retryAt: number;
}

/** Asks the witnesses of a policy that have an address; outside of any transaction, and never for longer than a second. */
export function createWitnesses(options: WitnessesOptions): Witnesses {
  const witnesses = options.policy.witnesses.flatMap(({ name, vkey, url }): Witness[] =>
    url === null ? [] : [{ name, vkey, url, has: 0, failures: 0, retryAt: 0 }],
  );
  let unmetSince: number | null = null;

  async function ask(asked: readonly Witness[], note: string): Promise<string> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answers = await Promise.all(asked.map((witness) => answerOf(options, { witness, note, signal })));
    return answers.reduce<string>((whole, answer) => (answer === null ? whole : mergeNotes(whole, answer)), note);
  }

  async function watchQuorum(note: string): Promise<void> {
    const now = options.now();
    if (meetsQuorum(options.policy, new Set(cosignersOf(options, note).keys()))) unmetSince = null;
    else unmetSince ??= now;
    if (unmetSince !== null && now - unmetSince >= UNMET_MS_MAX) await options.onUnmet();
  }

  return {
    cosign: (note) =>
      ask(
        witnesses.filter(({ failures }) => failures === 0),
        note,
      ),
    async catchUp(note) {
      const times = cosignersOf(options, note);
      const now = options.now();
      const due = witnesses.filter(
        ({ name, retryAt }) => now >= retryAt && (times.get(name) ?? -Infinity) < now / 1000 - REFRESH_SECONDS,
      );
      const whole = due.length === 0 ? note : await ask(due, note);
      await watchQuorum(whole);
      return whole === note ? null : whole;
    },
  };
}

/** By their names in the policy, with the time that each says. */
function cosignersOf({ policy }: WitnessesOptions, note: string): ReadonlyMap<string, number> {
  const keys = policy.witnesses.map(({ name, vkey }) => ({ name, key: parseVkey(vkey) }));
  const { signed } = openNote(
    note,
    keys.map(({ key }) => key),
  );
  return new Map(
    keys.flatMap(({ name, key }) => {
      const time = signed.find(({ by }) => by === key)?.time ?? null;
      return time === null ? [] : [[name, time] as const];
    }),
  );
}

interface Asking {
  readonly witness: Witness;
  readonly note: string;
  readonly signal: AbortSignal;
}

/** The note with this witness's cosignature; `null` where it gave none. What it sends is not believed. */
async function answerOf(options: WitnessesOptions, asking: Asking): Promise<string | null> {
  const { witness } = asking;
  try {
    const note = await cosigned(options, asking);
    witness.failures = 0;
    return note;
  } catch (error) {
    witness.failures++;
    const waitMs = Math.min(BACK_OFF_MS * 2 ** (witness.failures - 1), BACK_OFF_MS_MAX);
    witness.retryAt = options.now() + waitMs;
    options.operations.error("ledger.witness-failed", error, { witness: witness.name });
    if (error instanceof GatewayError && error.code === "LEDGER_WITNESS_AHEAD") await options.onAhead();
    return null;
  }
}

async function cosigned(options: WitnessesOptions, { witness, note, signal }: Asking): Promise<string | null> {
  const { size } = parseCheckpoint(parseNote(note).text);
  for (let tries = 0; tries < 2; tries++) {
    // Another process was there with a larger one: this one is not cosigned any more, and that is no fault.
    if (witness.has > size) return overtaken(options, witness);
    const proof = await proofOf(options, { oldSize: witness.has, size });
    const body = encodeAddCheckpoint({ oldSize: witness.has, proof, checkpoint: note });
    const answer = await askWitness({ url: witness.url, body, signal });
    if (answer.kind === "cosigned") {
      const whole = withCosignature(options, { witness, note, lines: answer.lines });
      witness.has = size;
      return whole;
    }
    witness.has = answer.size;
  }
  // A size that it claims and that gets another one is nonsense: begin anew when it is asked next.
  if (witness.has > size) return overtaken(options, witness);
  witness.has = 0;
  throw wrong("the witness does not say which size it has");
}

/**
 * Its word alone stops nothing, or any witness could end our signing with a large number; but nobody else would tell that a
 * database and its guard were put back together.
 */
async function overtaken({ committed }: WitnessesOptions, witness: Witness): Promise<null> {
  if (witness.has <= (await committed())) return null;
  witness.has = 0;
  throw new GatewayError("LEDGER_WITNESS_AHEAD", "a witness says that it cosigned a larger ledger than is there", {
    remedy: "ask it for its checkpoint; where our signature is on it, follow docs/ledger-recovery.md",
  });
}

async function proofOf(
  { tile }: WitnessesOptions,
  sizes: { readonly oldSize: number; readonly size: number },
): Promise<readonly Uint8Array[]> {
  if (sizes.oldSize === 0 || sizes.oldSize === sizes.size) return [];
  const tiles = await Promise.all(
    consistencyTiles(sizes).map(async (id) => ({ ...id, data: (await tile(id)) ?? new Uint8Array() })),
  );
  return consistencyProof(sizes, nodeReaderOf(sizes.size, tiles));
}

/** Only the line of this witness's key is taken, when it is right and of now. Throws otherwise. */
function withCosignature(
  { log, now }: WitnessesOptions,
  { witness, note, lines }: { readonly witness: Witness; readonly note: string; readonly lines: string },
): string {
  const { text } = parseNote(note);
  const key = parseVkey(witness.vkey);
  const given = believed(() => parseNote(`${text}\n${lines}`)).signatures.findIndex(
    ({ name, keyId }) => name === key.name && keyId === key.keyId,
  );
  const line = lines.split("\n")[given];
  const { signatures } = parseNote(note);
  const own = signatures.findIndex(({ name }) => name === log.origin);
  const signed = note.slice(text.length + 1).split("\n")[own] ?? "";
  if (line === undefined) throw wrong("the witness answered without its cosignature");
  const whole = `${text}\n${signed}\n${line}\n`;
  const { cosignatures } = believed(() => openCheckpoint(whole, { ...log, witnesses: [witness.vkey] }));
  const time = cosignatures[0]?.time ?? 0;
  if (Math.abs(time - now() / 1000) > CLOCK_APART_SECONDS_MAX) {
    throw new GatewayError("WITNESS_CLOCK_APART", "the witness cosigned at another time than ours", {
      remedy: "compare both clocks; whoever's is wrong sets it right (NTP)",
    });
  }
  return whole;
}

const wrong = (message: string, cause?: unknown): GatewayError =>
  new GatewayError("WITNESS_ANSWER_WRONG", message, { cause });

/** What the witness sent is not our ledger: its faults must not be read as ours. */
function believed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw wrong("the witness answered no valid cosignature", cause);
  }
}
