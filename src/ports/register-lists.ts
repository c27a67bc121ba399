import type { RelationKind } from "../core/covenant/types.ts";
import type { Instant, Pseudonym } from "../core/ids.ts";

/** A tie as a party names it. */
export interface RelationReference {
  readonly kind: RelationKind;
  readonly party: string;
  readonly ref: string;
}

/** What the register holds that names one party, nobody else's and of nobody who was erased. */
export interface RegisterLists {
  /** Everybody who has a tie, open or ended, under one of these references; whether the back office has supplied them. */
  holdersOf(
    references: readonly RelationReference[],
  ): Promise<readonly { readonly pseudonym: Pseudonym; readonly isClaimed: boolean }[]>;
  /** In the order of their ids, after the cursor. */
  consentsOf(query: PartyQuery): Promise<readonly ListedConsent[]>;
  relationsOf(query: PartyQuery & { readonly kind: RelationKind | null }): Promise<readonly ListedRelation[]>;
}

export interface PartyQuery {
  readonly party: string;
  /** Only what still counts at this instant; `null` = also what has ended. */
  readonly openAt: Instant | null;
  readonly after: string | null;
  readonly limit: number;
}

export interface ListedConsent {
  readonly id: string;
  /** The corporation's own reference, for a pairwise one to be made of; `null` where the back office supplied none. */
  readonly personRef: string | null;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly explicit: boolean;
  readonly givenAt: Instant;
  readonly expiresAt: Instant | null;
  readonly withdrawnAt: Instant | null;
}

export interface ListedRelation {
  readonly id: string;
  readonly personRef: string | null;
  readonly kind: RelationKind;
  /** The party's own reference: of the mandate, the case, the order. */
  readonly ref: string;
  readonly scope: readonly string[];
  readonly from: Instant;
  readonly until: Instant | null;
}
