import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GatewayError } from "../../core/errors.ts";
import type { LedgerGuard } from "../../ports/ledger-guard.ts";

/** A writer needs milliseconds; what is older was left by one that was killed, or that stalls and finds its lock gone. */
const LEFT_BEHIND_MS = 10_000;
/** Whoever waits keeps the database's only turn to sign meanwhile. */
const WAIT_MS_MAX = 20_000;
const LOOK_AGAIN_MS = 5;

/**
 * One file, replaced whole and flushed with its folder before the checkpoint in it is shown to anyone. Processes that share it
 * take turns by a lock file beside it, so that comparing and replacing are one step.
 */
export function createFileGuard(file: string, { waitMsMax = WAIT_MS_MAX } = {}): LedgerGuard {
  return {
    read: () => onDisk(() => readNote(file)),
    write: (note, expected) =>
      onDisk(async () => {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        return locked({ lock: `${file}.lock`, waitMsMax }, async (requireOwn) => {
          if ((await readNote(file)) !== expected) return false;
          await replaceFlushed({ file, note, requireOwn });
          return true;
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

interface Replacing {
  readonly file: string;
  readonly note: string;
  readonly requireOwn: () => Promise<void>;
}

async function replaceFlushed({ file, note, requireOwn }: Replacing): Promise<void> {
  const fresh = `${file}.${randomUUID()}.new`;
  const handle = await open(fresh, "wx", 0o600);
  try {
    await handle.writeFile(note);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(fresh, 0o600);
  await requireOwn();
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

interface Locking {
  readonly lock: string;
  readonly waitMsMax: number;
}

/** The lock names its owner: one that stalled until others took its lock away must not replace the note, nor end their lock. */
async function locked<T>(
  { lock, waitMsMax }: Locking,
  work: (requireOwn: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  const began = performance.now();
  while (!(await takeLock(lock, owner))) {
    if (performance.now() - began > waitMsMax) throw new Error("the lock of the guard is held all the time");
    await pause(LOOK_AGAIN_MS);
  }
  const isOwn = async (): Promise<boolean> => (await readNote(lock)) === owner;
  try {
    return await work(async () => {
      if (!(await isOwn())) throw new Error("the lock of the guard was taken away");
    });
  } finally {
    if (await isOwn()) await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, owner: string): Promise<boolean> {
  try {
    await writeFile(lock, owner, { flag: "wx", mode: 0o600 });
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

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new GatewayError("LEDGER_GUARD_UNREADABLE", "the file of the ledger's guard cannot be read or written", {
      cause,
      at: "GATEWAY_LEDGER_GUARD_FILE",
      remedy: "mount its volume, free space on it and let this user write there; nothing is signed until then",
    });
  }
}
