import type { Party } from "../../core/catalogue/party.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import { signDetached, verifyDetached, verifyLasting } from "../../openpgp/detached.ts";
import type { Certificate } from "../../openpgp/holders.ts";
import { openMessage } from "../../openpgp/open.ts";
import { sealMessage } from "../../openpgp/seal.ts";
import type { Seals } from "../../ports/seals.ts";
import type { Keyring } from "../keyring/types.ts";
import { openOnce, sealOnce } from "../vault/vault.ts";
import type { CertificatesOf, Pinned } from "./certificates.ts";

export interface SealsOptions {
  readonly keyring: Keyring;
  readonly certificatesOf: CertificatesOf;
  readonly now: () => Instant;
}

export interface InstallationSeals extends Seals {
  /** Whether a covenant's bytes carry a lasting signature by this signer; anything wrong with it counts as no. */
  verifyCovenant(bytes: Uint8Array, by: { readonly armored: string; readonly signer: Pinned }): Promise<boolean>;
}

/** OpenPGP with the keys of this installation and the pinned certificates of its parties. */
export function createSeals({ keyring, certificatesOf, now }: SealsOptions): InstallationSeals {
  const needed = async (party: Party): Promise<readonly Certificate[]> => {
    const certificates = await certificatesOf(party);
    if (certificates.length > 0) return certificates;
    throw new GatewayError("PGP_SIGNER_UNKNOWN", "no certificate of this party is pinned here", {
      remedy: "have the party's certificate pinned in its party file",
    });
  };
  return {
    async open(message, sender) {
      const { plaintext, signer, signedAt } = await openMessage({
        message,
        own: keyring.decryption,
        senders: await needed(sender),
        now: now(),
      });
      return { plaintext, signer, signedAt };
    },
    async seal(plaintext, recipient) {
      const encryptTo = await needed(recipient);
      return sealMessage({ plaintext, signWith: keyring.signing, encryptTo, now: now(), profile: "gnupg" });
    },
    sign: (bytes) => signDetached({ bytes, signWith: keyring.signing, now: now() }),
    async verify(bytes, signature, signer) {
      return (await verifyDetached({ bytes, signature, signers: await needed(signer), now: now() })).signer;
    },
    async verifyCovenant(bytes, { armored, signer }) {
      try {
        await verifyLasting({ bytes, signature: armored, signers: await certificatesOf(signer), now: now() });
        return true;
      } catch (error) {
        if (error instanceof GatewayError) return false;
        throw error;
      }
    },
    hold: (plaintext) => sealOnce(keyring, plaintext),
    unhold: (held) => openOnce(keyring, held),
    pseudonymFor: (party, value) => keyring.pseudonymFor(party, value),
  };
}
