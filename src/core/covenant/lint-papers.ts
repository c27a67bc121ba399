import { addMonths, parseDay, startOfDay } from "../calendar.ts";
import { fieldOf } from "../catalogue/look-up.ts";
import type { Path } from "../catalogue/source.ts";
import type { Catalogue, Category, FieldDefinition } from "../catalogue/types.ts";
import type { Instant } from "../ids.ts";
import { findingOf, type Finding, type RuleText } from "./finding.ts";
import { ANY_PARTY, isOpenKind } from "./force.ts";
import type { Clause, ClauseField, Covenant } from "./types.ts";

/** Nuisance, fraud, debt and health, beside whatever is special or criminal: kinds of data for which an assessment is due (AVG 35; domain.md annex on the DPIA). */
const ASSESSED: readonly Category[] = ["nuisance", "fraud", "arrears", "health"];
const REVIEW_MONTHS_MAX = 36;
const VALID_MONTHS_MAX = 60;
const LAW_MONTHS_MAX = 24;

/** What the rules for a whole version look at. */
interface VersionInView {
  readonly covenant: Covenant;
  readonly catalogue: Catalogue;
  /** The day of asking; `null` where rules that depend on it are not asked. */
  readonly today: Instant | null;
}
interface Place {
  readonly path: Path;
  readonly name?: string;
}
interface VersionRule extends RuleText {
  /** Where it is broken; `null` where it is kept. */
  readonly breach: (view: VersionInView) => Place | null;
}

/** Rules about the papers of a version: its parties, its assessment, its arrangement, its days. */
export const PAPER_RULES: Readonly<Record<string, VersionRule>> = {
  "no-controller": {
    law: "AVG 4(7)",
    says: "no party is the controller",
    remedy: "name the controller",
    breach: ({ covenant }) =>
      covenant.parties.some(({ role }) => role === "controller") ? null : { path: ["parties"] },
  },
  "dpia-missing": {
    law: "AVG 35(1), 35(3)",
    says: "field `…` is about nuisance, fraud, debt, health or crime, and the covenant names no impact assessment",
    remedy: "add `dpia: { ref, reviewBy }` above the clauses",
    breach: ({ covenant, catalogue }) => (covenant.dpia === null ? firstAssessed(covenant, catalogue) : null),
  },
  "dpia-review-past": {
    law: "AVG 35(11)",
    says: "the impact assessment was due for review before the covenant begins",
    remedy: "review it, and write the new day under `dpia.reviewBy`",
    breach: ({ covenant }) => reviewPlace(covenant, (review) => review < covenant.from),
  },
  "dpia-review-far": {
    law: "AVG 35(11)",
    says: "the impact assessment is not reviewed within three years",
    remedy: "write an earlier day under `dpia.reviewBy`",
    breach: ({ covenant }) =>
      reviewPlace(covenant, (review) => review > addMonths(latest(covenant), REVIEW_MONTHS_MAX)),
  },
  "dpia-review-due": {
    law: "AVG 35(11)",
    severity: "warning",
    says: "the day on which the impact assessment was to be reviewed has passed",
    remedy: "review it; the next version carries the new day",
    breach: ({ covenant, today }) =>
      reviewPlace(covenant, (review) => today !== null && review < today && review >= covenant.from),
  },
  "joint-without-arrangement": {
    law: "AVG 26(1)-(2)",
    says: "controllers exchange both ways and fix one retention together, and no arrangement says who answers for what",
    remedy: "add `jointArrangement: <reference>` above the clauses",
    breach: ({ covenant }) => (covenant.jointArrangement === null && isJoint(covenant) ? { path: ["parties"] } : null),
  },
  "validity-long": {
    law: "AVG 5(2), 24(1)",
    severity: "warning",
    says: "the version is valid for more than five years",
    remedy: "end it earlier, and agree anew",
    breach: ({ covenant: { from, until } }) =>
      until > addMonths(from, VALID_MONTHS_MAX) ? { path: ["valid", "until"] } : null,
  },
  "law-checked-long-ago": {
    law: "domain.md §0",
    severity: "warning",
    says: "the law was last looked up more than two years ago",
    remedy: "look it up again; the next version carries the new day",
    breach: ({ covenant: { lawCheckedOn }, today }) =>
      today !== null && today > addMonths(instantOf(lawCheckedOn), LAW_MONTHS_MAX) ? { path: ["lawCheckedOn"] } : null,
  },
};

