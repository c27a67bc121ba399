import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Party } from "../../core/catalogue/party.ts";
import { GatewayError } from "../../core/errors.ts";
import { readCertificates } from "../../openpgp/certificates.ts";
import type { Certificate } from "../../openpgp/holders.ts";

/** Whose certificates are asked: a party, or an officer with a fingerprint. */
export type Pinned = Pick<Party, "id" | "fingerprints">;
export type CertificatesOf = (party: Pinned) => Promise<readonly Certificate[]>;

interface Held {
  readonly changedMs: number;
  readonly certificates: readonly Certificate[];
}

/**
 * Certificates of parties from `<folder>/<party>.asc`, parsed once and again when the file changes. Only those whose
 * primary fingerprint is pinned in the party's file count: a file put there by somebody else changes nothing.
 */
export function readCertificatesFrom(folder: string): CertificatesOf {
  const held = new Map<string, Held>();
  return async ({ id, fingerprints }) => {
    const all = await read(path.join(folder, `${id}.asc`), held);
    return all.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  };
}

async function read(file: string, held: Map<string, Held>): Promise<readonly Certificate[]> {
  const changedMs = await changedAt(file);
  if (changedMs === null) return [];
  const known = held.get(file);
  if (known?.changedMs === changedMs) return known.certificates;
  const certificates = await readCertificates(await readFile(file));
  held.set(file, { changedMs, certificates });
  return certificates;
}

async function changedAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new GatewayError("KEY_MALFORMED", "a certificate file cannot be read", { cause, at: path.basename(file) });
  }
}
