import { isUuid, type Instant } from "../../core/ids.ts";
import type { RegisterChange } from "../../ports/register-writer.ts";
import type { PersonIndex } from "./indexes.ts";
import { ownPartnerRef, relationDigest } from "./indexes.ts";
import { writeIndex } from "./person-changes.ts";
import { conflict, mustTouch, touchPerson, type Client } from "./transaction.ts";

type Of<Kind extends RegisterChange["kind"]> = Extract<RegisterChange, { readonly kind: Kind }>;
export type RowChange = Of<
  | "consent.recorded"
  | "consent.withdrawn"
  | "objection.recorded"
  | "objection.decided"
  | "restriction.set"
  | "restriction.lifted"
  | "signal-refusal.recorded"
  | "rectification.recorded"
  | "relation.opened"
  | "relation.closed"
>;

/** What was sealed and computed before the transaction. */
export interface Prepared {
  readonly at: Instant;
  readonly index: PersonIndex;
  /** For a relation that opens. */
  readonly sealedRef: Uint8Array | null;
  readonly personRef: string | null;
}

/** Writes one row about a person and moves the person's version. */
export async function writeRow(client: Client, change: RowChange, prepared: Prepared): Promise<void> {
  switch (change.kind) {
    case "consent.recorded":
      return insertConsent(client, change);
    case "consent.withdrawn":
      return endRow(client, {
        table: "consent",
        id: change.id,
        text: "UPDATE consent SET withdrawn_at = $2, withdrawn_how = $3 WHERE id = $1 AND withdrawn_at IS NULL RETURNING id",
        values: [new Date(change.at), change.how],
      });
    case "objection.recorded":
      return insertRow(client, change.pseudonym, {
        text: "INSERT INTO objection (id, subject_id, purpose, received_at) VALUES ($1, $2, $3, $4)",
        values: [change.id, change.pseudonym, change.purpose, new Date(change.receivedAt)],
      });
    case "objection.decided":
      return endRow(client, {
        table: "objection",
        id: change.id,
        text: "UPDATE objection SET status = $2, decision_ref = $3, decided_at = $4 WHERE id = $1 RETURNING id",
        values: [change.status, change.decisionRef, new Date(prepared.at)],
      });
    case "restriction.set":
      return insertRow(client, change.pseudonym, {
        text: "INSERT INTO restriction (id, subject_id, from_at) VALUES ($1, $2, $3)",
        values: [change.id, change.pseudonym, new Date(change.from)],
      });
    case "restriction.lifted":
      return endRow(client, {
        table: "restriction",
        id: change.id,
        text: "UPDATE restriction SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL RETURNING id",
        values: [new Date(change.at)],
      });
    case "signal-refusal.recorded":
      return insertRow(client, change.pseudonym, {
        text: "INSERT INTO signal_refusal (id, subject_id, at) VALUES ($1, $2, $3)",
        values: [change.id, change.pseudonym, new Date(change.at)],
      });
    case "rectification.recorded":
      return writeRectification(client, change);
    case "relation.opened":
      return insertRelation(client, change, prepared);
    case "relation.closed":
      // Closing shortens; a date beyond the agreed end would widen what the party may see.
      return endRow(client, {
        table: "relation",
        id: change.id,
        text: `UPDATE relation SET until_at = $2 WHERE id = $1 AND (until_at IS NULL OR until_at > $2) RETURNING id`,
        values: [new Date(change.at)],
      });
  }
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

async function insertRow(client: Client, person: string, { text, values }: Statement): Promise<void> {
  await touchPerson(client, person);
  await client.query(text, [...values]);
}

/** The person's row before the row about them, as in every other change, so that two never wait in a circle. */
async function endRow(client: Client, row: Statement & { readonly table: string; readonly id: string }): Promise<void> {
  const { rows } = isUuid(row.id)
    ? await client.query<{ person: string }>(`SELECT subject_id AS person FROM ${row.table} WHERE id = $1`, [row.id])
    : { rows: [] };
  const person = rows[0]?.person;
  if (person === undefined) throw conflict("there is no such row");
  await touchPerson(client, person);
  await mustTouch(client, { text: row.text, values: [row.id, ...row.values] });
}

const insertConsent = (client: Client, { id, pseudonym, consent }: Of<"consent.recorded">): Promise<void> =>
  insertRow(client, pseudonym, {
    text: `INSERT INTO consent (id, subject_id, ref, party, purpose, categories, explicit, given_at, given_by, how,
        text_version, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      id,
      pseudonym,
      consent.ref,
      consent.party,
      consent.purpose,
      consent.categories,
      consent.explicit,
      new Date(consent.givenAt),
      consent.givenBy,
      consent.how,
      consent.textVersion,
      consent.expiresAt === null ? null : new Date(consent.expiresAt),
    ],
  });

/** Said again of one field, the last word counts. */
async function writeRectification(client: Client, change: Of<"rectification.recorded">): Promise<void> {
  const { id, pseudonym, field, pending } = change;
  await touchPerson(client, pseudonym);
  await client.query("UPDATE rectification SET pending = false WHERE subject_id = $1 AND field = $2", [
    pseudonym,
    field,
  ]);
  await client.query("INSERT INTO rectification (id, subject_id, field, pending) VALUES ($1, $2, $3, $4)", [
    id,
    pseudonym,
    field,
    pending,
  ]);
}

async function insertRelation(client: Client, change: Of<"relation.opened">, prepared: Prepared): Promise<void> {
  const { id, pseudonym, relation } = change;
  const { index, sealedRef, personRef } = prepared;
  await insertRow(client, pseudonym, {
    text: `INSERT INTO relation (id, subject_id, kind, party, ref, ref_digest, scope, from_at, until_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      id,
      pseudonym,
      relation.kind,
      relation.party,
      Buffer.from(sealedRef ?? []),
      Buffer.from(relationDigest(index, relation)),
      relation.scope,
      new Date(relation.from),
      relation.until === null ? null : new Date(relation.until),
    ],
  });
  if (personRef === null) return;
  await writeIndex(client, { pseudonym, rows: [ownPartnerRef(index, { party: relation.party, personRef })] });
}
