import type { Path, Problem, Source } from "../catalogue/source.ts";
import { problemAt } from "../catalogue/source.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Finding } from "./finding.ts";
import { ANY_PARTY, isOpenKind } from "./force.ts";
import { lintConditions } from "./lint-conditions.ts";
import { lintFields } from "./lint-fields.ts";
import { lintLaw } from "./lint-law.ts";
import type { Covenant } from "./types.ts";

/**
 * Law as code (design §5): every rule that this covenant breaks, in the order of its clauses. Empty for a lawful one.
 * It judges what is written; whether a version is in force is for `standingOf`.
 */
export function lint(covenant: Covenant, catalogue: Catalogue): readonly Finding[] {
  const inClauses = covenant.clauses.flatMap((clause, index) => {
    const view = { clause, covenant, catalogue, path: ["clauses", index] };
    return [...lintLaw(view), ...lintFields(view), ...lintConditions(view)];
  });
  return [...lintParties(covenant, catalogue), ...inClauses];
}

function lintParties(covenant: Covenant, catalogue: Catalogue): Finding[] {
  const findings: Finding[] = [];
  const tell = (rule: string, at: Path, [law, message, remedy]: readonly [string, string, string]) =>
    findings.push({ rule, law, message, remedy, path: at, name: null });
  covenant.parties.forEach(({ id, role }, index) => {
    const known = catalogue.parties.get(id);
    const at = ["parties", index];
    if (id === ANY_PARTY) {
      if (isOpenKind(covenant.kind)) return;
      const message = "only an accession or a unilateral covenant may be for any party";
      tell("any-party", at, ["design §5", message, "name the parties"]);
    } else if (known === undefined) {
      tell("party-unknown", at, ["design §5", `party \`${id}\` has no file`, `add parties/${id}.yaml`]);
    } else if (known.role !== role) {
      tell("party-role", at, ["AVG 4(7)-(8)", `party \`${id}\` has another role in its own file`, "let the two agree"]);
    }
  });
  if (!covenant.parties.some(({ role }) => role === "controller")) {
    tell("no-controller", ["parties"], ["AVG 4(7)", "no party is the controller", "name the controller"]);
  }
  return findings;
}

/** The findings of one covenant as problems with file and line. */
export function lintProblems(covenant: Covenant, catalogue: Catalogue, source: Source): Problem[] {
  return lint(covenant, catalogue).map((finding) =>
    problemAt(source, placeOf(finding, source), {
      message: `${finding.message} (${finding.rule}, ${finding.law})`,
      remedy: finding.remedy,
    }),
  );
}

/** A field's or precondition's own line, found by name in the text as written; the list itself where a macro brought it in. */
function placeOf({ path, name }: Finding, source: Source): Path {
  if (name === null) return path;
  const items = path.reduce<unknown>(memberOf, source.data) as readonly unknown[];
  const named = new RegExp(`(^|[^A-Za-z.])${name.replace(".", "\\.")}([^A-Za-z.]|$)`);
  return [...path, items.findIndex((item) => named.test(textOf(item)))];
}

/** An entry of a list as the schema let it through: a text, or an object with a `field` or an `id`. */
const textOf = (item: unknown): string => String(memberOf(item, "field") ?? memberOf(item, "id") ?? item);

const memberOf = (value: unknown, part: string | number): unknown =>
  (Object(value) as Readonly<Record<string | number, unknown>>)[part];
