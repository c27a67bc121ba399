import { randomBytes } from "node:crypto";
import { access, mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { lockFolder } from "../database/folder-lock.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

const TEMPORARY = ".tmp-";
/** Lies in the folder from before the first of its keys is put there until after the last. */
const UNFINISHED = ".unfinished";

const temporaryName = (): string => `${TEMPORARY}${randomBytes(8).toString("hex")}`;

/** Readable by its owner only, whole or not at all: written aside, flushed, then put in its place. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const aside = join(dirname(path), temporaryName());
  await writeFlushed(aside, content);
  await rename(aside, path);
  await flushFolder(dirname(path));
}

/** A new folder with its files, whole or not at all. Never replaces one: throws FOLDER_IN_USE where there is one. */
export async function writeFolderAtomically(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const aside = join(dirname(path), temporaryName());
  await mkdir(aside, { mode: OWNER_ONLY_FOLDER });
  try {
    for (const [name, text] of Object.entries(files)) await writeFlushed(join(aside, name), text);
    await flushFolder(aside);
    // Rename refuses a folder that has files in it, so an existing key is never lost.
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (hasCode(cause, "ENOTEMPTY", "EEXIST")) {
      throw new GatewayError("FOLDER_IN_USE", "there is a key of this name already", { cause });
    }
    throw cause;
  }
  await flushFolder(dirname(path));
}

/** Whether a first set of keys was begun here and never finished: a process that was killed, or one that is at it. */
export async function isUnfinished(folder: string): Promise<boolean> {
  try {
    await access(join(folder, UNFINISHED));
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

/** Runs `work` with the folder marked unfinished; when it does not come to its end, the mark stays. */
export async function finishing(folder: string, work: () => Promise<void>): Promise<void> {
  await writeFileAtomically(join(folder, UNFINISHED), "");
  await work();
  await rm(join(folder, UNFINISHED));
  await flushFolder(folder);
}

/**
 * Runs `work` while no other process changes this folder's keys; throws FOLDER_IN_USE when one does. A process that is
 * killed leaves no lock behind; what it had not put in its place is thrown away by the next.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  const unlock = await lockFolder(folder).catch((cause: unknown) => {
    if (!(cause instanceof GatewayError && cause.code === "FOLDER_IN_USE")) throw cause;
    throw new GatewayError("FOLDER_IN_USE", "another process is changing the keys", { cause, remedy: "wait for it" });
  });
  try {
    await removeTemporary(folder);
    return await work();
  } finally {
    await unlock();
  }
}

async function removeTemporary(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Throws KEY_MISSING where the file is not there. */
export async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) throw new GatewayError("KEY_MISSING", "a file of a key is missing", { cause });
    throw cause;
  }
}

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx", OWNER_ONLY_FILE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
