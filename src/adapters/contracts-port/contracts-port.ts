import { isInForce } from "../../core/covenant/activation.ts";
import { toBook, versionKey } from "../../core/covenant/compile.ts";
import { refuseRewritten } from "../../core/covenant/rewritten.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import type { CovenantBook } from "../../core/decision/types.ts";
import type { Instant, Sha256 } from "../../core/ids.ts";
import type { Contracts } from "../../ports/contracts.ts";
import type { Database } from "../database/database.ts";
import { ensureVersions, readMark, readState, type RegisterState } from "./standings.ts";
import { createTakenUp, type Files, type TakenUp, type Watched } from "./taken-up.ts";

/** For so long the standings are believed without a look at the database; commits check them again all the same. */
const LOOK_MS = 250;

export interface ContractsPortOptions {
  readonly database: Pick<Database, "pool">;
  readonly loaded: Files;
  readonly now: () => Instant;
  /** Absent: the files are as they were at the start, for ever. */
  readonly watched?: Watched;
  /** Enters versions that came into force into the ledger, each once over all processes; absent: nothing is entered. */
  readonly activate?: (covenants: readonly Covenant[]) => Promise<void>;
  /** Enters the catalogue that is taken up into the ledger, unless it was the last one entered; absent: nothing is entered. */
  readonly activateCatalogue?: (hash: Sha256) => Promise<void>;
}

interface Current {
  readonly files: TakenUp;
  readonly state: RegisterState;
  readonly book: CovenantBook;
  /** When the next version begins that was not yet activated. */
  readonly until: Instant;
}

/** Files as published, with the standing that the register gives them now, compiled when either has moved. */
export function createContractsPort(options: ContractsPortOptions): Contracts {
  const { database, loaded, now, watched, activate } = options;
  const accept = async (found: Files) => refuseRewritten(covenantsOf(found), (await readState(database)).activated);
  const files = createTakenUp(loaded, { watched: watched ?? null, now, accept });
  let current: Current | null = null;
  let lookedAt = -Infinity;
  let looking: Promise<Current> | null = null;
  let enteredOf: TakenUp | null = null;

  async function load(): Promise<Current> {
    const inUse = files.inUse();
    const isFirst = enteredOf !== inUse;
    if (isFirst) await ensureVersions(database, covenantsOf(inUse));
    const state = await readState(database);
    // Another process may have activated another file: one of the two was rewritten, and nothing passes under either here.
    refuseRewritten(covenantsOf(inUse), state.activated);
    const book = toBook(inUse.covenants, state.standings);
    if (isFirst) await options.activateCatalogue?.(inUse.catalogue.hash);
    enteredOf = inUse;
    const { begun, until } = unentered(book, { state, now: now() });
    // Entered before anything passes under it: what the ledger does not know is not in force.
    if (activate !== undefined && begun.length > 0) await activate(begun);
    current = { files: inUse, state, book, until };
    return current;
  }

  async function look(): Promise<Current> {
    const at = now();
    await files.watch();
    const stands = current !== null && current.files === files.inUse() && at < current.until ? current : null;
    const fresh = stands !== null && stands.state.mark === (await readMark(database)) ? stands : await load();
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
      const { book, files: of } = await latest();
      return { catalogue: of.catalogue, covenants: book };
    },
    async refresh() {
      const at = now();
      await files.watch(true);
      await load();
      lookedAt = at;
    },
    async isActive(party) {
      if (!files.inUse().catalogue.parties.has(party)) return false;
      const { state, files: of } = await latest();
      if (!of.catalogue.parties.has(party)) return false;
      const since = state.suspendedParties.get(party);
      return since === undefined || now() < since;
    },
    async findClient(clientId) {
      await files.watch();
      return findClient(files.inUse(), clientId);
    },
  };
}

function findClient({ clients }: TakenUp, clientId: string): Awaited<ReturnType<Contracts["findClient"]>> {
  const party = clients.get(clientId);
  const client = party?.clients.find((one) => one.clientId === clientId);
  return party === undefined || client === undefined ? null : { party, keys: client.keys };
}

const covenantsOf = ({ covenants }: Files): readonly Covenant[] => covenants.map(({ covenant }) => covenant);

const NEVER = Infinity as Instant;

/** Versions in force that the ledger does not know as activated, and when the next one begins. */
function unentered(
  { byId }: CovenantBook,
  { state, now }: { readonly state: RegisterState; readonly now: Instant },
): { readonly begun: readonly Covenant[]; readonly until: Instant } {
  const unknown = [...byId.values()].flat().filter(({ covenant }) => !state.activated.has(versionKey(covenant)));
  const later = unknown.filter(({ covenant }) => covenant.from > now).map(({ covenant }) => covenant.from);
  return {
    begun: unknown.filter((version) => isInForce(version, now)).map(({ covenant }) => covenant),
    until: later.length === 0 ? NEVER : (Math.min(...later) as Instant),
  };
}
