import { problemAt, type Problem, type Source } from "../catalogue/source.ts";
import type { Keeper, StatementClause } from "../catalogue/statement.ts";
import type { Catalogue } from "../catalogue/types.ts";
import { sameValue } from "./same.ts";
import type { Covenant } from "./types.ts";

/** What there is for an entry of `statement.yaml` to point at. */
export interface Coverable {
  readonly covenants: readonly Pick<Covenant, "id" | "clauses">[];
  readonly catalogue: Pick<Catalogue, "fields" | "purposes" | "refusals">;
  /** Ids of the rules of lint and codes of decisions. */
  readonly rules: ReadonlySet<string>;
  /** Paths of the test files, from the root of the project. */
  readonly tests: ReadonlySet<string>;
}

/** What an entry points at: absent, there, or there with the clauses of the statement that it names itself. */
type Found = readonly string[] | "there" | null;

/**
 * Tells every entry that points at nothing, and every one whose covenant clause, purpose, field or refusal does not
 * name the number in turn: a promise is cited from both sides. `source` is the file that the statement was read from.
 */
export function coverageProblems(
  statement: readonly StatementClause[],
  { source, known }: { readonly source: Source; readonly known: Coverable },
): Problem[] {
  return statement.flatMap(({ id, keptBy }, index) =>
    keptBy.flatMap((keeper, at) => {
      const text = problemOf(id, find(keeper, known));
      return text === null ? [] : [problemAt(source, ["statement", index, "keptBy", at], text)];
    }),
  );
}

/**
 * Tells every number that a covenant clause or a refusal cites, at the clause of the statement that does not name it: who reads
 * `statement.yaml` from top to bottom reads all that keeps a promise. What purposes and fields cite says what a promise is about.
 */
export function uncitedProblems(
  statement: readonly StatementClause[],
  { source, known }: { readonly source: Source; readonly known: Pick<Coverable, "covenants" | "catalogue"> },
): Problem[] {
  const keepers = [...clauseKeepers(known), ...refusalKeepers(known)];
  return statement.flatMap(({ id, keptBy }, index) =>
    keepers
      .filter(({ cites, keeper }) => cites.includes(id) && !keptBy.some((other) => sameValue(other, keeper)))
      .map(({ keeper }) => {
        const message = `${Object.values(keeper).join(" ")} says that it keeps ${id}, and is not named here`;
        return problemAt(source, ["statement", index], { message, remedy: "add it to `keptBy`" });
      }),
  );
}

interface Citing {
  readonly keeper: Keeper;
  readonly cites: readonly string[];
}

function clauseKeepers({ covenants }: Pick<Coverable, "covenants">): readonly Citing[] {
  const keepers = covenants.flatMap(({ id, clauses }) =>
    clauses.map((clause) => ({ covenant: id, clause: clause.id })),
  );
  // Versions of one covenant have their clauses in common.
  const once = new Map(keepers.map((keeper) => [`${keeper.covenant} ${keeper.clause}`, keeper]));
  return [...once.values()].map((keeper) => {
    const found = citedIn(covenants, keeper);
    return { keeper, cites: found === null || found === "there" ? [] : found };
  });
}

const refusalKeepers = ({ catalogue }: Pick<Coverable, "catalogue">): readonly Citing[] =>
  [...catalogue.refusals.values()].map(({ id, statement }) => ({ keeper: { refused: id }, cites: statement }));

function problemOf(id: string, found: Found): { message: string; remedy: string } | null {
  if (found === null) {
    return { message: `what should keep ${id} does not exist`, remedy: "name what keeps it now" };
  }
  if (found === "there" || found.includes(id)) return null;
  return { message: `what should keep ${id} does not name it`, remedy: `add ${id} to its \`statement\`, or remove it` };
}

function find(keeper: Keeper, { covenants, catalogue, rules, tests }: Coverable): Found {
  if ("covenant" in keeper) return citedIn(covenants, keeper);
  if ("purpose" in keeper) return catalogue.purposes.get(keeper.purpose)?.statement ?? null;
  if ("field" in keeper) return catalogue.fields.get(keeper.field)?.statement ?? null;
  if ("refused" in keeper) return catalogue.refusals.get(keeper.refused)?.statement ?? null;
  if ("rule" in keeper) return rules.has(keeper.rule) ? "there" : null;
  if ("test" in keeper) return tests.has(keeper.test) ? "there" : null;
  return "there";
}

/** What the clause cites in the versions that have it; a number that one of them lost is not kept. */
function citedIn(
  covenants: Coverable["covenants"],
  { covenant, clause }: Extract<Keeper, { readonly covenant: string }>,
): Found {
  const versions = covenants
    .filter(({ id }) => id === covenant)
    .flatMap(({ clauses }) => clauses.filter(({ id }) => id === clause));
  const [first, ...rest] = versions.map(({ statement }) => statement);
  if (first === undefined) return null;
  return first.filter((id) => rest.every((other) => other.includes(id)));
}
