import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { parseInstant } from "../../core/ids.ts";
import type { Instant } from "../../core/ids.ts";
import { hasCode, isUnfinished, readKeyFile, writeFileAtomically, writeFolderAtomically } from "./files.ts";
import { KEY_KINDS } from "./types.ts";
import type { KeyKind, KeyMeta, KeyState } from "./types.ts";

/** The key folder: one folder a key, named for kind and id, with `meta.json`, its secret and its public part. */

/** Enough of an id to tell two keys apart in a listing. */
const ID_IN_NAME = 16;
const OTHERS = 0o007;

const instant = z.iso.datetime({ offset: true }).transform((text) => parseInstant(Date.parse(text)));
const metaFile = z.strictObject({
  format: z.literal("uitwisselpoort-key/1"),
  kind: z.enum(KEY_KINDS),
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  state: z.enum(["next", "active", "decrypt-only", "retired"]),
  from: instant,
  until: instant.nullable(),
});

export interface StoredKey {
  readonly meta: KeyMeta;
  readonly path: string;
}

export interface NewKey {
  readonly meta: KeyMeta;
  /** By file name, `secret.asc` or `secret.json` among them. */
  readonly files: Readonly<Record<string, string>>;
}

export async function addKey(folder: string, { meta, files }: NewKey): Promise<void> {
  const name = `${meta.kind}-${meta.id.slice(0, ID_IN_NAME)}`;
  await writeFolderAtomically(join(folder, name), { ...files, "meta.json": textOf(meta) });
}

export const saveMeta = ({ path }: StoredKey, meta: KeyMeta): Promise<void> =>
  writeFileAtomically(join(path, "meta.json"), textOf(meta));

/** Every key in the folder, newest first within its kind. An absent folder has none. Throws KEY_MALFORMED, KEY_MISSING. */
export async function readStoredKeys(folder: string): Promise<readonly StoredKey[]> {
  const names = (await foldersIn(folder)).filter((name) => KEY_KINDS.some((kind) => name.startsWith(`${kind}-`)));
  const keys = await Promise.all(names.map((name) => readStoredKey(join(folder, name))));
  const order = (kind: KeyKind): number => KEY_KINDS.indexOf(kind);
  return keys.sort((a, b) => order(a.meta.kind) - order(b.meta.kind) || b.meta.from - a.meta.from);
}

/**
 * What each key is for at this instant: the newest that has begun is active, whatever is written of older ones, so
 * that a crash between two writes of a rotation changes nothing.
 */
export function stateAt(
  key: KeyMeta,
  { all, now }: { readonly all: readonly KeyMeta[]; readonly now: Instant },
): KeyState {
  const state = storedStateAt(key, { all, now });
  return state === "decrypt-only" && key.until !== null && key.until <= now ? "retired" : state;
}

function storedStateAt(
  key: KeyMeta,
  { all, now }: { readonly all: readonly KeyMeta[]; readonly now: Instant },
): KeyState {
  if (!isInUse(key.state)) return key.state;
  if (key.from > now) return "next";
  const begun = all.filter(({ kind, state, from }) => kind === key.kind && isInUse(state) && from <= now);
  return begun.some(({ from }) => from > key.from) ? "decrypt-only" : "active";
}

/** Keys of which a whole set was once there. Throws KEY_MISSING for an empty folder, and for one left half made. */
export async function readWholeSet(folder: string): Promise<readonly StoredKey[]> {
  if (await isUnfinished(folder)) {
    throw new GatewayError("KEY_MISSING", "the keys here were not made to the end", {
      remedy: "run `gateway keys generate` again with the same passphrase: it makes those that are missing",
    });
  }
  const stored = await readStoredKeys(folder);
  if (stored.length > 0) return stored;
  throw new GatewayError("KEY_MISSING", "key folder holds no keys", {
    remedy: "make them with `gateway keys generate`, or restore the key folder from its backup",
  });
}

/** One of a set that was whole: a new one in its place would open nothing of what the old one closed. */
export const keyMissing = (kind: KeyKind): GatewayError =>
  new GatewayError("KEY_MISSING", `there is no active key \`${kind}\``, {
    remedy: "restore the key folder from its backup",
  });

const isInUse = (state: KeyState): boolean => state === "active" || state === "next";

async function readStoredKey(path: string): Promise<StoredKey> {
  await refuseOpenToAll(path);
  const text = await readKeyFile(join(path, "meta.json"));
  try {
    return { meta: metaFile.parse(JSON.parse(text)), path };
  } catch (cause) {
    throw new GatewayError("KEY_MALFORMED", "`meta.json` of a key cannot be read", { cause });
  }
}

async function refuseOpenToAll(path: string): Promise<void> {
  if (((await stat(path)).mode & OTHERS) === 0) return;
  throw new GatewayError("KEY_MALFORMED", "a key folder is open to every user of this machine", {
    remedy: "take away the rights of others on the key folder, and rotate keys that others could have copied",
  });
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return [];
    throw cause;
  }
}

function textOf({ from, until, ...rest }: KeyMeta): string {
  const file = { ...rest, from: iso(from), until: until === null ? null : iso(until) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const iso = (at: Instant): string => new Date(at).toISOString();
