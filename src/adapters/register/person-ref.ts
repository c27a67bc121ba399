import { GatewayError } from "../../core/errors.ts";
import type { Pseudonym } from "../../core/ids.ts";
import type { Database } from "../database/database.ts";
import type { PartnerDigest } from "../database/sealing.ts";
import { guarded } from "../database/transient.ts";
import type { Vault } from "../vault/vault.ts";
import { ownPartnerRef, type PersonIndex } from "./indexes.ts";
import { readSealed } from "./sealed-json.ts";

export interface Reading {
  readonly database: Pick<Database, "pool">;
  readonly vault: Pick<Vault, "openFor">;
}

/** The back office's own reference of a person; `null` for one it has not supplied yet, and for one who was erased. */
export async function findPersonRef({ database, vault }: Reading, person: Pseudonym): Promise<string | null> {
  const { rows } = await guarded(() =>
    database.pool.query<{ record: Uint8Array | null }>("SELECT record FROM subject WHERE id = $1", [person]),
  );
  const sealed = rows[0]?.record ?? null;
  if (sealed === null) return null;
  try {
    return readSealed("record", await vault.openFor(person, sealed)).personRef;
  } catch (error) {
    if (error instanceof GatewayError && error.code === "STATE_MOVED") return null;
    throw error;
  }
}

/** What a party's pairwise reference of a person is found by, for the ties that exchanges open. */
export function createPartnerDigest(from: Reading & { readonly index: PersonIndex }): PartnerDigest {
  return async ({ pseudonym, party }) => {
    const personRef = await findPersonRef(from, pseudonym);
    return personRef === null ? null : ownPartnerRef(from.index, { party, personRef }).digest;
  };
}
