import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { loadStatement } from "../../src/adapters/contracts/statement.ts";
import { parseYaml } from "../../src/adapters/yaml/parse.ts";
import { readStatement, type Keeper, type StatementClause } from "../../src/core/catalogue/statement.ts";
import { LINT_RULES } from "../../src/core/covenant/lint-rules.ts";
import { coverageProblems, uncitedProblems, type Coverable } from "../../src/core/covenant/statement-coverage.ts";
import { REASON_CODES } from "../../src/core/decision/reasons.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "contracts");
const verifySignature = () => Promise.resolve(false);
const { catalogue, covenants } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });
const { source, statement } = await loadStatement(folder);
const text = await readFile(join(folder, "statement.yaml"), "utf8");

const tests = (await readdir(join(root, "test"), { recursive: true })).map((file) => `test/${file}`);

const known: Coverable = {
  covenants: covenants.map(({ covenant }) => covenant),
  catalogue,
  rules: new Set<string>([...REASON_CODES, ...LINT_RULES.map(({ id }) => id)]),
  tests: new Set(tests),
};
const problemsOf = (clauses: readonly StatementClause[]) => coverageProblems(clauses, { source, known });

describe("statement.yaml", () => {
  it("says of every clause of the statement what keeps it", () => {
    expect(statement.map(({ id }) => Number(id.slice(2)))).toEqual(Array.from({ length: 107 }, (_, i) => i + 1));
  });

  it("points at nothing that does not exist or does not know of it", () => {
    expect(problemsOf(statement)).toEqual([]);
  });

  it("is pointed at by nothing that it does not name", () => {
    expect(uncitedProblems(statement, { source, known })).toEqual([]);
  });

  it.each([
    { name: "a covenant clause", keeper: { covenant: "entree-allocation", clause: "housing-allocation/in/default" } },
    { name: "a refusal", keeper: { refused: "press" } },
  ])("that leaves out $name which cites a clause of it is told, at that clause", ({ keeper }) => {
    const isOther = (one: Keeper) => JSON.stringify(one) !== JSON.stringify(keeper);
    const without = statement.map((clause) => ({ ...clause, keptBy: clause.keptBy.filter(isOther) }));
    const problems = uncitedProblems(without, { source, known });
    expect(problems.length).toBe(statement.filter(({ keptBy }) => !keptBy.every(isOther)).length);
    for (const { at, message } of problems) {
      const [, id] = /keeps (S-\d+)/.exec(message) ?? [];
      expect(at).toBe(`statement.yaml:${text.slice(0, text.indexOf(`  - id: ${id!}\n`)).split("\n").length}`);
    }
  });

  it("leaves outside altogether no more than what happens elsewhere", () => {
    const outside = statement.filter(({ keptBy }) => keptBy.every((keeper) => "outside" in keeper));
    expect(outside.map(({ id }) => id)).toEqual(["S-02", "S-09", "S-106"]);
  });

  it("names every covenant that passes anything but an emergency", () => {
    const named = new Set(
      statement.flatMap(({ keptBy }) => keptBy.map((keeper) => "covenant" in keeper && keeper.covenant)),
    );
    const silent = known.covenants.filter(({ id, clauses }) => clauses.length > 0 && !named.has(id));
    expect(silent.map(({ id }) => id)).toEqual(["vital-emergency"]);
  });
});

