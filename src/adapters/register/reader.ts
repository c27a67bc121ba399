import type { SubjectReference } from "../../core/document/types.ts";
import type { ResolvedSubject, SubjectFinding } from "../../core/decision/state.ts";
import type { Instant, Pseudonym } from "../../core/ids.ts";
import type {
  RegisterReader,
  Search,
  SubjectAnswer,
  SubjectQuestion,
  SubjectVersion,
} from "../../ports/register-reader.ts";
import type { Database } from "../database/database.ts";
import { guarded } from "../database/transient.ts";
import type { Vault } from "../vault/vault.ts";
import { DECOY, DECOY_VERSION, ensureDecoy } from "./decoy.ts";
import type { PersonIndex } from "./indexes.ts";
import { lookupsFor, personsOf, type Lookup } from "./lookups.ts";
import { readSealed } from "./sealed-json.ts";
import { stateFrom } from "./state.ts";
import { STATE_QUERY, type StateRow } from "./state-query.ts";

export interface ReaderOptions {
  readonly database: Pick<Database, "pool">;
  readonly vault: Vault;
  readonly index: PersonIndex;
  readonly now: () => Instant;
  readonly newId: () => string;
}

const NOBODY: SubjectVersion = { pseudonym: DECOY, version: DECOY_VERSION };

/**
 * Finds the persons of a document and all that a decision needs of them, in one statement. Unknown, unlinked and erased
 * persons take the same steps: the same lookups, the same reads, the same openings (design §6).
 */
export function createRegisterReader(options: ReaderOptions): RegisterReader {
  const { database, vault, index, now, newId } = options;
  let decoyThere: Promise<void> | null = null;

  interface Asked {
    readonly question: SubjectQuestion;
    readonly lookups: readonly Lookup[];
    readonly positions: readonly number[];
  }

  async function read({ question, lookups, positions }: Asked): Promise<readonly StateRow[]> {
    decoyThere ??= ensureDecoy(database, vault);
    await decoyThere.catch((error: unknown) => {
      decoyThere = null;
      throw error;
    });
    const values = [...columns(lookups), ...scope(question), DECOY, positions, String(now())];
    const { rows } = await guarded(() =>
      database.pool.query<StateRow>({ name: "register-state", text: STATE_QUERY, values }),
    );
    return rows;
  }

  function findingFor(rows: readonly StateRow[], question: SubjectQuestion, person: SubjectReference): SubjectFinding {
    // Made before anything is compared, for the decoy as well.
    const states = rows.map((row) => stateFrom(row, { vault, now: now() }));
    const [state] = states;
    if (question.clause === null || state === undefined) return { found: "none" };
    // By its reference one is meant, by name and birth date another: whose data are these?
    if (states.length > 1 || rows.some(({ contradicted }) => contradicted)) return { found: "many" };
    if (state.pseudonym !== DECOY) return { found: "one", state };
    if (!mayOpen(question, person)) return { found: "none" };
    return { found: "new", pseudonym: newId() as Pseudonym, syncedAt: state.syncedAt };
  }

  async function resolve(question: SubjectQuestion): Promise<SubjectAnswer> {
    const persons = personsOf(question);
    if (persons.length === 0) return { subjects: [], versions: [], search: null, nobody: NOBODY };
    const lookups = lookupsFor(question, index);
    const rows = await read({ question, lookups, positions: [...persons.keys()] });
    const subjects = persons.map((person, position): ResolvedSubject => {
      const own = rows.filter((row) => row.position === position);
      return { role: person.role, fields: person.fields, finding: findingFor(own, question, person) };
    });
    const search = searchOf(question, { lookups, rows });
    return { subjects, versions: versionsOf(subjects, rows), search, nobody: NOBODY };
  }

  async function recordOf(person: Pseudonym): ReturnType<RegisterReader["recordOf"]> {
    const { rows } = await guarded(() =>
      database.pool.query<{ record: Uint8Array | null }>("SELECT record FROM subject WHERE id = $1", [person]),
    );
    const sealed = rows[0]?.record ?? null;
    if (sealed === null) return null;
    const { personRef, record } = readSealed("record", await vault.openFor(person, sealed));
    return { personRef, record };
  }

  return { resolve, recordOf };
}

/** Persons come into the register with their own data; professionals and reporters do not. */
function mayOpen({ clause, document }: SubjectQuestion, { role }: SubjectReference): boolean {
  const isOwn = role === "tenant" || role === "co-tenant" || role === "occupant" || role === "candidate";
  return clause?.subject === "mayCreate" && document.header.direction === "in" && isOwn;
}

function versionsOf(subjects: readonly ResolvedSubject[], rows: readonly StateRow[]): readonly SubjectVersion[] {
  const versions = new Map<Pseudonym, number>();
  for (const { finding } of subjects) {
    if (finding.found === "new") versions.set(finding.pseudonym, 0);
    if (finding.found !== "one") continue;
    const { pseudonym } = finding.state;
    versions.set(pseudonym, rows.find(({ id }) => id === pseudonym)?.version ?? 0);
  }
  return [...versions].map(([pseudonym, version]) => ({ pseudonym, version }));
}

function searchOf(
  { document: { header }, partner }: SubjectQuestion,
  { lookups, rows }: { readonly lookups: readonly Lookup[]; readonly rows: readonly StateRow[] },
): Search {
  const { replyTo, from, to } = header;
  const found = rows
    .filter(({ id }) => id !== DECOY)
    .map(({ position, id }) => ({ position, pseudonym: id as Pseudonym }));
  return { lookups, partner, replyTo, parties: [from, to], found };
}

/** The lookups turned on their side, one array a column. */
const columns = (lookups: readonly Lookup[]): readonly unknown[] => [
  lookups.map(({ position }) => position),
  lookups.map(({ order }) => order),
  lookups.map(({ via }) => via),
  lookups.map(({ kind }) => kind),
  lookups.map(({ digest }) => Buffer.from(digest)),
];

const scope = ({ document: { header }, partner }: SubjectQuestion): readonly unknown[] => [
  partner,
  header.replyTo,
  [header.from, header.to],
];
