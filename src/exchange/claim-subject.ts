import { ANY_PARTY } from "../core/covenant/force.ts";
import type { CompiledVersion, CovenantBook } from "../core/decision/types.ts";
import type { Data } from "../core/document/types.ts";
import type { Pseudonym } from "../core/ids.ts";
import type { NewAlert } from "../ports/exchange-store.ts";
import type { RelationReference } from "../ports/register-lists.ts";
import type { World } from "../ports/world.ts";

/** Who a row of the back office is about, where the register does not know its `personRef`. */
export interface Claim {
  /** Somebody whom an exchange opened, and nobody claimed since; `null` = a new person. */
  readonly pseudonym: Pseudonym | null;
  /** That it may be somebody who is there already, and could not be told. */
  readonly alert: NewAlert | null;
}

/**
 * An exchange may bring a person into the register before the back office does (`mayCreate`): known by a party's reference
 * and by nothing else. When the back office supplies a person with that same reference in the record, they are one. Where
 * the references lead to several, or to somebody whom it named otherwise, they are kept apart and somebody looks: to take
 * one person for another would hand one's data to the other's partners.
 */
export async function findClaim(world: World, record: Data): Promise<Claim> {
  const { covenants } = await world.contracts.current();
  const references = referencesIn(record, covenants);
  const holders = references.length === 0 ? [] : await world.register.holdersOf(references);
  const [only] = holders;
  if (only === undefined) return { pseudonym: null, alert: null };
  if (holders.length === 1 && !only.isClaimed) return { pseudonym: only.pseudonym, alert: null };
  return { pseudonym: null, alert: { alertId: world.newId(), level: "notice", reason: "SUBJECT_KEPT_APART" } };
}

/** What stands in the record under the names by which clauses open ties when they open a person: a registration number. */
function referencesIn(record: Data, covenants: CovenantBook): readonly RelationReference[] {
  const found = [...covenants.byId.values()].flat().flatMap((version) =>
    opensOf(version).flatMap(({ kind, field }) => {
      const ref = Object.hasOwn(record, field) ? record[field] : null;
      return typeof ref === "string" ? partnersOf(version).map((party) => ({ kind, party, ref })) : [];
    }),
  );
  return [...new Map(found.map((one) => [`${one.kind} ${one.party}`, one])).values()];
}

const opensOf = ({ covenant }: CompiledVersion): readonly { kind: RelationReference["kind"]; field: string }[] =>
  covenant.clauses
    .filter(({ subject }) => subject === "mayCreate")
    .flatMap(({ effects }) => effects.filter((effect) => effect.do === "open"))
    .map(({ relation, ref }) => ({ kind: relation, field: ref }));

const partnersOf = ({ covenant, standing }: CompiledVersion): readonly string[] => [
  ...new Set([
    ...covenant.parties.filter(({ id, role }) => id !== ANY_PARTY && role !== "controller").map(({ id }) => id),
    ...standing.signedBy,
  ]),
];
