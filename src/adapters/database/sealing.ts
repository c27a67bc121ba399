import { GatewayError } from "../../core/errors.ts";
import type { Pseudonym } from "../../core/ids.ts";
import type { RelationChange } from "../../ports/exchange-store.ts";
import type { NewKey, Vault } from "../vault/vault.ts";

/** What the tables need of the vault: keys never pass through here, sealed bytes do. */
export type Sealing = Pick<Vault, "sealFor" | "sealInstallation" | "newKey">;

/** Keyed hash by which the register finds a relation's reference again; the reference itself is sealed, as UTF-8. */
export type RelationDigest = (relation: Pick<RelationChange, "kind" | "party" | "ref">) => Uint8Array;

/**
 * Keyed hash by which a party's pairwise reference finds a person, for a tie that an exchange opens; `null` where the back
 * office has no reference of theirs yet.
 */
export type PartnerDigest = (tie: Pick<RelationChange, "pseudonym" | "party">) => Promise<Uint8Array | null>;

/** Seals for the persons of one commit, the ones it creates included. */
export interface PersonSealer {
  /** `null` for a person whose key was destroyed: nothing about that person is kept any more. */
  seal(pseudonym: Pseudonym, bytes: Uint8Array): Promise<Uint8Array | null>;
}

export function createPersonSealer(
  vault: Pick<Vault, "sealFor">,
  created: ReadonlyMap<Pseudonym, NewKey> = new Map(),
): PersonSealer {
  return {
    async seal(pseudonym, bytes) {
      const key = created.get(pseudonym);
      if (key !== undefined) return key.seal(bytes);
      try {
        return await vault.sealFor(pseudonym, bytes);
      } catch (error) {
        if (error instanceof GatewayError && error.code === "STATE_MOVED") return null;
        throw error;
      }
    },
  };
}
