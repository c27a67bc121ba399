import type { Path } from "../catalogue/source.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Clause, Covenant } from "./types.ts";

/** An error stops the start; a warning is told, and fails only where that is asked for. */
export type Severity = "error" | "warning";

/** What a rule of law or of the house says. `…` in a sentence stands for the name of what breaks it. */
export interface RuleText {
  /** Article or page that the rule comes from. */
  readonly law: string;
  readonly severity?: "warning";
  readonly says: string;
  readonly remedy: string;
}

/** A rule that a covenant breaks. */
export interface Finding {
  /** Stable, as `special-without-ground`. */
  readonly rule: string;
  readonly law: string;
  readonly severity: Severity;
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

/** A rule of which it is enough to know whether a clause breaks it. */
export interface ClauseRule extends RuleText {
  /** Key of the clause where the line is; the clause itself where absent. */
  readonly at?: string;
  readonly broken: (view: ClauseInView) => boolean;
}
export type ClauseRules = Readonly<Record<string, ClauseRule>>;

export interface Place {
  readonly path: Path;
  readonly name?: string;
  /** What `…` stands for; `name` where absent. */
  readonly about?: string;
}

export function findingOf(rule: string, text: RuleText, { path, name, about }: Place): Finding {
  const fill = (sentence: string): string => sentence.replace("…", about ?? name ?? "…");
  const { law, severity, says, remedy } = text;
  return {
    rule,
    law,
    severity: severity ?? "error",
    message: fill(says),
    remedy: fill(remedy),
    path,
    name: name ?? null,
  };
}

/** What a clause breaks of these rules, in their order. */
export const findingsOf = (rules: ClauseRules, view: ClauseInView): Finding[] =>
  Object.entries(rules).flatMap(([id, rule]) =>
    rule.broken(view)
      ? [findingOf(id, rule, { path: rule.at === undefined ? view.path : [...view.path, rule.at] })]
      : [],
  );

/** The parties that a clause is for: those it names, else all of the covenant. */
export const partyIdsOf = ({ clause, covenant }: Pick<ClauseInView, "clause" | "covenant">): readonly string[] =>
  clause.parties.length > 0 ? clause.parties : covenant.parties.map(({ id }) => id);
