import { createPublicKey, type KeyObject } from "node:crypto";
import type { ClientKey } from "../../core/catalogue/party.ts";

/** RSA below this can be factored within reach of a state, and soon of others (NCSC TLS guidelines 2025, §3.2). */
const RSA_BITS_MIN = 2048;
/** Above this one verification costs milliseconds, and a partner chooses the key. */
const RSA_BITS_MAX = 8192;

const parsed = new WeakMap<ClientKey, KeyObject | null>();

/**
 * The public key of a client as the party file has it, fit for the algorithm that stands beside it; `null` when the key
 * is malformed, weak, on another curve or of another kind. Parsed once.
 */
export function readClientKey(key: ClientKey): KeyObject | null {
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const fresh = parseKey(key);
  parsed.set(key, fresh);
  return fresh;
}

function parseKey(key: ClientKey): KeyObject | null {
  try {
    const object = createPublicKey({ key: { ...key.jwk }, format: "jwk" });
    return fits(object, key.alg) ? object : null;
  } catch {
    // A malformed key is as good as none; which one, the party file's own check says.
    return null;
  }
}

function fits(object: KeyObject, alg: ClientKey["alg"]): boolean {
  const details = object.asymmetricKeyDetails;
  if (alg === "ES256") return object.asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1";
  const bits = details?.modulusLength ?? 0;
  return object.asymmetricKeyType === "rsa" && bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}
