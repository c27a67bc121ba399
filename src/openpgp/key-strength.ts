import type { AlgorithmInfo, Config } from "openpgp";
import { GatewayError } from "../core/errors.ts";

const WEAK: ReadonlySet<string> = new Set(["dsa", "elgamal"]);
/** The NIST curves and the two of RFC 9580; the library needs a package that it does not bring for the others. */
const CURVES: ReadonlySet<string> = new Set(["ed25519Legacy", "curve25519Legacy", "nistP256", "nistP384", "nistP521"]);

/**
 * Refuses a signing key by its kind before any arithmetic with it: PGP_KEY_WEAK for DSA and short RSA,
 * PGP_ALGORITHM_REFUSED for a curve that is not on our list.
 */
export function checkStrength(key: AlgorithmInfo, { minRSABits }: Pick<Config, "minRSABits">): void {
  if (WEAK.has(key.algorithm) || (key.algorithm.startsWith("rsa") && (key.bits ?? 0) < minRSABits)) {
    throw new GatewayError("PGP_KEY_WEAK", "key is too weak", { remedy: "make a new key, such as Curve25519" });
  }
  if (key.curve !== undefined && !CURVES.has(key.curve)) {
    throw new GatewayError("PGP_ALGORITHM_REFUSED", "key is on a curve that this gateway does not read");
  }
}
