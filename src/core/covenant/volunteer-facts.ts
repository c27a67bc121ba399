import type { FactValue } from "./types.ts";

/** A tie between the partner of the exchange and the person, that stands at this instant. */
export interface Tie {
  readonly kind: string;
  readonly party: string;
  readonly ref: string;
}

/** Fact of the computed kind → the mark that the register keeps of each volunteer. */
const MARKS = {
  volunteersListed: "listed",
  volunteersSworn: "confidentiality",
  volunteersVetted: "certificate",
} as const;

/**
 * What is known of the volunteers whom this partner gave this person (C-12): that each stands on the organisation's current
 * list, signed a confidentiality statement, and has a certificate of conduct (VOG). The register's fact `volunteers` holds
 * `{ party, ref, listed, confidentiality, certificate }`, a volunteer each, `ref` that of the tie. Every tie must have its
 * volunteer: another organisation's, or one who went, says nothing of this one. A fact that nobody can tell is left out.
 */
export function volunteerFacts(
  volunteers: FactValue | undefined,
  ties: readonly Tie[],
): Readonly<Record<string, FactValue>> {
  if (volunteers === undefined) return {};
  const caseload = ties.filter(({ kind }) => kind === "caseload");
  const known = Object.entries(MARKS).map(([fact, mark]) => {
    const marks = caseload.map((tie) => markOf(mark, volunteerOf(tie, volunteers)));
    return [fact, caseload.length === 0 ? false : together(marks)] as const;
  });
  return Object.fromEntries(known.filter((entry): entry is [keyof typeof MARKS, boolean] => entry[1] !== undefined));
}

type Volunteer = Readonly<Record<string, FactValue>>;

const isVolunteer = (value: FactValue): value is Volunteer =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `null`: the register names no volunteer for this tie. Of two rows for one tie neither can be told to be the last word. */
function volunteerOf({ party, ref }: Tie, volunteers: FactValue): Volunteer | null | undefined {
  if (volunteers === null) return null;
  if (!Array.isArray(volunteers)) return undefined;
  const rows = (volunteers as readonly FactValue[]).filter(isVolunteer);
  const own = rows.filter((row) => row["party"] === party && row["ref"] === ref);
  return own.length > 1 ? undefined : (own[0] ?? null);
}

/** Anything but a plain yes is none; a mark that is not there is unknown. */
function markOf(mark: string, volunteer: Volunteer | null | undefined): boolean | undefined {
  if (volunteer === undefined) return undefined;
  if (volunteer === null) return false;
  const value = volunteer[mark];
  return value === undefined ? undefined : value === true;
}

const together = (marks: readonly (boolean | undefined)[]): boolean | undefined =>
  marks.includes(false) ? false : marks.includes(undefined) ? undefined : true;
