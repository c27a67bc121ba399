import type { Catalogue, Transform } from "../catalogue/types.ts";
import type { Approval } from "../covenant/types.ts";
import type { Reason } from "../decision/reasons.ts";
import type { Data } from "../document/types.ts";
import type { Branded, Instant } from "../ids.ts";

export interface Plan {
  readonly fields: readonly PlannedField[];
  readonly requiredOneOf: readonly (readonly string[])[];
  readonly context: MinimiseContext;
}

/** The plan for one field of the data (or one that is required but absent). */
export interface PlannedField {
  readonly name: string;
  readonly action: "release" | "withhold";
  /** Transform when released. */
  readonly transform: Transform;
  /** Why it is withheld; `null` when released. */
  readonly reason: Reason | null;
  readonly required: boolean;
  /** Special codes may stay as they are: a consented, approved lift. */
  readonly specialCodesAllowed: boolean;
  readonly approval: Approval | null;
}

/** What minimising needs besides the data. */
export interface MinimiseContext {
  readonly catalogue: Catalogue;
  readonly now: Instant;
  /** Values of `identifier` fields in this same message: never mistaken for a BSN (Annex B rule 5). */
  readonly declaredIdentifiers: readonly string[];
  /** Names of the subject as they stand in the data, so that `redact` leaves them. */
  readonly subjectNames: readonly string[];
  /** Key material for `pseudo`, bound to the recipient; made outside core. */
  readonly pseudonymise: (value: string) => string;
}

/** What minimising found in one field; counts and kinds, never a value. */
export type Finding =
  | { readonly kind: "bsn"; readonly field: string; readonly count: number }
  | { readonly kind: "identity-document"; readonly field: string; readonly count: number }
  | { readonly kind: "third-person"; readonly field: string; readonly count: number }
  | { readonly kind: "prohibited"; readonly field: string; readonly count: number }
  | {
      readonly kind: "special-code";
      readonly field: string;
      readonly sensitivity: "B" | "C";
      readonly reducedTo: "parent" | "removed";
    }
  | { readonly kind: "suspected-special"; readonly field: string; readonly about: "health" | "criminal" }
  | { readonly kind: "malformed"; readonly field: string }
  /** Nothing was left of the value after its transform. */
  | { readonly kind: "emptied"; readonly field: string };

/** Only `minimise` makes one: the data that are left. */
export type Excerpt = Branded<Data, "Excerpt">;

export interface Minimised {
  readonly excerpt: Excerpt;
  readonly findings: readonly Finding[];
  /** Per released field, whether its value changed. */
  readonly changed: ReadonlySet<string>;
}
