import type { Party } from "../../core/catalogue/party.ts";
import { GatewayError } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import { type Instant, parseSha256 } from "../../core/ids.ts";
import { signDetached, verifyDetached, verifyLasting } from "../../openpgp/detached.ts";
import type { Certificate } from "../../openpgp/holders.ts";
import { openMessage } from "../../openpgp/open.ts";
import { sealMessage } from "../../openpgp/seal.ts";
import type { Seals } from "../../ports/seals.ts";
import type { Keyring } from "../keyring/types.ts";
import { openOnce, sealOnce } from "../vault/vault.ts";
import type { CertificatesOf, Holder } from "./certificates.ts";

export interface SealsOptions {
  readonly keyring: Pick<Keyring, "signing" | "decryption" | "wrapKey" | "unwrapKey" | "pseudonymFor" | "blindIndex">;
  readonly certificatesOf: CertificatesOf;
  readonly now: () => Instant;
  /** The party behind the software of another; `null` when it may not speak now. Without it only own keys count. */
  readonly operatorOf?: (id: string) => Promise<Holder | null>;
}

export interface InstallationSeals extends Seals {
  /** Whether a covenant's detached signature, of whatever age, is a good one by this signer. */
  verifyCovenant(bytes: Uint8Array, by: { readonly armored: string; readonly signer: Holder }): Promise<boolean>;
}

/** OpenPGP with the keys of this installation, and with certificates pinned in the party files only. */
export function createSeals(options: SealsOptions): InstallationSeals {
  const { keyring, certificatesOf, now } = options;

  return {
    open: async (message, sender) =>
      openMessage({ message, own: keyring.decryption, senders: await signersFor(sender), now: now() }),
    seal,
    sign: (bytes) => signDetached({ bytes, signWith: keyring.signing, now: now() }),
    verify: async (bytes, signature, signer) =>
      (await verifyDetached({ bytes, signature, signers: await signersFor(signer), now: now() })).signer,
    async verifyCovenant(bytes, { armored, signer }) {
      const signers = await certificatesOf(signer);
      try {
        await verifyLasting({ bytes, signature: armored, signers, now: now() });
        return true;
      } catch (error) {
        // What is wrong with the signature makes it count for nothing; what is wrong with this installation stops it.
        if (error instanceof GatewayError && /^(PGP_|BODY_)/.test(error.code)) return false;
        throw error;
      }
    },
    hold: (plaintext) => sealOnce(keyring, plaintext),
    unhold: (held) => openOnce(keyring, held),
    digestOf: (document) =>
      parseSha256(Buffer.from(keyring.blindIndex("document", sha256Of(document))).toString("hex")),
    pseudonymFor: (party, value) => keyring.pseudonymFor(party, value),
  };

  /** The party's own certificates and those of the operators that its party file names (design §6). */
  async function signersFor(party: Party): Promise<readonly Certificate[]> {
    const operators = [...new Set(party.clients.map(({ operator }) => operator).filter((id) => id !== null))];
    const behind = await Promise.all(operators.map(async (id) => (await options.operatorOf?.(id)) ?? null));
    const holders = [party, ...behind.filter((holder) => holder !== null)];
    return (await Promise.all(holders.map(certificatesOf))).flat();
  }

  async function seal(plaintext: Uint8Array, recipient: Party): Promise<Uint8Array> {
    const certificates = await certificatesOf(recipient);
    try {
      return await sealTo(plaintext, certificates);
    } catch (error) {
      if (!isAboutKey(error) || certificates.length < 2) throw error;
      // One of several is spent, as at the end of a rotation: whoever holds the others can still read it.
      const usable = await usableOf(certificates);
      if (usable.length === 0) throw error;
      return sealTo(plaintext, usable);
    }
  }

  function sealTo(plaintext: Uint8Array, encryptTo: readonly Certificate[]): Promise<Uint8Array> {
    // Who has a version 6 certificate reads RFC 9580 by definition; anybody else gets what every GnuPG reads.
    const profile = encryptTo.length > 0 && encryptTo.every(({ version }) => version === 6) ? "rfc9580" : "gnupg";
    return sealMessage({ plaintext, signWith: keyring.signing, encryptTo, now: now(), profile });
  }

  async function usableOf(certificates: readonly Certificate[]): Promise<readonly Certificate[]> {
    const tried = certificates.map(async (certificate) => {
      try {
        await sealTo(new Uint8Array(0), [certificate]);
        return [certificate];
      } catch (error) {
        if (isAboutKey(error)) return [];
        throw error;
      }
    });
    return (await Promise.all(tried)).flat();
  }
}

const isAboutKey = (error: unknown): boolean =>
  error instanceof GatewayError && /^(PGP_KEY_|KEY_MALFORMED)/.test(error.code);
