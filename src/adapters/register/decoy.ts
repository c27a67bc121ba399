import type { Pseudonym } from "../../core/ids.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";
import type { Vault } from "../vault/vault.ts";
import { writeSealed } from "./sealed-json.ts";

/** Nobody. Read in the place of a person who is not there; no index leads to it, and its `life` is none of a person's. */
export const DECOY = "00000000-0000-7000-8000-000000000000" as Pseudonym;
export const DECOY_LIFE = "decoy";
/** Never raised: nothing that is allowed is about nobody. */
export const DECOY_VERSION = 1;

/** As many facts as the back office supplies about a real tenant; and one tie, to no party, under no reference. */
const FACTS = Object.fromEntries(
  ["knownToDebtHelp", "underAdministration", "arrangementKept", "claimDisputed", "claimDue", "insolvent"].map(
    (name) => [name, null],
  ),
);

/** Writes the decoy's row and key where they are missing; any number of processes may. */
export async function ensureDecoy(database: Pick<Database, "pool">, vault: Vault): Promise<void> {
  const key = vault.newKey(DECOY);
  const facts = key.seal(writeSealed({ is: "facts", facts: FACTS }));
  const ref = key.seal(new TextEncoder().encode("nothing"));
  await guarded(() =>
    database.pool.query(
      `WITH fresh AS (
         INSERT INTO subject (id, version, life, facts) VALUES ($1, $7, $2, $3) ON CONFLICT DO NOTHING RETURNING id
       ), tie AS (
         INSERT INTO relation (id, subject_id, kind, party, ref, ref_digest, scope, from_at)
         SELECT id, id, 'registration', '', $6, '', '{}', now() FROM fresh
       ) INSERT INTO vault.subject_key (subject_id, key_id, wrapped) SELECT id, $4, $5 FROM fresh`,
      [DECOY, DECOY_LIFE, Buffer.from(facts), key.keyId, Buffer.from(key.wrapped), Buffer.from(ref), DECOY_VERSION],
    ),
  );
}
