import { fieldOf } from "../core/catalogue/look-up.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import { GatewayError } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import { rfc3339 } from "../core/instants.ts";
import type { Logbook } from "../core/logbook/decision.ts";
import { logbookLines } from "../core/logbook/lines.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";
import type { Gateway } from "./gateway.ts";
import type { LogbookQuestion } from "./logbook-page.ts";
import { requireReader } from "./require-party.ts";

/** Decisions on a page: some megabytes of lines. */
export const LOGBOOK_PAGE = 2_000;
/** How long the entry of an export may take to get its leaf; the sequencer needs tens of milliseconds. */
const LEAF_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 25;

/** The record of what was decided in the forms of the standards, for those who oversee; names of fields, no values. */
export function createLogbook(world: World): Pick<Gateway, "logbook"> {
  return {
    async logbook(caller, question) {
      requireReader(caller);
      const given = question.after === null ? null : parsePlace(question.after);
      // Entered first, each page: what was given out is known also where the reader was never heard of again.
      const entryId = await recordExport(world, { caller, question });
      const leaves = given ?? (await leavesOf(world, { question, entryId }));
      const { since: from, until, form } = question;
      const page = await world.logbook.page({ leaves, decided: { from, until }, limit: LOGBOOK_PAGE });
      const logbook = await namesFor(world, { caller, question });
      const last = page.at(-1);
      return {
        lines: page.flatMap((decision) => logbookLines(decision, { form, logbook })),
        next: last === undefined || page.length < LOGBOOK_PAGE ? null : `${last.leaf + 1}.${leaves.until}`,
      };
    },
  };
}

interface Leaves {
  readonly from: number;
  readonly until: number;
}

/** Whoever reads may read any leaf; a place that was made up shows nothing more. */
function parsePlace(text: string): Leaves {
  const [, from, until] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (from !== undefined && until !== undefined) return { from: Number(from), until: Number(until) };
  throw new GatewayError("QUERY_INVALID", "`after` is no `next` of a logbook", {
    at: "after",
    remedy: "follow the link of the page before as it came, or leave `after` out",
  });
}

/** Up to the leaf of the export's own entry, so that what was committed before it is in, and pages agree on the end. */
async function leavesOf(
  world: World,
  { question, entryId }: { readonly question: LogbookQuestion; readonly entryId: string },
): Promise<Leaves> {
  const own = await leafOf(world, entryId);
  return { from: Math.min(own, await world.logbook.firstLeafFrom(question.since)), until: own };
}

async function leafOf(world: World, entryId: string): Promise<number> {
  const until = world.now() + LEAF_WITHIN_MS;
  for (;;) {
    const leaf = await world.logbook.leafOf(entryId);
    if (leaf !== null) return leaf;
    if (world.now() >= until) throw new GatewayError("LEDGER_BEHIND", "the ledger has no leaf yet for this export");
    await world.pause(LOOK_AGAIN_MS);
  }
}

interface Asking {
  readonly caller: Caller;
  readonly question: LogbookQuestion;
}

async function recordExport(world: World, { caller, question }: Asking): Promise<string> {
  const { person, role, clientId } = caller;
  const { form, after } = question;
  const asked = { form, since: rfc3339(question.since), until: rfc3339(question.until), after };
  const sha256 = sha256Of(new TextEncoder().encode(JSON.stringify(asked)));
  const entry = eventEntry(world, {
    header: { kind: "report.exported", actor: person ?? clientId, report: `logbook-${form}`, sha256 },
    exchangeId: null,
    now: world.now(),
    actors: person === null ? [] : [{ person, role: role ?? "staff" }],
    details: asked,
  });
  await world.exchanges.append(entry);
  return entry.entryId;
}

/** Pseudonyms are this reader's own: what two of them were given cannot be laid side by side. */
async function namesFor(world: World, { caller, question }: Asking): Promise<Logbook> {
  const { catalogue } = await world.contracts.current();
  const reader = `logbook:${caller.person ?? caller.clientId}`;
  return {
    ...question.by,
    environment: world.environment,
    controller: caller.party.id,
    ...knownNames(catalogue),
    pseudonymise: (pseudonym) => world.seals.pseudonymFor(reader, pseudonym),
  };
}

const knownNames = (catalogue: Catalogue): Pick<Logbook, "isField" | "isPurpose" | "isParty"> => ({
  isField: (name) => fieldOf(catalogue, name) !== null,
  isPurpose: (name) => catalogue.purposes.has(name),
  isParty: (name) => catalogue.parties.has(name),
});
