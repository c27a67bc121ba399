import { encryptKey } from "openpgp";
import { unlockKey } from "../../src/openpgp/certificates.ts";
import { libraryConfig } from "../../src/openpgp/config.ts";
import { generateIdentity } from "../../src/openpgp/generate.ts";
import { privateKeyOf, type UnlockedKey } from "../../src/openpgp/holders.ts";
import { parseInstant } from "../../src/core/ids.ts";
import type { Instant } from "../../src/core/ids.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** The instant of every test here: no test reads the real clock. */
export const noon = parseInstant(Date.parse("2026-11-22T12:00:00Z"));
export const later = (ms: number): Instant => parseInstant(noon + ms);

export const PASSPHRASE = "koffie-met-een-koekje";

/** A fresh identity, made a day before noon unless said otherwise. */
export async function anIdentity(
  change: {
    readonly name?: string;
    readonly version?: 4 | 6;
    readonly now?: Instant;
    readonly validDays?: number;
  } = {},
): Promise<UnlockedKey> {
  const { privateArmored } = await generateIdentity({
    name: "Gemeente Bergendal",
    email: "gegevens@bergendal.example",
    passphrase: PASSPHRASE,
    version: 4,
    now: later(-DAY),
    ...change,
  });
  return unlockKey({ armored: privateArmored, passphrase: PASSPHRASE });
}

/**
 * The private key under this passphrase by one round of derivation, as some other tool might write it: a file that unlocks
 * it at every command spends its time on what it is about.
 */
export async function lightlyLocked(key: UnlockedKey, passphrase: string): Promise<string> {
  const config = { ...libraryConfig(), s2kIterationCountByte: 0 };
  return (await encryptKey({ privateKey: privateKeyOf(key), passphrase, config })).armor(config);
}

export const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf8"));
