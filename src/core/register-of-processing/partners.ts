import { dayOf, formatDay } from "../calendar.ts";
import type { Agreement, Party } from "../catalogue/party.ts";
import type { Catalogue } from "../catalogue/types.ts";
import { concerns, standingOf } from "../covenant/force.ts";
import type { CompiledVersion, CovenantBook } from "../decision/types.ts";
import type { Instant } from "../ids.ts";
import { partyRoleLabel } from "./labels.ts";
import type { Contact, Mechanism, RegisterPartner, Standing } from "./schema.ts";

/** What the register is made of. */
export interface RegisterSource {
  readonly catalogue: Catalogue;
  readonly covenants: CovenantBook;
  /** Parties to and from which nothing passes now, whatever covenant they have. */
  readonly suspendedParties: ReadonlySet<string>;
  readonly now: Instant;
}

export interface Joined {
  readonly party: Party;
  readonly standing: Standing;
}

/** A version that counts for somebody, with those for whom it does. */
export interface VersionHeld {
  readonly version: CompiledVersion;
  readonly partners: readonly Joined[];
}

/**
 * The versions under which something passes or would pass but for a suspension: for every partner the newest that is in
 * force, as a decision picks it. What is draft, unsigned, not yet valid, expired or ended is not there. In the order of ids.
 */
export function versionsHeld(source: RegisterSource): VersionHeld[] {
  const ids = [...source.covenants.byId.keys()].sort();
  return ids.flatMap((id) => {
    const byVersion = new Map<CompiledVersion, Joined[]>();
    for (const party of partnersIn(source.catalogue)) {
      const held = heldBy(party, { id, source });
      if (held === null) continue;
      const { version, standing } = held;
      byVersion.set(version, [...(byVersion.get(version) ?? []), { party, standing }]);
    }
    return [...byVersion].map(([version, partners]) => ({ version, partners }));
  });
}

const partnersIn = ({ parties }: Catalogue): readonly Party[] =>
  [...parties.values()].filter(({ role }) => role !== "controller").sort((one, other) => (one.id < other.id ? -1 : 1));

function heldBy(
  party: Party,
  { id, source }: { readonly id: string; readonly source: RegisterSource },
): { readonly version: CompiledVersion; readonly standing: Standing } | null {
  const whom = { party: party.id, role: party.role, now: source.now };
  for (const version of source.covenants.byId.get(id) ?? []) {
    if (!concerns(version.covenant, whom)) continue;
    const reason = standingOf(version, whom);
    if (reason === "CONTRACT_SUSPENDED") return { version, standing: "suspended" };
    if (reason !== null) continue;
    return { version, standing: source.suspendedParties.has(party.id) ? "suspended" : "in-force" };
  }
  return null;
}

export const contactOf = ({ name, contact }: Party): Contact => ({ name, ...contact });

export const partnerOf = ({ party, standing }: Joined, now: Instant): RegisterPartner => ({
  party: party.id,
  ...contactOf(party),
  role: partyRoleLabel(party.role),
  standing,
  outsideEea: party.outsideEea,
  mechanisms: agreementsOf(party, { kind: "transfer", now }),
});

/** Those that hold now. */
export const agreementsOf = (
  { agreements }: Party,
  { kind, now }: { readonly kind: Agreement["kind"]; readonly now: Instant },
): Mechanism[] =>
  agreements
    .filter((agreement) => agreement.kind === kind && agreement.from <= now && now < agreement.until)
    .map(({ ref, until }) => ({ ref, lastDay: lastDayOf(until) }));

/** The last valid day of a span that ends at this instant, exclusive. */
export const lastDayOf = (until: Instant): string => formatDay(dayOf((until - 1) as Instant));
