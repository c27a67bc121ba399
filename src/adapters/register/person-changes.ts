import type { Instant, Pseudonym } from "../../core/ids.ts";
import type { SubjectRecord } from "../../ports/register-writer.ts";
import type { NewKey, Vault } from "../vault/vault.ts";
import { matchRow, ownPartnerRef, personRefRow, type IndexRow, type PersonIndex } from "./indexes.ts";
import { matchKeysOf } from "./match-keys.ts";
import { writeSealed } from "./sealed-json.ts";
import { conflict, mustTouch, type Client } from "./transaction.ts";

export interface Recording {
  readonly pseudonym: Pseudonym;
  readonly subject: SubjectRecord;
  readonly at: Instant;
  readonly index: PersonIndex;
  readonly record: Uint8Array;
  readonly facts: Uint8Array;
  /** For a person who is new to the register. */
  readonly key: NewKey | null;
  /** For one whom an exchange opened: of two rows that claim them at once, the second is told to read again. */
  readonly claims: boolean;
}

/** Seals a person's data, before the transaction: the vault may need a connection of its own. */
export async function sealSubject(
  vault: Vault,
  { pseudonym, subject, key }: Pick<Recording, "pseudonym" | "subject" | "key">,
): Promise<Pick<Recording, "record" | "facts">> {
  const { personRef } = subject;
  const record = writeSealed({ is: "record", personRef, record: subject.record });
  const facts = writeSealed({ is: "facts", facts: subject.facts });
  if (key !== null) return { record: key.seal(record), facts: key.seal(facts) };
  return { record: await vault.sealFor(pseudonym, record), facts: await vault.sealFor(pseudonym, facts) };
}

/** Writes a person as the back office has them. Refuses a reference that is another person's. */
export async function writeSubject(client: Client, recording: Recording): Promise<void> {
  const { pseudonym, subject, index } = recording;
  const ref = personRefRow(index, subject.personRef);
  await claimPersonRef(client, { ref, pseudonym });
  if (recording.key === null) await updateSubject(client, recording);
  else await insertSubject(client, { ...recording, key: recording.key });
  await client.query("DELETE FROM subject_index WHERE subject_id = $1", [pseudonym]);
  const keys = matchKeysOf(subject.record).map((key) => matchRow(index, key));
  await writeIndex(client, { pseudonym, rows: [ref, ...keys, ...(await partnerRefs(client, recording))] });
}

/** Two persons may not have one reference; the lock makes two that come at once wait for each other. */
async function claimPersonRef(client: Client, { ref, pseudonym }: { ref: IndexRow; pseudonym: string }): Promise<void> {
  const digest = Buffer.from(ref.digest);
  await client.query("SELECT pg_advisory_xact_lock($1::bigint)", [digest.readBigInt64BE(0).toString()]);
  const { rows } = await client.query(
    "SELECT 1 FROM subject_index WHERE kind = $1 AND digest = $2 AND subject_id <> $3",
    [ref.kind, digest, pseudonym],
  );
  if (rows.length > 0) throw conflict("this `personRef` is another person's");
}

async function insertSubject(
  client: Client,
  { key, ...recording }: Recording & { readonly key: NewKey },
): Promise<void> {
  await client.query(
    `INSERT INTO subject (id, life, legal_claim_hold, consent_by, address_is_secret, record, facts, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    columnsOf(recording),
  );
  await client.query("INSERT INTO vault.subject_key (subject_id, key_id, wrapped) VALUES ($1, $2, $3)", [
    recording.pseudonym,
    key.keyId,
    Buffer.from(key.wrapped),
  ]);
}

const updateSubject = (client: Client, recording: Omit<Recording, "key">): Promise<void> =>
  mustTouch(client, {
    text: `UPDATE subject SET version = version + 1, life = $2, legal_claim_hold = $3, consent_by = $4,
       address_is_secret = $5, record = $6, facts = $7, recorded_at = $8
      WHERE id = $1 AND life NOT IN ('erased', 'decoy') AND (record IS NULL OR NOT $9) RETURNING id`,
    values: [...columnsOf(recording), recording.claims],
  });

const columnsOf = ({ pseudonym, subject, record, facts, at }: Omit<Recording, "key" | "claims">): unknown[] => [
  pseudonym,
  subject.life,
  subject.legalClaimHold,
  subject.consentBy,
  subject.addressIsSecret,
  Buffer.from(record),
  Buffer.from(facts),
  new Date(at),
];

/** A party that has a tie with the person may name them by the pairwise reference it got. */
async function partnerRefs(client: Client, { pseudonym, subject, index }: Recording): Promise<readonly IndexRow[]> {
  const { rows } = await client.query<{ party: string }>("SELECT DISTINCT party FROM relation WHERE subject_id = $1", [
    pseudonym,
  ]);
  return rows.map(({ party }) => ownPartnerRef(index, { party, personRef: subject.personRef }));
}

export async function writeIndex(
  client: Client,
  { pseudonym, rows }: { readonly pseudonym: string; readonly rows: readonly IndexRow[] },
): Promise<void> {
  await client.query(
    `INSERT INTO subject_index (kind, digest, subject_id)
     SELECT kind, digest, $3 FROM unnest($1::text[], $2::bytea[]) AS r(kind, digest) ON CONFLICT DO NOTHING`,
    [rows.map(({ kind }) => kind), rows.map(({ digest }) => Buffer.from(digest)), pseudonym],
  );
}
