import type { Catalogue, FieldDefinition } from "../catalogue/types.ts";
import { evidenceFields, fieldsCompared } from "../decision/evidence.ts";
import { describeClause, describeField, type ClauseDescription, type FieldDescription } from "./describe.ts";
import type { Clause, Covenant, Leg } from "./types.ts";

/** Why a field stays behind under a clause, whatever the document. */
export type Withheld =
  /** Class X of domain.md §2.1: no covenant can let it through (S-72). */
  | "prohibited"
  /** Dropped in every covenant by a house rule (domain.md §4.0). */
  | "always-dropped"
  /** The clause drops it by name. */
  | "dropped"
  /** Judged as evidence for a precondition, and not passed on. */
  | "evidence"
  /** Not listed: what is listed nowhere is withheld. */
  | "unlisted";

/** What one clause does with one field, and on what that rests. */
export interface FieldExplanation {
  readonly clause: string;
  readonly leg: "document" | "question";
  readonly rule: FieldDescription | null;
  readonly withheld: Withheld | null;
  /** Preconditions that compare it. */
  readonly comparedBy: readonly string[];
  readonly law: readonly string[];
  readonly statement: readonly string[];
}

/** What a covenant does with a field: a row for every side of every clause. Empty for a field that the catalogue does not know. */
export function explainField(
  covenant: Covenant,
  { catalogue, field }: { readonly catalogue: Catalogue; readonly field: string },
): readonly FieldExplanation[] {
  const definition = catalogue.fields.get(field);
  if (definition === undefined) return [];
  return covenant.clauses.flatMap((clause) => {
    const legs: (readonly [FieldExplanation["leg"], Leg])[] = [["document", clause.document]];
    if (clause.question !== null) legs.unshift(["question", clause.question]);
    return legs.map(([leg, { fields }]): FieldExplanation => {
      const listed = fields.get(field);
      const withheld = whyWithheld({ clause, catalogue, definition, listed: listed?.transform.id ?? null });
      return {
        clause: clause.id,
        leg,
        rule: listed === undefined || withheld !== null ? null : describeField(listed, leg),
        withheld,
        comparedBy: comparing(clause, { catalogue, field }),
        law: groundsOf(clause, definition),
        statement: clause.statement,
      };
    });
  });
}

interface Question {
  readonly clause: Clause;
  readonly catalogue: Catalogue;
  readonly definition: FieldDefinition;
  /** Its transform where the clause lists it. */
  readonly listed: string | null;
}

function whyWithheld({ clause, catalogue, definition, listed }: Question): Withheld | null {
  if (definition.sensitivity === "X") return "prohibited";
  if (definition.alwaysDropped) return "always-dropped";
  if (listed === "drop") return "dropped";
  if (listed !== null) return null;
  return evidenceFields(clause, catalogue).has(definition.name) ? "evidence" : "unlisted";
}

function comparing(
  clause: Clause,
  { catalogue, field }: { readonly catalogue: Catalogue; readonly field: string },
): readonly string[] {
  return clause.preconditions
    .filter(({ condition }) => fieldsCompared([condition], catalogue).includes(field))
    .map(({ id }) => id);
}

/** Health and crime rest on a ground of their own besides the clause's. */
function groundsOf({ law, article9, article10 }: Clause, { sensitivity }: FieldDefinition): readonly string[] {
  const special = sensitivity === "B" ? article9 : sensitivity === "C" ? article10 : null;
  return special === null ? law : [...law, special];
}

/** What a covenant allows for a purpose: its clauses in full. Empty where it has none. */
export const explainPurpose = (covenant: Covenant, purpose: string): readonly ClauseDescription[] =>
  covenant.clauses.filter((clause) => clause.purpose === purpose).map(describeClause);
