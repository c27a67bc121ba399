import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { readCertificates, unlockKey } from "../openpgp/certificates.ts";
import type { Certificate, UnlockedKey } from "../openpgp/holders.ts";

/** A profile file: where the gateway is, who we are, and where our keys lie (paths relative to the file). */
const profileSchema = z.strictObject({
  gateway: z.url({ protocol: /^https?$/ }),
  environment: z.string().min(1),
  party: z.string().min(1),
  /** The corporation, to whom a partner sends. */
  controller: z.string().min(1),
  clientId: z.string().min(1),
  clientKey: z.strictObject({ file: z.string(), kid: z.string(), alg: z.enum(["ES256", "PS256", "RS256"]) }),
  openpgp: z.strictObject({ file: z.string(), passphraseFile: z.string().nullable() }).nullable(),
  gatewayCertificate: z.string(),
  ledger: z.strictObject({ origin: z.string(), vkey: z.string() }),
});

export interface Profile {
  readonly gateway: string;
  readonly environment: string;
  readonly party: string;
  readonly controller: string;
  readonly clientId: string;
  readonly clientKey: { readonly key: KeyObject; readonly kid: string; readonly alg: "ES256" | "PS256" | "RS256" };
  /** `null` for staff, who approve and reveal but neither seal nor open. */
  readonly openpgp: UnlockedKey | null;
  readonly gatewayCertificates: readonly Certificate[];
  /** Pinned when the partner was connected: keys that a log serves itself are not to be trusted. */
  readonly ledger: { readonly origin: string; readonly vkey: string };
}

export type ProfileFile = z.infer<typeof profileSchema>;

/** Reads a profile and its keys. Throws CONFIG_INVALID with what to mend, KEY_LOCKED or KEY_MALFORMED. */
export async function readProfile(file: string): Promise<Profile> {
  const folder = path.dirname(path.resolve(file));
  const parsed = profileSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new GatewayError("CONFIG_INVALID", `profile member \`${at}\` is missing, unknown or not of its type`, {
      at,
      remedy: "compare with a profile that the sandbox wrote",
    });
  }
  const { clientKey, openpgp, gatewayCertificate, ...rest } = parsed.data;
  const text = (name: string): Promise<string> => readText(path.resolve(folder, name));
  return {
    ...rest,
    gateway: rest.gateway.replace(/\/$/, ""),
    clientKey: { kid: clientKey.kid, alg: clientKey.alg, key: createPrivateKey(await text(clientKey.file)) },
    openpgp: openpgp === null ? null : await unlock(openpgp, text),
    gatewayCertificates: await readCertificates(await text(gatewayCertificate)),
  };
}

async function unlock(
  { file, passphraseFile }: NonNullable<ProfileFile["openpgp"]>,
  text: (name: string) => Promise<string>,
): Promise<UnlockedKey> {
  const passphrase = passphraseFile === null ? "" : (await text(passphraseFile)).trim();
  return unlockKey({ armored: await text(file), passphrase });
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new GatewayError("CONFIG_INVALID", "the profile is not valid JSON", { at: path.basename(file) });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new GatewayError("CONFIG_INVALID", `file \`${path.basename(file)}\` cannot be read`, {
      cause,
      remedy: "check the path after --profile; in the sandbox, start the gateway first: it writes the profiles",
    });
  }
}
