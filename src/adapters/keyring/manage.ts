import { GatewayError } from "../../core/errors.ts";
import { parseInstant } from "../../core/ids.ts";
import type { Instant } from "../../core/ids.ts";
import { finishing, isUnfinished, withFolderLock } from "./files.ts";
import { addKey, keyMissing, readStoredKeys, readWholeSet, saveMeta, stateAt } from "./key-folder.ts";
import type { StoredKey } from "./key-folder.ts";
import { makeKey } from "./make-key.ts";
import { ownerOf, unlockStored } from "./unlock.ts";
import { KEY_KINDS } from "./types.ts";
import type { KeyRow } from "./types.ts";

const DAY_MS = 86_400_000;
/** A passphrase of a generator or of several words; shorter ones fall to guessing when the folder leaks. */
const PASSPHRASE_LENGTH_MIN = 12;
/**
 * How long the old key goes on: partners need time to renew our certificate; tokens live ten minutes; what a
 * key-encryption key wrapped has no end.
 */
const OVERLAP_DAYS = { "openpgp-v4": 90, "openpgp-v6": 90, "token": 1, "kek": null } as const;

/**
 * Not the ledger's key: its public part is the log's name, so a new key is a new log. Not the index key: every blind
 * index and pseudonym would change.
 */
export type RotatableKind = keyof typeof OVERLAP_DAYS;

export const isRotatable = (kind: string): kind is RotatableKind => Object.hasOwn(OVERLAP_DAYS, kind);

export interface GenerateRequest {
  readonly folder: string;
  readonly passphrase: string;
  /** Name and address in the OpenPGP identities. */
  readonly organisation: string;
  readonly email: string;
  readonly now: Instant;
}

/**
 * One key of every kind, active from now; where an earlier call was killed, those that it did not come to, under the same
 * passphrase (KEY_LOCKED for another). Throws FOLDER_IN_USE where there is a whole set: nothing is overwritten.
 */
export async function generateKeys(request: GenerateRequest): Promise<readonly KeyRow[]> {
  const { folder, now } = request;
  if (request.passphrase.length < PASSPHRASE_LENGTH_MIN) {
    throw new GatewayError("CONFIG_INVALID", "passphrase of the keys is shorter than 12 characters");
  }
  return withFolderLock(folder, async () => {
    const there = await readStoredKeys(folder);
    if (there.length > 0 && !(await isUnfinished(folder))) {
      throw new GatewayError("FOLDER_IN_USE", "key folder holds keys already", {
        remedy: "renew a key with `gateway keys rotate`, or name another folder",
      });
    }
    for (const key of there) await unlockStored(key, request.passphrase);
    const missing = KEY_KINDS.filter((kind) => !there.some(({ meta }) => meta.kind === kind));
    const keys = await Promise.all(missing.map((kind) => makeKey({ ...request, kind, from: now })));
    await finishing(folder, async () => {
      for (const key of keys) await addKey(folder, key);
    });
    return listKeys(folder, now);
  });
}

/** What there is, as it stands at this instant; needs no passphrase. Throws KEY_MISSING for an empty or half-made folder. */
export async function listKeys(folder: string, now: Instant): Promise<readonly KeyRow[]> {
  const all = (await readWholeSet(folder)).map(({ meta }) => meta);
  return all.map((meta) => ({
    kind: meta.kind,
    id: meta.id,
    state: stateAt(meta, { all, now }),
    from: meta.from,
    until: meta.until,
  }));
}

export interface RotateRequest {
  readonly folder: string;
  readonly passphrase: string;
  readonly kind: RotatableKind;
  readonly now: Instant;
  /** When the new key takes over; until then it is `next`: published, not used. Without it, at once. */
  readonly activateAt?: Instant;
}

/**
 * A new key of this kind under the same passphrase; the old one goes on reading and verifying for its overlap. Throws
 * KEY_LOCKED for another passphrase and KEY_MISSING where there is nothing to rotate.
 */
export async function rotateKeys(request: RotateRequest): Promise<readonly KeyRow[]> {
  const { folder, passphrase, kind, now } = request;
  const from = parseInstant(Math.max(now, request.activateAt ?? now));
  return withFolderLock(folder, async () => {
    const active = await findActive(request);
    // Proves the passphrase first: keys under two passphrases would never open together.
    await unlockStored(active, passphrase);
    await addKey(folder, await makeKey({ kind, passphrase, from, now, ...(await ownerOf(active)) }));
    await retireLater(active, { kind, from, now });
    return listKeys(folder, now);
  });
}

async function findActive({ folder, kind, now }: RotateRequest): Promise<StoredKey> {
  const stored = await readWholeSet(folder);
  const all = stored.map(({ meta }) => meta);
  const active = stored.find(({ meta }) => meta.kind === kind && stateAt(meta, { all, now }) === "active");
  if (active === undefined) throw keyMissing(kind);
  return active;
}

// After the new key is on disk: a crash before this leaves two in use, of which the newer counts.
async function retireLater(
  old: StoredKey,
  { kind, from, now }: { readonly kind: RotatableKind; readonly from: Instant; readonly now: Instant },
): Promise<void> {
  const days = OVERLAP_DAYS[kind];
  await saveMeta(old, {
    ...old.meta,
    state: from > now ? "active" : "decrypt-only",
    until: days === null ? null : parseInstant(from + days * DAY_MS),
  });
}
