import { ANY_PARTY, standingOf, type ForWhom } from "./force.ts";
import type { CovenantInBook } from "./types.ts";
import type { Instant } from "../ids.ts";

/** Whether a version is in force for anybody but the corporation alone: of an accession, for one that joined. */
export const isInForce = (version: CovenantInBook, now: Instant): boolean =>
  whomFor(version).some((whom) => standingOf(version, { ...whom, now }) === null);

function whomFor({ covenant, standing }: CovenantInBook): readonly Omit<ForWhom, "now">[] {
  const named = covenant.parties.filter(({ id }) => id !== ANY_PARTY);
  // Two officers sign for whoever it is open to, the corporation among them.
  if (covenant.kind === "unilateral") return named.map(({ id, role }) => ({ party: id, role }));
  const partners = named.filter(({ role }) => role !== "controller").map(({ id, role }) => ({ party: id, role }));
  if (covenant.kind !== "accession") return partners;
  const open = covenant.parties.filter(({ id }) => id === ANY_PARTY);
  const controllers = new Set(named.filter(({ role }) => role === "controller").map(({ id }) => id));
  const joined = standing.signedBy.filter((id) => !controllers.has(id));
  return [...partners, ...open.flatMap(({ role }) => joined.map((party) => ({ party, role })))];
}
