import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { NOTE_ED25519, parseVkey } from "../../core/ledger/note-key.ts";
import { parseNote } from "../../core/ledger/note.ts";
import { originHash, remembered, type WitnessedLog } from "../../core/ledger/witness.ts";
import { hasCode, writeFileAtomically } from "../keyring/files.ts";

/** Watched logs: `logs/<SHA-256 of the origin, hex>.json` each, with the pinned key and what was cosigned last. */

const FORMAT = "uitwisselpoort-witnessed-log/1";
/** Enough to prove it many times over. */
const PROOFS_MAX = 16;
const ENDING = ".json";
const NAME = /^[0-9a-f]{64}\.json$/;

const logFile = z.strictObject({
  format: z.literal(FORMAT),
  vkey: z.string(),
  note: z.string().nullable(),
});

const folderOf = (folder: string): string => join(folder, "logs");
const pathOf = (folder: string, origin: string): string => join(folderOf(folder), `${originHash(origin)}${ENDING}`);

/**
 * Watches one more log from now on, from an empty tree; a running witness takes it up at once. The same key again changes
 * nothing. Throws LEDGER_MALFORMED for a key that signs no checkpoints, LEDGER_MISMATCH for another key of a watched log.
 */
export async function addLog(folder: string, vkey: string): Promise<WitnessedLog> {
  const { name: origin, type } = parseVkey(vkey);
  if (type !== NOTE_ED25519) throw new GatewayError("LEDGER_MALFORMED", "this is no key of a log");
  await mkdir(folderOf(folder), { recursive: true, mode: 0o700 });
  const log = { origin, vkey, note: null };
  if (await writeNew(folder, log)) return log;
  const known = await findLog(folder, origin);
  if (known?.vkey === vkey) return known;
  throw new GatewayError("LEDGER_MISMATCH", "this log is watched already, under another key", {
    remedy: "a log with another key is another log, with an origin of its own: ask the corporation why it changed",
  });
}

/** `false`, and nothing changed, where the log is watched already: what is remembered of it must never be lost. */
async function writeNew(folder: string, log: WitnessedLog): Promise<boolean> {
  const path = pathOf(folder, log.origin);
  const aside = `${path}.${process.pid}.new`;
  await writeFileAtomically(aside, textOf(log));
  try {
    // Unlike a rename, a link refuses a name that is taken.
    await link(aside, path);
    return true;
  } catch (cause) {
    if (hasCode(cause, "EEXIST")) return false;
    throw cause;
  } finally {
    await rm(aside);
  }
}

/** Whole or not at all, flushed when it resolves. */
export const keepLog = (folder: string, log: WitnessedLog): Promise<void> =>
  writeFileAtomically(pathOf(folder, log.origin), textOf(log));

/**
 * Lies beside the log's file until somebody takes it away: with the note of the same size that was cosigned, it proves to
 * anyone that the log lied. The first few do: a log may sign any number of them, and the disk is not endless.
 */
export async function keepProof(folder: string, { origin, note }: { origin: string; note: string }): Promise<void> {
  if ((await listProofs(folder, origin)).length >= PROOFS_MAX) return;
  const name = `${proofPrefix(origin)}${parseNote(note).text.split("\n")[1]}-${randomBytes(4).toString("hex")}.txt`;
  await writeFileAtomically(join(folderOf(folder), name), note);
}

/** Paths of the proofs that this log lied. */
export async function listProofs(folder: string, origin: string): Promise<readonly string[]> {
  const names = await readdir(folderOf(folder)).catch(noFolder);
  return names.filter((name) => name.startsWith(proofPrefix(origin))).map((name) => join(folderOf(folder), name));
}

const proofPrefix = (origin: string): string => `${originHash(origin)}.split-`;

/** `null` for a log that is not watched. Throws LEDGER_MISMATCH for a file that cannot be read, or is another log's. */
export async function findLog(folder: string, origin: string): Promise<WitnessedLog | null> {
  const log = await readLog(pathOf(folder, origin));
  if (log !== null && log.origin !== origin) throw damaged("file lies under another log's name");
  return log;
}

/** All watched logs by origin, each verified: LEDGER_MISMATCH or LEDGER_MALFORMED, with what to do, where one is damaged. */
export async function readLogs(folder: string, ownVkey: string): Promise<readonly WitnessedLog[]> {
  const names = (await readdir(folderOf(folder)).catch(noFolder)).filter((name) => NAME.test(name));
  const logs = await Promise.all(names.map((name) => readNamed(folderOf(folder), name)));
  for (const log of logs) verify(log, ownVkey);
  return logs.sort((a, b) => (a.origin < b.origin ? -1 : 1));
}

async function readNamed(folder: string, name: string): Promise<WitnessedLog> {
  const log = await readLog(join(folder, name));
  if (log === null) throw damaged("file went away");
  if (`${originHash(log.origin)}${ENDING}` !== name) throw damaged("file lies under another log's name");
  return log;
}

async function readLog(path: string): Promise<WitnessedLog | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  });
  if (text === null) return null;
  try {
    const { vkey, note } = logFile.parse(JSON.parse(text));
    return { origin: parseVkey(vkey).name, vkey, note };
  } catch (cause) {
    throw damaged("file cannot be read", cause);
  }
}

/** Throws where what is kept is not what this witness cosigned, as after a broken disk or somebody's hand. */
export function verify(log: WitnessedLog, ownVkey: string): void {
  try {
    remembered(log, ownVkey);
  } catch (cause) {
    throw damaged("note is not what this witness cosigned", cause);
  }
}

const damaged = (what: string, cause?: unknown): GatewayError =>
  new GatewayError("LEDGER_MISMATCH", `what is remembered of a log is damaged: ${what}`, {
    cause,
    at: "logs",
    remedy:
      "do not put an older copy back: a witness that forgot can be led astray. Make a new witness with a new name, and give its key to the readers",
  });

function noFolder(error: unknown): string[] {
  if (hasCode(error, "ENOENT")) return [];
  throw error;
}

const textOf = ({ vkey, note }: WitnessedLog): string => `${JSON.stringify({ format: FORMAT, vkey, note }, null, 2)}\n`;
