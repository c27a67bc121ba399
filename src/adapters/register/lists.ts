import type { RelationKind } from "../../core/covenant/types.ts";
import type { Pseudonym } from "../../core/ids.ts";
import type {
  ListedConsent,
  ListedRelation,
  PartyQuery,
  RegisterLists,
  RelationReference,
} from "../../ports/register-lists.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";
import { instantOf, instantOrNull, instantText } from "../database/values.ts";
import type { Vault } from "../vault/vault.ts";
import { relationDigest, type PersonIndex } from "./indexes.ts";
import { findPersonRef } from "./person-ref.ts";

export interface ListsOptions {
  readonly database: Pick<Database, "pool">;
  readonly vault: Pick<Vault, "openFor">;
  readonly index: PersonIndex;
}

/** $1 the party, $2 open at, $3 the cursor, $4 the limit. Who was erased leaves proof of consent behind, for nobody to list. */
const page = (table: string, open: string): string =>
  `SELECT t.* FROM ${table} t JOIN subject s ON s.id = t.subject_id
    WHERE t.party = $1 AND s.life <> 'erased' AND ($2::timestamptz IS NULL OR ${open})
      AND ($3::uuid IS NULL OR t.id > $3::uuid)`;
const CONSENTS = `${page(
  "consent",
  "(t.withdrawn_at IS NULL OR t.withdrawn_at > $2::timestamptz) AND (t.expires_at IS NULL OR t.expires_at > $2::timestamptz)",
)} ORDER BY t.id LIMIT $4`;
const RELATIONS = `${page("relation", "(t.until_at IS NULL OR t.until_at > $2::timestamptz)")}
  AND ($5::text IS NULL OR t.kind = $5) ORDER BY t.id LIMIT $4`;

const HOLDERS = `SELECT DISTINCT s.id AS pseudonym, s.record IS NOT NULL AS "isClaimed"
  FROM unnest($1::text[], $2::text[], $3::bytea[]) AS a(party, kind, digest)
  JOIN relation r ON r.party = a.party AND r.kind = a.kind AND r.ref_digest = a.digest
  JOIN subject s ON s.id = r.subject_id WHERE s.life NOT IN ('erased', 'decoy')`;

interface Row {
  readonly id: string;
  readonly subject_id: Pseudonym;
}
interface ConsentRow extends Row {
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly explicit: boolean;
  readonly given_at: Date;
  readonly expires_at: Date | null;
  readonly withdrawn_at: Date | null;
}
interface RelationRow extends Row {
  readonly kind: RelationKind;
  readonly ref: Uint8Array;
  readonly scope: readonly string[];
  readonly from_at: Date;
  readonly until_at: Date | null;
}

/** Lists what names one party, so that it can end it (design §6). */
export function createRegisterLists({ database, vault, index }: ListsOptions): RegisterLists {
  const rowsOf = <Found extends Row>(text: string, values: readonly unknown[]): Promise<readonly Found[]> =>
    guarded(async () => (await database.pool.query<Found>(text, [...values])).rows);

  const consent = async (row: ConsentRow): Promise<ListedConsent> => ({
    id: row.id,
    personRef: await findPersonRef({ database, vault }, row.subject_id),
    purpose: row.purpose,
    categories: row.categories,
    explicit: row.explicit,
    givenAt: instantOf(row.given_at),
    expiresAt: instantOrNull(row.expires_at),
    withdrawnAt: instantOrNull(row.withdrawn_at),
  });

  const relation = async (row: RelationRow): Promise<ListedRelation> => ({
    id: row.id,
    personRef: await findPersonRef({ database, vault }, row.subject_id),
    kind: row.kind,
    ref: new TextDecoder().decode(await vault.openFor(row.subject_id, row.ref)),
    scope: row.scope,
    from: instantOf(row.from_at),
    until: instantOrNull(row.until_at),
  });

  async function holdersOf(references: readonly RelationReference[]): ReturnType<RegisterLists["holdersOf"]> {
    const columns = [
      references.map(({ party }) => party),
      references.map(({ kind }) => kind),
      references.map((reference) => Buffer.from(relationDigest(index, reference))),
    ];
    const { rows } = await guarded(() =>
      database.pool.query<{ pseudonym: Pseudonym; isClaimed: boolean }>(HOLDERS, columns),
    );
    return rows;
  }

  return {
    holdersOf,
    consentsOf: async (query) => Promise.all((await rowsOf<ConsentRow>(CONSENTS, valuesOf(query))).map(consent)),
    relationsOf: async (query) =>
      Promise.all((await rowsOf<RelationRow>(RELATIONS, [...valuesOf(query), query.kind])).map(relation)),
  };
}

const valuesOf = ({ party, openAt, after, limit }: PartyQuery): readonly unknown[] => [
  party,
  openAt === null ? null : instantText(openAt),
  after,
  limit,
];
