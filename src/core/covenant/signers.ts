import type { Catalogue } from "../catalogue/types.ts";
import type { Desk } from "./desk.ts";
import { ANY_PARTY, concerns, OFFICERS_NEEDED } from "./force.ts";
import type { Covenant } from "./types.ts";

/** Somebody whose signature counts under a version, and the certificates it may be made with. */
export interface KnownSigner {
  readonly id: string;
  readonly fingerprints: readonly string[];
}

/** Who of that name may sign this version: a party of it, or for a unilateral one an officer; `null` for anybody else. */
export function findSigner(
  { catalogue, officers }: { readonly catalogue: Pick<Catalogue, "parties">; readonly officers: Desk["officers"] },
  { covenant, id }: { readonly covenant: Covenant; readonly id: string },
): KnownSigner | null {
  if (covenant.kind === "unilateral") {
    const officer = officers.find((one) => one.id === id);
    return officer === undefined ? null : { id, fingerprints: [officer.fingerprint] };
  }
  const party = catalogue.parties.get(id);
  return party !== undefined && concerns(covenant, { party: id, role: party.role }) ? party : null;
}

/** What is still needed beside good signatures of these; parties by id, officers by number. Of an accession nobody need join. */
export function missingSigners(
  { kind, parties }: Pick<Covenant, "kind" | "parties">,
  signed: readonly string[],
): { readonly parties: readonly string[]; readonly officers: number } {
  if (kind === "unilateral") return { parties: [], officers: Math.max(0, OFFICERS_NEEDED - new Set(signed).size) };
  const needed = parties.filter(({ id, role }) => id !== ANY_PARTY && (kind !== "accession" || role === "controller"));
  return { parties: needed.map(({ id }) => id).filter((id) => !signed.includes(id)), officers: 0 };
}
