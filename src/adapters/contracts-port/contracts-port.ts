import type { Party } from "../../core/catalogue/party.ts";
import { toBook } from "../../core/covenant/compile.ts";
import type { CovenantBook } from "../../core/decision/types.ts";
import type { Instant } from "../../core/ids.ts";
import type { Contracts } from "../../ports/contracts.ts";
import type { LoadedContracts } from "../../core/covenant/compile.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";
import { READ_STANDINGS, standingsFrom, type StandingRow } from "./standings.ts";

/** Another process's suspension is seen within this time; the commit checks the version in any case. */
const LOOK_AGAIN_MS = 250;

export interface ContractsPortOptions {
  readonly database: Pick<Database, "pool">;
  readonly loaded: Pick<LoadedContracts, "catalogue" | "covenants">;
  readonly now: () => Instant;
}

interface Snapshot {
  readonly book: CovenantBook;
  readonly suspended: ReadonlySet<string>;
  /** What the register said, as text: the book is compiled again only when it moved. */
  readonly said: string;
  readonly readAt: number;
}

/** Catalogue and covenants of the files, with the standing that the register gives them. */
export function createContractsPort({ database, loaded, now }: ContractsPortOptions): Contracts {
  let snapshot: Snapshot | null = null;
  let reading: Promise<Snapshot> | null = null;
  const clients = clientsOf([...loaded.catalogue.parties.values()]);

  async function read(): Promise<Snapshot> {
    if (snapshot === null) await nameVersions();
    const { rows } = await guarded(() => database.pool.query<StandingRow>({ name: "standings", text: READ_STANDINGS }));
    const said = JSON.stringify(rows);
    if (snapshot?.said === said) return { ...snapshot, readAt: now() };
    const { standings, suspended } = standingsFrom(rows);
    return { book: toBook(loaded.covenants, standings), suspended, said, readAt: now() };
  }

  /** A row for every version, so that a change of a party's standing moves versions that nobody used yet, too. */
  async function nameVersions(): Promise<void> {
    const ids = loaded.covenants.map(({ covenant }) => covenant.id);
    const versions = loaded.covenants.map(({ covenant }) => covenant.version);
    await guarded(() =>
      database.pool.query(
        `INSERT INTO covenant_version_state (covenant, version, state_version)
         SELECT id, version, 0 FROM unnest($1::text[], $2::int[]) AS v(id, version) ON CONFLICT DO NOTHING`,
        [ids, versions],
      ),
    );
  }

  async function latest(maxAgeMs: number): Promise<Snapshot> {
    const known = snapshot;
    if (known !== null && now() - known.readAt < maxAgeMs && now() >= known.readAt) return known;
    reading ??= read().finally(() => (reading = null));
    return (snapshot = await reading);
  }

  return {
    async current() {
      return { catalogue: loaded.catalogue, covenants: (await latest(LOOK_AGAIN_MS)).book };
    },
    async refresh() {
      // A read that began before the change would not show it.
      if (reading !== null) await reading.catch(() => undefined);
      await latest(0);
    },
    async isActive(party) {
      const known = loaded.catalogue.parties.has(party);
      return known && !(await latest(LOOK_AGAIN_MS)).suspended.has(party);
    },
    findClient: (clientId) => Promise.resolve(clients.get(clientId) ?? null),
  };
}

type FoundClient = NonNullable<Awaited<ReturnType<Contracts["findClient"]>>>;

/** By client id; the first party that names it has it. */
function clientsOf(parties: readonly Party[]): ReadonlyMap<string, FoundClient> {
  const found = new Map<string, FoundClient>();
  for (const party of parties) {
    for (const { clientId, keys } of party.clients) if (!found.has(clientId)) found.set(clientId, { party, keys });
  }
  return found;
}
