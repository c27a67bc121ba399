import type { Party } from "../../core/catalogue/party.ts";
import type { LoadedContracts } from "../../core/covenant/compile.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import type { ContractsSource } from "../contracts/source.ts";

/** So often at most is looked whether something was published. */
const WATCH_MS = 1_000;

export type Files = Pick<LoadedContracts, "catalogue" | "covenants">;

/** The files in use, with the clients that they name. */
export interface TakenUp extends Files {
  readonly clients: ReadonlyMap<string, Party>;
}

export interface Watched {
  readonly source: ContractsSource;
  /** Of the files that were read at the start. */
  readonly stamp: string;
  readonly taken: (loaded: LoadedContracts) => void;
  /** What was in force stays so; told once for each `published.json`. */
  readonly failed: (error: unknown) => Promise<void>;
}

interface TakingUp {
  /** `null` = never again. */
  readonly watched: Watched | null;
  readonly now: () => Instant;
  /** Throws where what was read may not take the place of what is in use. */
  readonly accept: (files: Files) => Promise<void>;
}

/** The files as read at the start, and read again whenever `published.json` is another. */
export function createTakenUp(files: Files, { watched, now, accept }: TakingUp) {
  let inUse: TakenUp = withClients(files);
  let stamp = watched?.stamp ?? "";
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;

  async function look({ source, taken, failed }: Watched): Promise<void> {
    lookedAt = now();
    const at = await source.stamp();
    if (at === stamp) return;
    // Also where it fails: the same bad files are not read again every second, but only when something changed.
    stamp = at;
    try {
      const { loaded, stamp: readAt } = await source.read();
      const found = withClients(loaded);
      await accept(loaded);
      inUse = found;
      stamp = readAt;
      taken(loaded);
    } catch (error) {
      await failed(error);
    }
  }

  return {
    inUse: () => inUse,
    /** Takes up what was published since; `hurry` also within the second. */
    async watch(hurry = false): Promise<void> {
      if (watched === null || (!hurry && looking === null && Math.abs(now() - lookedAt) < WATCH_MS)) return;
      looking ??= look(watched).finally(() => (looking = null));
      await looking;
    },
  };
}

const withClients = ({ catalogue, covenants }: Files): TakenUp => ({
  catalogue,
  covenants,
  clients: clientsOf([...catalogue.parties.values()]),
});

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
