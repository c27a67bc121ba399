import { createMessage, enums, readSignature, SignaturePacket, verify } from "openpgp";
import type { Config, Signature } from "openpgp";
import { GatewayError } from "../core/errors.ts";
import { parseInstant } from "../core/ids.ts";
import type { Instant } from "../core/ids.ts";
import { libraryConfigFor } from "./config.ts";
import { publicKeyOf } from "./holders.ts";
import type { Certificate } from "./holders.ts";
import { keyError } from "./key-errors.ts";
import { checkStrength } from "./key-strength.ts";

/** How far a signature's own time may lie from ours. */
export interface SignatureWindow {
  readonly pastMs: number;
  readonly futureMs: number;
}

export interface SignatureQuestion {
  readonly data: Uint8Array;
  /** One signature packet, header included. */
  readonly signature: Uint8Array;
  readonly signers: readonly Certificate[];
  readonly now: Instant;
  readonly window: SignatureWindow;
  /** `now`: the key must be good at this moment too. `then`: only when it signed, and not compromised since. */
  readonly keyGoodAt: "now" | "then";
  /** For whom it was made, if it says so (subpacket 35); empty where that means nothing. */
  readonly recipients: readonly string[];
  /** Weakens the floor to RSA-2048 for the certificates with these fingerprints. */
  readonly rsa2048AllowedFor: readonly string[];
}

export interface Verified {
  /** Primary fingerprint of the certificate that signed. */
  readonly signer: string;
  readonly signedAt: Instant;
}

const INTENDED_RECIPIENT = 35;
const HASHES: ReadonlySet<enums.hash | null> = new Set([
  enums.hash.sha256,
  enums.hash.sha384,
  enums.hash.sha512,
  enums.hash.sha3_256,
  enums.hash.sha3_512,
]);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

/** Everything we ask of a signature, cheapest question first; throws the PGP_ code of the first that fails. */
export async function verifySignature(question: SignatureQuestion): Promise<Verified> {
  const signature = await parse(question.signature);
  const packet = packetOf(signature);
  const signer = findSigner(packet, question.signers);
  checkForm(packet);
  checkRecipient(packet, question.recipients);
  const config = libraryConfigFor(signer.fingerprint, question.rsa2048AllowedFor);
  const key = publicKeyOf(signer);
  for (const one of [key, ...key.getSubkeys(packet.issuerKeyID)]) checkStrength(one.getAlgorithmInfo(), config);
  await checkMathematics({ signature, question, signer, config });
  const signedAt = checkTime(packet, question);
  if (question.keyGoodAt === "now") await checkKeyNow({ packet, question, signer, config });
  return { signer: signer.fingerprint, signedAt };
}

async function parse(binarySignature: Uint8Array): Promise<Signature> {
  try {
    return await readSignature({ binarySignature });
  } catch (cause) {
    throw new GatewayError("PGP_MALFORMED", "signature cannot be read", { cause });
  }
}

function packetOf(signature: Signature): SignaturePacket {
  const [packet] = signature.packets;
  if (signature.packets.length !== 1 || !(packet instanceof SignaturePacket)) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "signature is of neither version 4 nor version 6");
  }
  return packet;
}

function findSigner(packet: SignaturePacket, signers: readonly Certificate[]): Certificate {
  const keyId = packet.issuerKeyID.toHex().toUpperCase();
  const fingerprint = packet.issuerFingerprint === null ? null : hex(packet.issuerFingerprint);
  const signer = signers.find(
    ({ keyIds, keyFingerprints }) =>
      keyIds.includes(keyId) && (fingerprint === null || keyFingerprints.includes(fingerprint)),
  );
  if (signer === undefined) {
    throw new GatewayError("PGP_SIGNER_UNKNOWN", "signature is by no key of this party", {
      remedy: "sign with the key whose fingerprint is in the party file",
    });
  }
  return signer;
}

function checkForm(packet: SignaturePacket): void {
  // A text signature covers other bytes than those that are returned: line ends are rewritten.
  if (packet.signatureType !== enums.signature.binary) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "signature is not one over binary data");
  }
  if (!HASHES.has(packet.hashAlgorithm)) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "signature's hash is too weak");
  }
  const isCritical = (part: { readonly critical: boolean }): boolean => part.critical;
  if (packet.unknownSubpackets.some(isCritical) || packet.rawNotations.some(isCritical)) {
    throw new GatewayError("PGP_CRITICAL_SUBPACKET", "signature has a critical part that this gateway does not know");
  }
}

// A valid signature does not say to whom it was sent: Bob can re-encrypt Alice's message to Carol (crypto.md §0.7).
function checkRecipient(packet: SignaturePacket, recipients: readonly string[]): void {
  if (recipients.length === 0) return;
  const named = packet.unknownSubpackets
    .filter(({ type }) => type === INTENDED_RECIPIENT)
    .map(({ body }) => hex(body.subarray(1)));
  if (named.length > 0 && !named.some((fingerprint) => recipients.includes(fingerprint))) {
    throw new GatewayError("PGP_RECIPIENT_OTHER", "message was signed for another recipient");
  }
}

interface Checked {
  readonly question: SignatureQuestion;
  readonly signer: Certificate;
  readonly config: Config;
}

async function checkMathematics(given: Checked & { readonly signature: Signature }): Promise<void> {
  const { question, signer, config, signature } = given;
  const message = await createMessage({ binary: question.data, date: new Date(question.now) });
  // No date: the library then judges the key at the signature's own time, and we judge that time.
  const { signatures } = await verify({
    message,
    signature,
    verificationKeys: publicKeyOf(signer),
    format: "binary",
    date: null,
    config,
  });
  const [result] = signatures;
  if (result === undefined) throw new GatewayError("PGP_UNSIGNED", "there is no signature to verify");
  await result.verified.catch((cause: unknown) => {
    throw keyError(cause, { code: "PGP_SIGNATURE_WRONG", message: "signature does not match" });
  });
}

function checkTime(packet: SignaturePacket, { now, window }: SignatureQuestion): Instant {
  const created = packet.created?.getTime() ?? Number.NaN;
  const inWindow = created >= now - window.pastMs && created <= now + window.futureMs;
  if (!inWindow || packet.getExpirationTime() <= new Date(now)) {
    throw new GatewayError("PGP_SIGNATURE_STALE", "signature was not made just now", {
      remedy: "check the clock and sign the message anew",
    });
  }
  return parseInstant(created);
}

// Else an expired or superseded key could sign with a date of long ago (crypto.md §5, backdating).
async function checkKeyNow(given: Checked & { readonly packet: SignaturePacket }): Promise<void> {
  const { packet, question, signer, config } = given;
  try {
    await publicKeyOf(signer).getSigningKey(packet.issuerKeyID, new Date(question.now), undefined, config);
  } catch (cause) {
    throw keyError(cause, { code: "PGP_SIGNATURE_WRONG", message: "key is not one that may sign" });
  }
}