/** Rules about one party of a version; `…` is the party. */
export const PARTY_RULES = {
  "any-party": {
    law: "design §5",
    says: "only an accession or a unilateral covenant may be for any party",
    remedy: "name the parties",
  },
  "party-unknown": { law: "design §5", says: "party `…` has no file", remedy: "add parties/….yaml" },
  "party-role": {
    law: "AVG 4(7)-(8)",
    says: "party `…` has another role in its own file",
    remedy: "let the two agree",
  },
} as const satisfies Readonly<Record<string, RuleText>>;

export function lintPapers(view: VersionInView): Finding[] {
  const found = Object.entries(PAPER_RULES).flatMap(([id, rule]) => {
    const place = rule.breach(view);
    return place === null ? [] : [findingOf(id, rule, place)];
  });
  return [...lintParties(view), ...found];
}

function lintParties({ covenant, catalogue }: VersionInView): Finding[] {
  return covenant.parties.flatMap(({ id, role }, index) => {
    const rule = partyRule({ known: catalogue.parties.get(id)?.role, id, role }, covenant);
    return rule === null ? [] : [findingOf(rule, PARTY_RULES[rule], { path: ["parties", index], about: id })];
  });
}

type PartyRow = Covenant["parties"][number];
function partyRule(
  { known, id, role }: PartyRow & { readonly known: PartyRow["role"] | undefined },
  { kind }: Covenant,
): keyof typeof PARTY_RULES | null {
  if (id === ANY_PARTY) return isOpenKind(kind) ? null : "any-party";
  if (known === undefined) return "party-unknown";
  return known === role ? null : "party-role";
}

const instantOf = (day: string): Instant => startOfDay(parseDay(day) ?? 0);
const latest = ({ from, lawCheckedOn }: Covenant): Instant => Math.max(from, instantOf(lawCheckedOn)) as Instant;

function reviewPlace({ dpia }: Covenant, isWrong: (review: Instant) => boolean): Place | null {
  return dpia !== null && isWrong(instantOf(dpia.reviewBy)) ? { path: ["dpia", "reviewBy"] } : null;
}

/** The first field of the version that is of an assessed kind and may pass. */
function firstAssessed(covenant: Covenant, catalogue: Catalogue): Place | null {
  for (const [index, clause] of covenant.clauses.entries()) {
    for (const [key, field] of fieldsOf(clause)) {
      const definition = fieldOf(catalogue, field.name);
      if (definition !== null && isAssessed(field, definition))
        return { path: ["clauses", index, key], name: field.name };
    }
  }
  return null;
}

function fieldsOf({ document, question }: Clause): readonly (readonly [string, ClauseField])[] {
  const answer = [...document.fields.values()].map((field) => ["fields", field] as const);
  return [...answer, ...[...(question?.fields.values() ?? [])].map((field) => ["question", field] as const)];
}

const isAssessed = ({ transform }: ClauseField, { category, sensitivity }: FieldDefinition): boolean =>
  transform.id !== "drop" && (ASSESSED.includes(category) || sensitivity === "B" || sensitivity === "C");

/**
 * Controllers decide together where they exchange both ways for one purpose and fix one retention for both sides: how long
 * data are kept is an essential means of processing (EDPB guidelines 07/2020), and neither then decides on it alone.
 */
function isJoint({ parties, clauses }: Covenant): boolean {
  const others = parties.filter(
    ({ id, role }) => id !== ANY_PARTY && (role === "co-controller" || role === "authority"),
  );
  if (others.length === 0) return false;
  const shared = clauses.filter(isKeptAlike);
  return shared.some(
    ({ purpose, direction }) =>
      direction === "in" && shared.some((other) => other.purpose === purpose && other.direction !== "in"),
  );
}

const isKeptAlike = ({ retentionHere, retentionThere }: Clause): boolean =>
  retentionThere.after !== "own policy" &&
  retentionHere.after === retentionThere.after &&
  retentionHere.term === retentionThere.term;