describe("an entry that is kept by", () => {
  const wrong: readonly { name: string; id: string; keeper: Keeper; says: string }[] = [
    {
      name: "a covenant that does not exist",
      id: "S-08",
      keeper: { covenant: "nobody", clause: "housing-allocation/in/default" },
      says: "exist",
    },
    {
      name: "a clause that does not exist",
      id: "S-08",
      keeper: { covenant: "entree-allocation", clause: "housing-allocation/pull/default" },
      says: "exist",
    },
    {
      name: "a clause that does not cite it",
      id: "S-01",
      keeper: { covenant: "entree-allocation", clause: "housing-allocation/in/default" },
      says: "name it",
    },
    { name: "a purpose that does not exist", id: "S-08", keeper: { purpose: "no-such" }, says: "exist" },
    { name: "a purpose that does not cite it", id: "S-01", keeper: { purpose: "housing-allocation" }, says: "name it" },
    { name: "a field that does not exist", id: "S-44", keeper: { field: "noSuch" }, says: "exist" },
    { name: "a field that does not cite it", id: "S-01", keeper: { field: "lastName" }, says: "name it" },
    { name: "a refusal that does not exist", id: "S-07", keeper: { refused: "no-such" }, says: "exist" },
    { name: "a refusal that does not cite it", id: "S-01", keeper: { refused: "press" }, says: "name it" },
    { name: "a rule that does not exist", id: "S-01", keeper: { rule: "no-such-rule" }, says: "exist" },
    { name: "a reason that does not exist", id: "S-01", keeper: { rule: "NO_SUCH_REASON" }, says: "exist" },
    { name: "a test that does not exist", id: "S-01", keeper: { test: "test/no-such.test.ts" }, says: "exist" },
  ];
  it.each(wrong)("$name is told", ({ id, keeper, says }) => {
    const [problem, ...more] = problemsOf([{ id, nl: "proef", keptBy: [{ outside: "proef" }, keeper] }]);
    expect(more).toEqual([]);
    expect(problem?.at).toMatch(/^statement\.yaml:\d+$/);
    expect(problem?.message).toContain(says);
  });

  it("a clause that cites it in one version and no longer in the next is told", () => {
    const [coaching] = known.covenants.filter(({ id }) => id === "schuldhulpbuddys-coaching");
    const clauses = coaching!.clauses.map((clause) => ({ ...clause, statement: ["S-22"] }));
    const changed = { ...known, covenants: [...known.covenants, { id: coaching!.id, clauses }] };
    const kept = statement.filter(({ id }) => id === "S-77");
    const named = kept
      .flatMap(({ keptBy }) => keptBy)
      .filter((one) => "covenant" in one && one.covenant === coaching!.id);
    expect(named.length).toBeGreaterThan(0);
    expect(coverageProblems(kept, { source, known: changed })).toHaveLength(named.length);
  });
});

describe("the file is refused", () => {
  const read = (changed: string) =>
    readStatement(
      parseYaml({ file: "statement.yaml", bytes: new TextEncoder().encode(changed), code: "CATALOGUE_MALFORMED" }),
    ).problems;
  const lineOf = (part: string) => `statement.yaml:${text.slice(0, text.indexOf(part)).split("\n").length}`;
  const entry = (id: string) => text.slice(text.indexOf(`  - id: ${id}\n`), text.indexOf(`  - id: ${next(id)}\n`));
  const next = (id: string) => `S-${String(Number(id.slice(2)) + 1).padStart(2, "0")}`;

  it("not as it stands", () => {
    expect(read(text)).toEqual([]);
  });

  it("with a clause left out, which it names", () => {
    expect(read(text.replace(entry("S-45"), "")).map(({ message }) => message)).toEqual([
      expect.stringContaining("S-45"),
    ]);
  });

  it("with a clause that stands twice, at its line", () => {
    const problems = read(text.replace("  - id: S-46\n", `${entry("S-45")}  - id: S-46\n`));
    expect(problems).toMatchObject([
      { at: lineOf("  - id: S-46\n"), message: expect.stringContaining("S-45") as string },
    ]);
  });

  it.each([
    { name: "a number that the statement does not have", from: "id: S-45", to: "id: S-108" },
    { name: "a key that is unknown", from: "refused: job-applicants", to: "refuses: job-applicants" },
    { name: "two kinds in one entry", from: "{ field: firstNames }", to: "{ field: firstNames, rule: OBJECTED }" },
    { name: "a clause that is none", from: "housing-allocation/in/default", to: "housing-allocation/in" },
    { name: "a test outside the tests", from: "test/http/auth.test.ts", to: "test/../src/main.ts" },
    { name: "nothing that keeps it", from: "    keptBy:\n      - { field: firstNames }", to: "    keptBy: []" },
    { name: "no wording", from: "nl: De voornamen.", to: "nl: ''" },
  ])("with $name, at its line", ({ from, to }) => {
    const problems = read(text.replace(from, to)).filter(({ message }) => !message.includes("kept by nothing"));
    expect(problems.length).toBeGreaterThanOrEqual(1);
    const line = Number(lineOf(from).split(":")[1]);
    expect(problems.map(({ at }) => Number(at.split(":")[1]))).toContainEqual(
      expect.toSatisfy((told: number) => told >= line - 1 && told <= line + 1),
    );
  });
});
