import type { Data, SubjectReference } from "../document/types.ts";
import type { FactValue } from "./types.ts";
import { volunteerFacts, type Tie } from "./volunteer-facts.ts";

export interface ComputedFrom {
  readonly data: Data;
  readonly subjects: readonly Pick<SubjectReference, "role">[];
  /** Facts of register and ledger about the main person. */
  readonly known: Readonly<Record<string, FactValue>>;
  /** Those of the main person with the partner of this exchange. */
  readonly ties: readonly Tie[];
}

/**
 * The facts that `facts.yaml` calls computed, worked out from the document and from what is known of the person. A
 * fact whose parts are missing is absent, so unknown. `complaintsUpheld24Months` needs a clock: decision/facts.ts.
 */
export function computedFacts({ data, subjects, known, ties }: ComputedFrom): Readonly<Record<string, FactValue>> {
  const risen = arrearsRisenMonths(data, known);
  const role = subjects[0]?.role;
  return {
    subjectCount: subjects.length,
    phoneSupplied: isSupplied(data["phoneNumber"]) || isSupplied(data["mobilePhone"]),
    ...(role === undefined ? {} : { mainSubjectRole: role }),
    ...(risen === undefined ? {} : { arrearsRisenMonths: risen }),
    ...volunteerFacts(known["volunteers"], ties),
  };
}

const isSupplied = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

/** `null`, a known no, where there was no signal before. */
function arrearsRisenMonths(data: Data, known: ComputedFrom["known"]): number | null | undefined {
  const before = known["lastSignalArrearsMonths"];
  const now = known["arrearsMonths"] ?? data["arrearsMonths"];
  if (before === null) return null;
  return typeof before === "number" && typeof now === "number" ? now - before : undefined;
}
