import { simulateOne } from "../core/covenant/simulate.ts";
import type { Recorded, Simulated } from "../core/covenant/simulated.ts";
import { createTally, type SimulationCounts } from "../core/covenant/simulation.ts";
import type { Clause, Covenant } from "../core/covenant/types.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import type { CompiledVersion } from "../core/decision/types.ts";
import { GatewayError } from "../core/errors.ts";
import type { ExchangeId, Instant } from "../core/ids.ts";
import { rfc3339 } from "../core/instants.ts";
import type { Caller } from "../ports/contracts.ts";
import type { RecordedDecision } from "../ports/recorded-decisions.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";
import type { StoredView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import { requireReader } from "./require-party.ts";

const PAGE = 500;
/** So many of the newest are judged; of more, `complete` says so. */
const JUDGED_MAX = 20_000;

/** What a version that is not in force yet would have done with the decisions of the past. */
export function createSimulateVersion(world: World): Pick<Gateway, "simulate"> {
  return {
    async simulate(caller, { covenant: text, since }) {
      requireReader(caller);
      const candidate = readCandidate(world, text);
      const { covenants, catalogue } = await world.contracts.current();
      const versions = covenants.byId.get(candidate.id);
      if (versions === undefined) {
        throw new GatewayError("NOT_FOUND", "nothing was ever decided under a covenant of this id", {
          at: "covenant",
          remedy: "simulate another version of a covenant that is published",
        });
      }
      // Entered first: whoever shapes a version to learn from its answers what was compared leaves every attempt behind.
      await recordLook(world, { caller, candidate, since });
      const counted = await judgeAll(world, { candidate, versions, catalogue, since });
      const { id, version, hash } = candidate;
      return {
        format: "uitwisselpoort-simulation/1",
        covenant: { id, version, hash },
        since: rfc3339(since),
        ...counted,
      };
    },
  };
}

/** What is wrong with the text is the asker's to mend, and no failure of ours. */
function readCandidate(world: Pick<World, "readCandidate">, text: string): Covenant {
  try {
    return world.readCandidate(new TextEncoder().encode(text));
  } catch (cause) {
    if (!(cause instanceof GatewayError) || cause.code !== "COVENANT_MALFORMED") throw cause;
    throw new GatewayError("BODY_INVALID", "`covenant` is no covenant file", {
      at: "covenant",
      remedy: "run `gateway contract lint` on it, which names every line",
      cause,
    });
  }
}

interface Judging {
  readonly candidate: Covenant;
  readonly versions: readonly CompiledVersion[];
  readonly catalogue: Catalogue;
  readonly since: Instant;
}

async function judgeAll(
  { recorded }: Pick<World, "recorded">,
  { candidate, versions, catalogue, since }: Judging,
): Promise<SimulationCounts & { readonly complete: boolean }> {
  const before = new Map(versions.map(({ covenant: { version, clauses } }) => [version, byId(clauses)]));
  const after = byId(candidate.clauses);
  const tally = createTally();
  let last: ExchangeId | null = null;
  for (let judged = 0; judged < JUDGED_MAX; judged += PAGE) {
    const page: readonly RecordedDecision[] = await recorded.page({
      covenant: candidate.id,
      since,
      after: last,
      limit: PAGE,
    });
    for (const decision of page) {
      const clauses = { before: before.get(decision.version)?.get(decision.clause), after: after.get(decision.clause) };
      tally.add(judgeOne(recordedOf(decision, catalogue), clauses));
    }
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return { ...tally.counts(), complete: true };
  }
  const more = await recorded.page({ covenant: candidate.id, since, after: last, limit: 1 });
  return { ...tally.counts(), complete: more.length === 0 };
}

const byId = (clauses: readonly Clause[]): ReadonlyMap<string, Clause> =>
  new Map(clauses.map((clause) => [clause.id, clause]));

function judgeOne(
  recorded: Recorded,
  { before, after }: { readonly before: Clause | undefined; readonly after: Clause | undefined },
): Simulated | null {
  if (before !== undefined) return simulateOne({ recorded, before, after: after ?? null });
  // Decided under a version that is left out of the folder: nobody can tell what differs.
  const { exchangeId, outcome } = recorded;
  return {
    exchangeId,
    before: outcome,
    after: "unknown",
    fields: [],
    because: ["version"],
    untold: [{ why: "version", name: null }],
  };
}

function recordedOf(decision: RecordedDecision, { parties }: Catalogue): Recorded {
  const view = JSON.parse(decision.controllerView) as StoredView;
  const partner = [decision.sender, decision.recipient]
    .map((id) => parties.get(id))
    .find((party) => party !== undefined && party.role !== "controller");
  return {
    exchangeId: decision.id,
    at: decision.at,
    outcome: view.outcome,
    fields: view.fields,
    record: decision.record === null ? null : (JSON.parse(decision.record) as NonNullable<Recorded["record"]>),
    municipalityCodes: partner?.municipalityCodes ?? [],
  };
}

interface Look {
  readonly caller: Caller;
  readonly candidate: Covenant;
  readonly since: Instant;
}

async function recordLook(world: World, { caller, candidate, since }: Look): Promise<void> {
  const { person, role, clientId } = caller;
  const { id, version, hash } = candidate;
  await world.exchanges.append(
    eventEntry(world, {
      header: { kind: "report.exported", actor: person ?? clientId, report: "simulation", sha256: hash },
      exchangeId: null,
      now: world.now(),
      actors: person === null ? [] : [{ person, role: role ?? "staff" }],
      details: { covenant: id, version, since: rfc3339(since) },
    }),
  );
}
