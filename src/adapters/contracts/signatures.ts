import { join } from "node:path";

import type { Party } from "../../core/catalogue/party.ts";
import type { Catalogue } from "../../core/catalogue/types.ts";
import { concerns } from "../../core/covenant/force.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { readSignatures, type SignatureFile } from "./files.ts";
import type { Officer } from "./officers.ts";

/** Whose certificates a signature must be made with. */
export type Signer = Pick<Party, "id" | "fingerprints">;

/** Whether the armored text is a good detached signature over exactly these bytes by a certificate of this signer. */
export type VerifySignature = (bytes: Uint8Array, armored: string, signer: Signer) => Promise<boolean>;

export interface ToVerify {
  readonly covenant: Covenant;
  readonly bytes: Uint8Array;
  readonly options: {
    readonly folder: string;
    readonly overlay: string | null;
    readonly verifySignature: VerifySignature;
  };
  readonly catalogue: Catalogue;
  readonly officers: readonly Officer[];
}

export interface Signed {
  readonly parties: readonly string[];
  readonly officers: number;
  readonly warnings: readonly string[];
  /** Whose signature is there and counts for nothing. */
  readonly uncounted: readonly string[];
}

/**
 * Verifies every detached signature over one version. A signature of somebody who may not sign it, or one that does
 * not verify, counts for nothing and is told as a warning.
 */
export async function verifySignatures(input: ToVerify): Promise<Signed> {
  const { covenant, bytes, options } = input;
  const parties = new Set<string>();
  const officers = new Set<string>();
  const uncounted: string[] = [];
  for (const file of await signatureFiles(input)) {
    const signer = signerOf(file, input);
    const good = signer !== null && (await options.verifySignature(bytes, file.armored, signer));
    if (!good) uncounted.push(file.signer);
    else if (covenant.kind === "unilateral") officers.add(file.signer);
    else parties.add(file.signer);
  }
  const warnings = uncounted.map((signer) => `${covenant.id}/v${covenant.version}.${signer}.asc does not count`);
  return { parties: [...parties], officers: officers.size, warnings, uncounted };
}

async function signatureFiles({ covenant, options }: ToVerify): Promise<readonly SignatureFile[]> {
  const own = await readSignatures(join(options.folder, "covenants", covenant.id), covenant.version);
  if (options.overlay === null) return own;
  return [...own, ...(await readSignatures(join(options.overlay, "signatures", covenant.id), covenant.version))];
}

/** Who the file says has signed, if that is somebody who may sign this covenant; `null` otherwise. */
function signerOf(file: SignatureFile, { covenant, catalogue, officers }: ToVerify): Signer | null {
  if (covenant.kind === "unilateral") {
    const officer = officers.find((candidate) => candidate.id === file.signer);
    return officer === undefined ? null : { id: officer.id, fingerprints: [officer.fingerprint] };
  }
  const party = catalogue.parties.get(file.signer);
  return party !== undefined && concerns(covenant, { party: party.id, role: party.role }) ? party : null;
}
