import type { Path } from "../catalogue/source.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Clause, Covenant } from "./types.ts";

/** A rule of law or of the house that a covenant breaks. */
export interface Finding {
  /** Stable, as `special-without-ground`. */
  readonly rule: string;
  /** Article or page that the rule comes from. */
  readonly law: string;
  readonly message: string;
  readonly remedy: string;
  /** Place in the covenant's file. */
  readonly path: Path;
  /** A field or precondition within that place; `null` where the place itself is meant. */
  readonly name: string | null;
}

/** What the rules for one clause look at. */
export interface ClauseInView {
  readonly clause: Clause;
  readonly covenant: Covenant;
  readonly catalogue: Catalogue;
  readonly path: Path;
}
