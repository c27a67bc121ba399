import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Party } from "../../core/catalogue/party.ts";
import { GatewayError } from "../../core/errors.ts";
import { readCertificates } from "../../openpgp/certificates.ts";
import type { Certificate } from "../../openpgp/holders.ts";

/** Whose certificates: a party, or an officer who signs covenants. */
export type Holder = Pick<Party, "id" | "fingerprints">;

/** All certificates that the holder signs and reads with; none where there are none. */
export type CertificatesOf = (holder: Holder) => Promise<readonly Certificate[]>;

/** A party or officer id; nothing that could lead out of the folder. */
const ID = /^[a-z][a-z0-9-]{2,39}$/;
const BLOCK = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g;

interface Parsed {
  readonly stamp: string;
  readonly certificates: readonly Certificate[];
}

/**
 * Certificates in `<folder>/<id>.asc`, one armored block or several, parsed once and again when the file changes, so
 * that a renewed or revoked certificate needs no restart. Throws KEY_MALFORMED for one whose fingerprint the party file
 * does not pin: the folder alone says nothing about whose key it is.
 */
export function readCertificatesFrom(folder: string): CertificatesOf {
  const parsed = new Map<string, Parsed>();

  async function read(id: string): Promise<readonly Certificate[]> {
    const file = path.join(folder, `${id}.asc`);
    const stamp = await stampOf(file);
    if (stamp === null) return [];
    const known = parsed.get(id);
    if (known?.stamp === stamp) return known.certificates;
    const blocks = (await readFile(file, "utf8")).match(BLOCK) ?? [];
    const certificates = (await Promise.all(blocks.map(readCertificates))).flat();
    parsed.set(id, { stamp, certificates });
    return certificates;
  }

  return async (holder) => {
    if (!ID.test(holder.id)) throw new GatewayError("ID_MALFORMED", "no certificate is filed under such an id");
    const certificates = await read(holder.id);
    if (certificates.every(({ fingerprint }) => holder.fingerprints.includes(fingerprint))) return certificates;
    throw new GatewayError("KEY_MALFORMED", "a certificate in the folder is not pinned in its party file", {
      at: `${holder.id}.asc`,
      remedy: "compare fingerprints with the party over another channel, then list this one or remove the file",
    });
  };
}

async function stampOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
