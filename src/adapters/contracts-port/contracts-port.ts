import type { Party } from "../../core/catalogue/party.ts";
import { toBook, type LoadedContracts } from "../../core/covenant/compile.ts";
import type { CovenantBook } from "../../core/decision/types.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import type { Contracts } from "../../ports/contracts.ts";
import type { Database } from "../database/database.ts";
import { ensureVersions, readMark, readState, type RegisterState } from "./standings.ts";

/** For so long the standings are believed without a look at the database; commits check them again all the same. */
const LOOK_MS = 250;

export interface ContractsPortOptions {
  readonly database: Pick<Database, "pool">;
  readonly loaded: Pick<LoadedContracts, "catalogue" | "covenants">;
  readonly now: () => Instant;
}

interface Current {
  readonly state: RegisterState;
  readonly book: CovenantBook;
}

/** Files as loaded at the start, with the standing that the register gives them now, compiled when that has moved. */
export function createContractsPort({ database, loaded, now }: ContractsPortOptions): Contracts {
  const { catalogue, covenants } = loaded;
  const clients = clientsOf([...catalogue.parties.values()]);
  let current: Current | null = null;
  let lookedAt = -Infinity;
  let looking: Promise<Current> | null = null;
  let versionsThere = false;

  async function load(): Promise<Current> {
    if (!versionsThere)
      await ensureVersions(
        database,
        covenants.map(({ covenant }) => covenant),
      );
    versionsThere = true;
    const state = await readState(database);
    current = { state, book: toBook(covenants, state.standings) };
    return current;
  }

  async function look(): Promise<Current> {
    const at = now();
    const mark = current === null ? null : await readMark(database);
    const fresh = current !== null && current.state.mark === mark ? current : await load();
    lookedAt = at;
    return fresh;
  }

  /** Many exchanges ask at once; one looks. */
  function latest(): Promise<Current> {
    if (current !== null && Math.abs(now() - lookedAt) < LOOK_MS) return Promise.resolve(current);
    looking ??= look().finally(() => (looking = null));
    return looking;
  }

  return {
    async current() {
      const { book } = await latest();
      return { catalogue, covenants: book };
    },
    async refresh() {
      const at = now();
      await load();
      lookedAt = at;
    },
    async isActive(party) {
      if (!catalogue.parties.has(party)) return false;
      const { state } = await latest();
      const since = state.suspendedParties.get(party);
      return since === undefined || now() < since;
    },
    findClient: (clientId) => {
      const party = clients.get(clientId);
      const client = party?.clients.find((one) => one.clientId === clientId);
      return Promise.resolve(party === undefined || client === undefined ? null : { party, keys: client.keys });
    },
  };
}

/** One client speaks for one party: two that share an id could be taken for one another. */
function clientsOf(parties: readonly Party[]): ReadonlyMap<string, Party> {
  const clients = new Map<string, Party>();
  for (const party of parties) {
    for (const { clientId } of party.clients) {
      if (clients.has(clientId)) {
        throw new GatewayError("CATALOGUE_MALFORMED", `two clients are called \`${clientId}\``, {
          at: `parties/${party.id}.yaml`,
          remedy: "give every client an id of its own",
        });
      }
      clients.set(clientId, party);
    }
  }
  return clients;
}
