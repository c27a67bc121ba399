import type { Keyring } from "../keyring/types.ts";
import type { RelationKind } from "../../core/covenant/types.ts";
import type { MatchKey } from "./match-keys.ts";

/** What persons are found by: keyed hashes, and the pairwise references that parties know them by. */
export type PersonIndex = Pick<Keyring, "blindIndex" | "pseudonymFor">;

export interface IndexRow {
  readonly kind: string;
  readonly digest: Uint8Array;
}

export const personRefRow = (index: PersonIndex, personRef: string): IndexRow => ({
  kind: "personRef",
  digest: index.blindIndex("subject.personRef", personRef),
});

export const matchRow = (index: PersonIndex, { kind, value }: MatchKey): IndexRow => ({
  kind,
  digest: index.blindIndex(`subject.${kind}`, value),
});

/** The row by which a party finds a person again by the pairwise reference that it got from us. */
export const partnerRefRow = (index: PersonIndex, { party, ref }: { party: string; ref: string }): IndexRow => ({
  kind: "partnerRef",
  digest: index.blindIndex("subject.partnerRef", `${party}\n${ref}`),
});

export const ownPartnerRef = (
  index: PersonIndex,
  { party, personRef }: { party: string; personRef: string },
): IndexRow => partnerRefRow(index, { party, ref: index.pseudonymFor(party, personRef) });

/** What finds a relation by the reference a party knows it by: `relation.ref_digest`. */
export const relationDigest = (
  index: Pick<PersonIndex, "blindIndex">,
  { kind, party, ref }: { readonly kind: RelationKind; readonly party: string; readonly ref: string },
): Uint8Array => index.blindIndex("relation.ref", `${party}\n${kind}\n${ref}`);
