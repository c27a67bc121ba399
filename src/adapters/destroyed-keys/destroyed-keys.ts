import { mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { isUuid } from "../../core/ids.ts";

const SETTING = "GATEWAY_DESTROYED_KEYS_FILE";
const ID_CHARS = 36;

/** Random ids of the keys of erased persons, outside the database and its backups (design §7). */
export interface DestroyedKeys {
  /** `null` where there is no list yet. Throws DESTROYED_KEYS_UNREADABLE for what is no list, or cannot be read. */
  read(): Promise<ReadonlySet<string> | null>;
  /** On the disk when this resolves. Makes the list where there is none. Throws DESTROYED_KEYS_UNREADABLE. */
  add(ids: readonly string[]): Promise<void>;
}

/** One id a line, only ever added to: processes that share the file need no lock, and an id that stands twice says the same. */
export function createDestroyedKeys(file: string): DestroyedKeys {
  return {
    read: () =>
      onDisk(async () => {
        const text = await readText(file);
        return text === null ? null : idsIn(text);
      }),
    add: (ids) =>
      onDisk(async () => {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await append(file, ids.map((id) => `${id}\n`).join(""));
        await flushFolder(path.dirname(file));
      }),
  };
}

/** A line that was cut off by a crash is no id, and its key is listed again: the database still says that it was destroyed. */
function idsIn(text: string): ReadonlySet<string> {
  const lines = text.split("\n").filter((line) => line !== "");
  const whole = lines.filter((line) => line.length >= ID_CHARS);
  if (!whole.every(isUuid) || !lines.every((line) => /^[0-9a-f-]+$/.test(line)))
    throw unreadable("the list of destroyed keys holds something else");
  return new Set(whole);
}

async function append(file: string, lines: string): Promise<void> {
  const before = await readText(file);
  const handle = await open(file, "a", 0o600);
  try {
    // Behind a line that a crash cut off, ours begins on a line of its own.
    await handle.appendFile(before === null || before === "" || before.endsWith("\n") ? lines : `\n${lines}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw unreadable("the list of destroyed keys cannot be read or written", cause);
  }
}

const unreadable = (message: string, cause?: unknown): GatewayError =>
  new GatewayError("DESTROYED_KEYS_UNREADABLE", message, {
    cause,
    at: SETTING,
    remedy: "mount its volume, free space on it, let this user write there, or put the list itself back",
  });

/** Nothing is taken for a new list where persons are known: a volume that was not mounted would bring the erased back unseen. */
export const missing = (): GatewayError =>
  new GatewayError("DESTROYED_KEYS_MISSING", "the register holds persons and the list of destroyed keys is not there", {
    at: SETTING,
    remedy: "mount its volume or copy the list of another machine; where there never was one, make an empty file",
  });
