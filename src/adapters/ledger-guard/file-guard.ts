import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GatewayError } from "../../core/errors.ts";
import { parseCheckpoint } from "../../core/ledger/checkpoint.ts";
import { parseNote } from "../../core/ledger/note.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";

/** A writer needs milliseconds; what is older was left by one that was killed. */
const LEFT_BEHIND_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/**
 * One file, replaced whole and flushed with its folder before the checkpoint in it is shown to anyone. Processes that share it
 * take turns by a lock file beside it, so that comparing and replacing are one step.
 */
export function createFileGuard(file: string): LedgerGuard {
  return {
    read: () => onDisk(() => readNote(file)),
    write: (note) =>
      onDisk(async () => {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await locked(`${file}.lock`, async () => {
          const before = await readNote(file);
          if (before === null || sizeOf(before) <= sizeOf(note)) await replaceFlushed(file, note);
        });
      }),
  };
}

/** What the guard holds is put aside under a name that says when it ended: it is what partners' receipts are held against. */
export async function setGuardAside(file: string, at: string): Promise<void> {
  await onDisk(async () => {
    if ((await readNote(file)) === null) return;
    await rename(file, `${file}.ended-${at}`);
    await flushFolder(path.dirname(file));
  });
}

async function readNote(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Throws LEDGER_MALFORMED for what is no checkpoint: a file that somebody put there is never written over. */
const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;

async function replaceFlushed(file: string, note: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}.new`;
  const handle = await open(fresh, "wx", 0o600);
  try {
    await handle.writeFile(note);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(fresh, 0o600);
  await rename(fresh, file);
  await flushFolder(path.dirname(file));
  await removeLeftBehind(file);
}

/** Half-written files of processes that were killed; we hold the lock, so none is being written. */
async function removeLeftBehind(file: string): Promise<void> {
  const folder = path.dirname(file);
  const ours = (name: string): boolean => name.startsWith(`${path.basename(file)}.`) && name.endsWith(".new");
  const names = (await readdir(folder)).filter(ours);
  await Promise.all(names.map((name) => rm(path.join(folder, name), { force: true })));
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  while (!(await takeLock(lock))) await pause(LOOK_AGAIN_MS);
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    await dropLeftBehind(lock);
    return false;
  }
}

/** By renaming: of several who find a lock that was left behind, one takes it away. */
async function dropLeftBehind(lock: string): Promise<void> {
  try {
    if (Date.now() - (await stat(lock)).mtimeMs < LEFT_BEHIND_MS) return;
    const away = `${lock}.${randomUUID()}`;
    await rename(lock, away);
    await rm(away, { force: true });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Turns what the disk says into our own error; a note that cannot be read as one stays LEDGER_MALFORMED. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError("LEDGER_GUARD_UNREADABLE", "the file of the ledger's guard cannot be read or written", {
      cause,
      at: "GATEWAY_LEDGER_GUARD_FILE",
      remedy: "mount its volume, free space on it and let this user write there; nothing is signed until then",
    });
  }
}
