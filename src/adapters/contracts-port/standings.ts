import { versionKey, type RegisterStanding } from "../../core/covenant/compile.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import type { Instant } from "../../core/ids.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";

/** What the register says of covenants and parties, read in one statement, so that it is of one moment. */
export interface RegisterState {
  /** Differs whenever anything here does. */
  readonly mark: string;
  readonly standings: ReadonlyMap<string, RegisterStanding>;
  /** Content hash by version, of those that the ledger says were activated. */
  readonly activated: ReadonlyMap<string, string>;
  readonly suspendedParties: ReadonlyMap<string, Instant>;
}

const MARK = `
  (SELECT coalesce(sum(state_version), 0) || '/' || count(*) FROM covenant_version_state) || ' ' ||
  (SELECT coalesce(md5(string_agg(party || status || since, ',' ORDER BY party)), '') FROM party_state)`;

export async function readMark({ pool }: Pick<Database, "pool">): Promise<string> {
  const { rows } = await guarded(() =>
    pool.query<{ mark: string }>({ name: "register-mark", text: `SELECT ${MARK} AS mark` }),
  );
  return rows[0]?.mark ?? "";
}

interface VersionRow {
  readonly id: string;
  readonly version: number;
  readonly stateVersion: number;
  readonly activatedAs: string | null;
}
interface StateRow {
  readonly id: string;
  readonly version: number;
  readonly party: string;
  readonly status: string;
  readonly since: number;
}
interface PartyRow {
  readonly party: string;
  readonly since: number;
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const STATE = `SELECT ${MARK} AS mark,
  (SELECT coalesce(json_agg(json_build_object('id', covenant, 'version', version, 'stateVersion', state_version,
     'activatedAs', activated_as)), '[]')
     FROM covenant_version_state)::text AS versions,
  (SELECT coalesce(json_agg(json_build_object('id', covenant, 'version', version, 'party', party, 'status', status,
     'since', ${ms("since")})), '[]') FROM covenant_state)::text AS states,
  (SELECT coalesce(json_agg(json_build_object('party', party, 'since', ${ms("since")})), '[]')
     FROM party_state WHERE status = 'suspended')::text AS parties`;

export async function readState({ pool }: Pick<Database, "pool">): Promise<RegisterState> {
  const { rows } = await guarded(() =>
    pool.query<{ mark: string; versions: string; states: string; parties: string }>(STATE),
  );
  const { mark, versions, states, parties } = rows[0] ?? { mark: "", versions: "[]", states: "[]", parties: "[]" };
  const suspended = JSON.parse(parties) as readonly PartyRow[];
  const known = JSON.parse(versions) as readonly VersionRow[];
  return {
    mark,
    standings: standingsFrom(known, JSON.parse(states) as StateRow[]),
    activated: new Map(
      known.flatMap((row) => (row.activatedAs === null ? [] : [[versionKey(row), row.activatedAs] as const])),
    ),
    suspendedParties: new Map(suspended.map(({ party, since }) => [party, since as Instant])),
  };
}

function standingsFrom(
  versions: readonly VersionRow[],
  states: readonly StateRow[],
): ReadonlyMap<string, RegisterStanding> {
  return new Map(
    versions.map(({ id, version, stateVersion }) => {
      const own = states.filter((row) => row.id === id && row.version === version && row.status !== "active");
      const since = (status: string): Instant | null =>
        (own.find((row) => row.party === "" && row.status === status)?.since ?? null) as Instant | null;
      // For one party an end and a suspension come to the same: nothing passes from then on.
      const forOne = own.filter(({ party }) => party !== "");
      return [
        versionKey({ id, version }),
        {
          suspendedFrom: since("suspended"),
          endedFrom: since("ended"),
          partySuspendedFrom: new Map(forOne.map((row) => [row.party, row.since as Instant])),
          stateVersion,
        },
      ];
    }),
  );
}

/**
 * Gives every known version its row. A change of a party moves the rows that are there; a version without one would not
 * notice.
 */
export async function ensureVersions(
  { pool }: Pick<Database, "pool">,
  covenants: readonly Pick<Covenant, "id" | "version">[],
): Promise<void> {
  await guarded(() =>
    pool.query(
      `INSERT INTO covenant_version_state (covenant, version, state_version)
       SELECT covenant, version, 0 FROM unnest($1::text[], $2::int[]) AS v(covenant, version) ON CONFLICT DO NOTHING`,
      [covenants.map(({ id }) => id), covenants.map(({ version }) => version)],
    ),
  );
}
