import { parseExchangeId, type Pseudonym } from "../../core/ids.ts";
import type { RecordedDecision, RecordedDecisions } from "../../ports/recorded-decisions.ts";
import type { Vault } from "../vault/vault.ts";
import type { Database } from "./database.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantText } from "./values.ts";

/** With each person's wrapped key beside the record, so that a page is one query. */
const RECORDED = `SELECT e.id, e.at, e.sender, e.recipient, e.covenant_version, e.clause, e.controller_view,
       r.subject_id, r.key_id, r.wrapped_key, r.sealed, k.key_id AS person_key_id, k.wrapped AS person_key
  FROM exchange e
  LEFT JOIN decision_record r ON r.exchange_id = e.id AND r.revision = e.revision
  LEFT JOIN vault.subject_key k ON k.subject_id = r.subject_id
 WHERE e.clause IS NOT NULL AND e.covenant_version IS NOT NULL`;
/** Ids ascend with time. */
const PAGE = `${RECORDED} AND e.covenant = $1 AND e.at >= $2::timestamptz
   AND ($3::uuid IS NULL OR e.id < $3::uuid)
 ORDER BY e.id DESC LIMIT $4`;
const ONE = `${RECORDED} AND e.id = $1`;

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly sender: string;
  readonly recipient: string;
  readonly covenant_version: number;
  readonly clause: string;
  readonly controller_view: string;
  readonly subject_id: string | null;
  readonly key_id: string | null;
  readonly wrapped_key: Uint8Array | null;
  readonly sealed: Uint8Array | null;
  readonly person_key_id: string | null;
  readonly person_key: Uint8Array | null;
}

export interface RecordedDecisionsParts {
  readonly database: Pick<Database, "pool">;
  readonly vault: Pick<Vault, "openWith" | "openInstallation">;
}

export function createRecordedDecisions({ database, vault }: RecordedDecisionsParts): RecordedDecisions {
  const decisionOf = (row: Row): RecordedDecision => ({
    id: parseExchangeId(row.id),
    at: instantOf(row.at),
    sender: row.sender,
    recipient: row.recipient,
    version: row.covenant_version,
    clause: row.clause,
    controllerView: row.controller_view,
    person: row.subject_id as Pseudonym | null,
    record: recordOf(vault, row),
  });
  return {
    page: ({ covenant, since, after, limit }) =>
      guarded(async () => {
        const { rows } = await database.pool.query<Row>(PAGE, [covenant, instantText(since), after, limit]);
        return rows.map(decisionOf);
      }),
    find: (id) =>
      guarded(async () => {
        const { rows } = await database.pool.query<Row>(ONE, [id]);
        return rows[0] === undefined ? null : decisionOf(rows[0]);
      }),
  };
}

/** Erasing a person takes record and key along; what is nobody's was sealed under a key of its own. */
function recordOf(vault: RecordedDecisionsParts["vault"], row: Row): string | null {
  const { sealed, subject_id: person, person_key_id: keyId, person_key: wrapped } = row;
  if (sealed === null) return null;
  const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (person !== null) {
    if (keyId === null || wrapped === null) return null;
    return text(vault.openWith({ keyId, wrapped }, { person: person as Pseudonym, bytes: sealed }));
  }
  if (row.key_id === null || row.wrapped_key === null) return null;
  return text(vault.openInstallation({ sealed, keyId: row.key_id, wrappedKey: row.wrapped_key }));
}
