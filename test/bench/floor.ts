import {
  createMessage,
  decrypt,
  decryptKey,
  encrypt,
  generateKey,
  readMessage,
  readPrivateKey,
  type PrivateKey,
  type PublicKey,
} from "openpgp";
import type { Database } from "../../src/adapters/database/database.ts";

interface Held {
  readonly secret: PrivateKey;
  readonly certificate: PublicKey;
}

/**
 * The least that any gateway must do with one document: decrypt and verify it, sign and encrypt what goes on, and commit
 * that. The library itself with keys parsed and unlocked once, and nothing decided, parsed or logged.
 */
export interface Floor {
  /** One message as a sender would make it. */
  sealed(plaintext: Uint8Array): Promise<Uint8Array>;
  /** Opens it, seals the parcel's plaintext, inserts what came out. */
  pass(message: Uint8Array, parcel: Uint8Array): Promise<void>;
}

export async function createFloor({ pool }: Database): Promise<Floor> {
  const [sender, gateway, recipient] = await Promise.all([heldKey("sender"), heldKey("gateway"), heldKey("recipient")]);
  await pool.query(
    "CREATE TABLE bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parcel bytea NOT NULL)",
  );
  return {
    sealed: (plaintext) => seal(plaintext, { from: sender, to: gateway }),
    async pass(message, parcel) {
      const opened = await decrypt({
        message: await readMessage({ binaryMessage: message }),
        decryptionKeys: gateway.secret,
        verificationKeys: sender.certificate,
        expectSigned: true,
        format: "binary",
      });
      if (opened.signatures.length !== 1) throw new Error("the floor verified nothing");
      const bytes = await seal(parcel, { from: gateway, to: recipient });
      await pool.query({
        name: "bench-floor",
        text: "INSERT INTO bench_floor (parcel) VALUES ($1)",
        values: [Buffer.from(bytes)],
      });
    },
  };
}

async function seal(
  plaintext: Uint8Array,
  { from, to }: { readonly from: Held; readonly to: Held },
): Promise<Uint8Array> {
  const sealed: unknown = await encrypt({
    message: await createMessage({ binary: plaintext }),
    encryptionKeys: to.certificate,
    signingKeys: from.secret,
    format: "binary",
  });
  if (!(sealed instanceof Uint8Array)) throw new Error("the library gave no bytes");
  return sealed;
}

/** Of the kind that the gateway itself uses: version 4, Curve25519 with the legacy ids, AES-256 in SEIPD version 1. */
async function heldKey(name: string): Promise<Held> {
  const passphrase = "bench";
  const made = await generateKey({
    type: "ecc",
    curve: "curve25519Legacy",
    userIDs: { name, email: `${name}@bench.example` },
    passphrase,
    format: "armored",
  });
  const privateKey = await readPrivateKey({ armoredKey: made.privateKey });
  const secret = await decryptKey({ privateKey, passphrase });
  return { secret, certificate: secret.toPublic() };
}
