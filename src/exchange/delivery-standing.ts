import { standingOf, versionInForce } from "../core/covenant/force.ts";
import type { ReasonCode } from "../core/decision/reasons.ts";
import type { SeenStanding, StoredExchange } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";

export type Standing =
  { readonly missing: null; readonly seen: SeenStanding } | { readonly missing: ReasonCode; readonly seen: null };

/**
 * The one place that says whether what was released earlier may be given out now: on the same standing that a decision of
 * this instant would need (design §5). Both parties are active, the agreement is in force for the partner, and the very
 * version that the release rests on was not stopped. A version that a newer one took over from lets go what it released.
 * `seen` is what the statement that gives the parcel out compares once more.
 */
export async function findStanding(world: World, { row }: StoredExchange): Promise<Standing> {
  const missing = (code: ReasonCode): Standing => ({ missing: code, seen: null });
  const { catalogue, covenants } = await world.contracts.current();
  const active = await Promise.all([row.sender, row.recipient].map((party) => world.contracts.isActive(party)));
  if (active.includes(false)) return missing("PARTNER_UNKNOWN");
  if (row.covenant === null) return missing("NO_CONTRACT");
  const { id, version } = row.covenant;
  const party = catalogue.parties.get(row.sender)?.role === "controller" ? row.recipient : row.sender;
  const whom = { party, role: catalogue.parties.get(party)?.role ?? null, now: world.now() };
  const own = covenants.byId.get(id)?.find(({ covenant }) => covenant.version === version);
  if (own === undefined) return missing("NO_CONTRACT");
  if (standingOf(own, whom) === "CONTRACT_SUSPENDED") return missing("CONTRACT_SUSPENDED");
  const inForce = versionInForce(covenants, id, whom);
  if (inForce.version === null) return missing(inForce.reason);
  const { covenant, standing } = inForce.version;
  return { missing: null, seen: { covenant: id, version: covenant.version, stateVersion: standing.stateVersion } };
}
