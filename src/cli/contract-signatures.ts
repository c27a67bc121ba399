import type { Desk, DeskSignature, DeskVersion } from "../core/covenant/desk.ts";
import { findSigner, missingSigners, type KnownSigner } from "../core/covenant/signers.ts";
import { GatewayError, type ErrorCode } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { readCertificates } from "../openpgp/certificates.ts";
import { verifyLasting } from "../openpgp/detached.ts";
import type { Certificate } from "../openpgp/holders.ts";

export interface CheckedSignature {
  readonly signer: string;
  /** `unchecked`: there is no certificate at hand that the party's file names; it counts for nothing and is no proof of harm. */
  readonly state: "good" | "wrong" | "unchecked";
  readonly code: ErrorCode | null;
}

export interface CheckedVersion {
  readonly covenant: string;
  readonly version: number;
  readonly file: string;
  readonly published: DeskVersion["published"];
  /** `signed`: by all who must, and not published yet. `broken`: changed after it was published, unreadable, or with a signature that is wrong. */
  readonly state: "complete" | "signed" | "incomplete" | "broken";
  readonly signatures: readonly CheckedSignature[];
  readonly missing: { readonly parties: readonly string[]; readonly officers: number };
}

interface With {
  readonly desk: Desk;
  /** Certificates of a party or officer; `null` where there are none. */
  readonly readCertificate: (id: string) => Promise<Uint8Array | null>;
  readonly now: Instant;
}

/** What the signatures under one version and `published.json` say of it. */
export async function checkVersion(version: DeskVersion, given: With): Promise<CheckedVersion> {
  const { id, covenant, file, published } = version;
  const signatures: CheckedSignature[] = [];
  for (const signature of version.signatures) signatures.push(await checkSignature(signature, version, given));
  const good = signatures.filter(({ state }) => state === "good").map(({ signer }) => signer);
  const missing = covenant === null ? { parties: [], officers: 0 } : missingSigners(covenant, good);
  const isBroken = published === "altered" || covenant === null || signatures.some(({ state }) => state === "wrong");
  const isSigned = missing.parties.length + missing.officers === 0;
  const state = isBroken ? "broken" : !isSigned ? "incomplete" : published === "published" ? "complete" : "signed";
  return { covenant: id, version: version.version, file, published, state, signatures, missing };
}

async function checkSignature(
  { signer: id, armored }: DeskSignature,
  { covenant, bytes }: DeskVersion,
  { desk, readCertificate, now }: With,
): Promise<CheckedSignature> {
  const signer = covenant === null ? null : findSigner(desk, { covenant, id });
  if (signer === null) return { signer: id, state: "wrong", code: "COVENANT_SIGNER_WRONG" };
  const signers = pinned(signer, await certificatesIn(await readCertificate(id)));
  if (signers.length === 0) return { signer: id, state: "unchecked", code: "KEY_MISSING" };
  try {
    await verifyLasting({ bytes, signature: armored, signers, now });
    return { signer: id, state: "good", code: null };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : "PGP_MALFORMED";
    return { signer: id, state: "wrong", code };
  }
}

/** Only what the party's file names: a folder of certificates proves nothing by itself. */
const pinned = ({ fingerprints }: KnownSigner, certificates: readonly Certificate[]): readonly Certificate[] =>
  certificates.filter(({ fingerprint }) => fingerprints.includes(fingerprint));

async function certificatesIn(bytes: Uint8Array | null): Promise<readonly Certificate[]> {
  try {
    return bytes === null ? [] : await readCertificates(bytes);
  } catch {
    return [];
  }
}
