import { isSameClause, type Informed } from "../catalogue/informed.ts";
import type { Finding } from "./finding.ts";
import type { Clause, Covenant } from "./types.ts";

/** A clause that people cannot know of: the statement does not promise it and nobody recorded how they are informed. */
export interface NotTold {
  readonly covenant: string;
  readonly version: number;
  /** `purpose/direction/message`. */
  readonly clause: string;
}

/** Versions with their clauses, however much else is known of them. */
type Written = Pick<Covenant, "id" | "version"> & {
  readonly clauses: readonly Pick<Clause, "id" | "statement">[];
};

/**
 * Clauses that name no S-number and have no entry in `informed.yaml` for that very version, in the order of the
 * covenants (AVG 13-14). While one is left, its version is not published (`NOT_TOLD`).
 */
export function notTold(covenants: readonly Written[], informed: readonly Informed[]): readonly NotTold[] {
  return covenants.flatMap(({ id, version, clauses }) =>
    clauses
      .filter(({ statement }) => statement.length === 0)
      .map((clause) => ({ covenant: id, version, clause: clause.id }))
      .filter((place) => !informed.some((entry) => isSameClause(entry, place))),
  );
}

/** Whether a finding is that the statement does not promise a clause, of which is recorded how people are told. */
export function isRecorded(
  { rule, path }: Finding,
  { covenant, informed }: { readonly covenant: Written; readonly informed: readonly Informed[] },
): boolean {
  const clause = covenant.clauses[Number(path[1])]?.id;
  const { id, version } = covenant;
  return (
    rule === "statement-missing" &&
    clause !== undefined &&
    informed.some((entry) => isSameClause(entry, { covenant: id, version, clause }))
  );
}
