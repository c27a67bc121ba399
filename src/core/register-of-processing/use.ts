import { addMonths } from "../calendar.ts";
import type { Instant } from "../ids.ts";
import { rfc3339 } from "../instants.ts";
import type { Activity, ClauseUse, RegisterOfProcessing, RegisterUse } from "./schema.ts";

const MONTHS = 12;

/** From inclusive, until exclusive. */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** The twelve months up to an instant. */
export const yearBefore = (until: Instant): Period => ({ from: addMonths(until, -MONTHS), until });

/** What exchanges say of one clause of one version; `covenant` and `clause` are `null` where none was found for them. */
export interface CountedUse {
  readonly covenant: string | null;
  readonly version: number | null;
  readonly clause: string | null;
  readonly allowed: number;
  readonly refused: number;
  readonly held: number;
  readonly lastUse: Instant | null;
  /** Names of fields that left at least once. */
  readonly released: readonly string[];
  readonly releasedOfQuestion: readonly string[];
}

export interface Counting extends Period {
  readonly counted: readonly CountedUse[];
  readonly computedAt: Instant;
}

/** The use of every clause in the register, also of those that nobody used (domain.md Q19). */
export function useOf({ activities }: RegisterOfProcessing, counting: Counting): RegisterUse {
  const { counted, from, until, computedAt } = counting;
  const byClause = new Map(counted.map((use) => [keyOf(use), use]));
  const without = counted.filter(({ clause }) => clause === null);
  return {
    computedAt: rfc3339(computedAt),
    from: rfc3339(from),
    until: rfc3339(until),
    clauses: activities.map((activity) => clauseUse(activity, byClause.get(keyOf(activity)))),
    withoutClause: { refused: sum(without, "refused"), held: sum(without, "held") },
  };
}

export const keyOf = ({ covenant, version, clause }: Pick<CountedUse, "covenant" | "version" | "clause">): string =>
  `${covenant ?? ""}@${version ?? ""} ${clause ?? ""}`;

const sum = (uses: readonly CountedUse[], of: "refused" | "held"): number =>
  uses.reduce((total, use) => total + use[of], 0);

function clauseUse({ covenant, version, clause, data }: Activity, counted: CountedUse | undefined): ClauseUse {
  const { allowed = 0, refused = 0, held = 0, lastUse = null } = counted ?? {};
  return {
    ...{ covenant, version, clause, allowed, refused, held },
    lastUse: lastUse === null ? null : rfc3339(lastUse),
    // Of a clause that nobody used every field is unused, which says nothing about the fields.
    neverReleased: counted === undefined || allowed === 0 ? [] : unusedIn(data, counted),
  };
}

function unusedIn(data: Activity["data"], { released, releasedOfQuestion }: CountedUse): string[] {
  return data
    .flatMap(({ fields }) => fields)
    .filter(
      ({ releasable, leg, name }) => releasable && !(leg === "question" ? releasedOfQuestion : released).includes(name),
    )
    .map(({ leg, name }) => (leg === "question" ? `?${name}` : name));
}
