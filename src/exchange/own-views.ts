import type { RelationKind } from "../core/covenant/types.ts";

/** A consent as the party it names sees it. */
export interface OwnConsent {
  /** Names it in `POST /v1/consents/{id}/withdrawals`. */
  readonly id: string;
  /** The party's pairwise reference of the person; `null` while the corporation has no reference of theirs. */
  readonly partnerRef: string | null;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly explicit: boolean;
  readonly givenAt: string;
  readonly expiresAt: string | null;
  readonly withdrawnAt: string | null;
}

/** A tie as the party to it sees it. */
export interface OwnRelation {
  /** Names it in `POST /v1/relations/{id}/endings`. */
  readonly id: string;
  readonly partnerRef: string | null;
  readonly kind: RelationKind;
  /** The party's own reference. */
  readonly ref: string;
  readonly scope: readonly string[];
  readonly from: string;
  readonly until: string | null;
}
