import { type RegisterStanding, versionKey } from "../../core/covenant/compile.ts";
import type { Instant } from "../../core/ids.ts";

/** One row for each version, each standing of one, and each suspended party; ordered, so that equal states read equal. */
export const READ_STANDINGS = `
  SELECT v.covenant, v.version, v.state_version, s.party, s.status, s.since
    FROM covenant_version_state v LEFT JOIN covenant_state s ON s.covenant = v.covenant AND s.version = v.version
  UNION ALL
  SELECT NULL, NULL, NULL, party, status, since FROM party_state
  ORDER BY 1, 2, 4`;

export interface StandingRow {
  /** `null` for a party's own standing. */
  readonly covenant: string | null;
  readonly version: number | null;
  readonly state_version: number | null;
  /** The one party that is meant; '' for the whole version, `null` where nothing was ever said of it. */
  readonly party: string | null;
  readonly status: "active" | "suspended" | "ended" | null;
  readonly since: Date | null;
}

interface Standings {
  readonly standings: ReadonlyMap<string, RegisterStanding>;
  readonly suspended: ReadonlySet<string>;
}

type Growing = { -readonly [Member in keyof RegisterStanding]: RegisterStanding[Member] } & {
  partySuspendedFrom: Map<string, Instant>;
};

/** What the register says of every version and party. */
export function standingsFrom(rows: readonly StandingRow[]): Standings {
  const standings = new Map<string, Growing>();
  const suspended = new Set<string>();
  for (const row of rows) {
    if (row.covenant === null || row.version === null) {
      if (row.party !== null && row.status === "suspended") suspended.add(row.party);
      continue;
    }
    const key = versionKey({ id: row.covenant, version: row.version });
    const known = standings.get(key) ?? untouched(row.state_version ?? 0);
    standings.set(key, known);
    apply(known, row);
  }
  return { standings, suspended };
}

const untouched = (stateVersion: number): Growing => ({
  suspendedFrom: null,
  endedFrom: null,
  partySuspendedFrom: new Map(),
  stateVersion,
});

/** For one party of an accession an end is a suspension that nothing lifts. */
function apply(known: Growing, { party, status, since }: StandingRow): void {
  if (party === null || since === null || status === null || status === "active") return;
  const from = since.getTime() as Instant;
  if (party !== "") known.partySuspendedFrom.set(party, from);
  else if (status === "ended") known.endedFrom = from;
  else known.suspendedFrom = from;
}
