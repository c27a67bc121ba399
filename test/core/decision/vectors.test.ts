import { describe, expect, it } from "vitest";

import type { Basis } from "../../../src/core/catalogue/types.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { printTransform } from "../../../src/core/covenant/print.ts";
import type { Clause } from "../../../src/core/covenant/types.ts";
import { MATRIX } from "../../../src/core/decision/matrix.ts";
import { printReason, REASON_CODES } from "../../../src/core/decision/reasons.ts";
import type { Decision } from "../../../src/core/decision/types.ts";
import {
  actualOf,
  decideVector,
  differingLeaves,
  expectedOf,
  mergePatch,
  partnersView,
  readCovenants,
  readVectors,
  toCase,
  VECTOR_CATALOGUE,
  type Vector,
} from "../../support/vectors.ts";

const VECTORS = readVectors();
const COVENANTS = readCovenants();
const byId = new Map(VECTORS.map((vector) => [vector.id, vector]));
const DECIDED = VECTORS.map((vector) => ({ vector, decision: decideVector(vector, toCase(vector, COVENANTS)) }));

const get = (id: string): Vector => {
  const vector = byId.get(id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  return vector;
};
const files = [...new Set(VECTORS.map(({ file }) => file))];

describe.each(files)("the decisions of %s", (file) => {
  it.each(VECTORS.filter((vector) => vector.file === file).map((vector) => [vector.id, vector] as const))(
    "are as the pages say: %s",
    (_id, vector) => {
      const decision = decideVector(vector, toCase(vector, COVENANTS));
      expect(actualOf(decision, vector)).toEqual(expectedOf(vector));
    },
  );
});

describe("the vectors", () => {
  it("are at least 120", () => expect(VECTORS.length).toBeGreaterThanOrEqual(120));

  it("that are near misses differ from their neighbour in exactly one fact, and in what is decided", () => {
    const misses = VECTORS.filter(({ nearMissOf }) => nearMissOf !== null);
    expect(misses.length).toBeGreaterThanOrEqual(40);
    for (const vector of misses) {
      const other = get(vector.nearMissOf ?? "");
      expect(differingLeaves(vector.written, other.written), vector.id).toHaveLength(1);
      expect(expectedOf(vector), vector.id).not.toEqual(expectedOf(other));
    }
  });

  it("about persons who are unknown, unlinked and erased give the partner the same answer, byte for byte", () => {
    const groups = DECIDED.filter(({ vector }) => vector.sameAnswerAs !== null);
    expect(groups.length).toBeGreaterThanOrEqual(10);
    for (const { vector, decision } of groups) {
      const other = get(vector.sameAnswerAs ?? "");
      expect(partnersView(decision), vector.id).toBe(partnersView(decideVector(other, toCase(other, COVENANTS))));
    }
  });

  it("cite a page", () => {
    for (const { cites, id } of VECTORS) expect(cites, id).toMatch(/domain\.md|design|Annex/);
  });

  it("expect what was decided under the version that they name", () => {
    for (const { vector, decision } of DECIDED) {
      if (decision.covenant === null) continue;
      expect(`${decision.covenant.id}@${decision.covenant.version}`, vector.id).toBe(vector.given.covenant);
    }
  });

  it("merge a patch as RFC 7396 does", () => {
    const target = { a: "b", c: { d: "e", f: "g" }, list: [1, 2] };
    expect(mergePatch(target, { a: "z", c: { f: null }, list: [3] })).toEqual({ a: "z", c: { d: "e" }, list: [3] });
    expect(mergePatch("text", { a: { b: null } })).toEqual({ a: {} });
  });
});

/** Each small covenant is about one thing, and leaves out what its purpose further demands of a real one. */
const OF_PURPOSE = new Set(["duty-not-checked", "field-beyond-purpose", "field-without-four-eyes", "tie-not-asked"]);

describe("the small covenants beside the vectors", () => {
  it.each([...COVENANTS].filter(([, { real }]) => !real))(
    "are lawful, but for the careless one: %s",
    (key, { covenant }) => {
      const errors = lint(covenant, VECTOR_CATALOGUE).filter(({ severity }) => severity === "error");
      const rules = errors.map(({ rule }) => rule).filter((rule) => !OF_PURPOSE.has(rule));
      if (key === "careless@1") expect(rules.length).toBeGreaterThan(0);
      else expect(rules).toEqual([]);
    },
  );
});

const REAL = [...COVENANTS].filter(([, { real }]) => real);
const CLAUSES = REAL.flatMap(([key, { covenant }]) =>
  covenant.clauses.map((clause) => ({ name: `${key} ${clause.id}`, key, clause })),
);
interface Touch {
  readonly vector: Vector;
  readonly decision: Decision;
}
const touching = (key: string, clause: Clause): readonly Touch[] =>
  DECIDED.filter(({ vector, decision }) => vector.given.covenant === key && decision.clause === clause.id);
const alertsIn = ({ alerts }: Decision): readonly string[] => alerts.map(({ reason }) => printReason(reason));
const isReduced = ({ decision }: Touch): boolean =>
  decision.outcome === "allow" &&
  decision.verdicts.some(
    ({ verdict, reason }) => verdict === "transformed" || (verdict === "withheld" && reason !== null),
  );

describe.each(CLAUSES)("$name", ({ key, clause }) => {
  const touched = touching(key, clause);
  const judged = (id: string) =>
    touched.map(({ decision }) => decision.checks.find(({ name }) => name === "preconditions")?.compared[id]);

  it("has a vector that passes, one that is reduced, one that is refused and one that waits", () => {
    const outcomes = new Set(touched.map(({ decision }) => decision.outcome));
    expect([...outcomes].sort()).toEqual(["allow", "deny", "hold"]);
    expect(touched.filter(isReduced)).not.toEqual([]);
  });

  it("has every precondition met, unmet and unknown", () => {
    for (const { id, condition } of clause.preconditions) {
      const computed = "fact" in condition && VECTOR_CATALOGUE.facts.get(condition.fact)?.provider === "computed";
      // How many persons a document names, and as what, is always known.
      const truths = computed ? [true, false] : [true, false, "unknown"];
      expect([...new Set(judged(id))], id).toEqual(expect.arrayContaining(truths));
    }
  });

  it("has every limit just under its bound and at it", () => {
    for (const limit of clause.limits) {
      const under = touched.filter(({ vector }) => vector.given.world.counted[limit.id] === limit.max - 1);
      const at = touched.filter(({ vector }) => vector.given.world.counted[limit.id] === limit.max);
      expect(
        under.map(({ decision }) => decision.checks[7]?.result),
        limit.id,
      ).toContain("pass");
      expect(
        at.map(({ decision }) => decision.checks[7]?.result),
        limit.id,
      ).toContain(limit.alert === true ? "pass" : "hold");
      // What holds nothing is told, and one fewer is not.
      const told = `VOLUME_EXCEEDED(${limit.id})`;
      if (limit.alert !== true) continue;
      expect(
        at.flatMap(({ decision }) => alertsIn(decision)),
        limit.id,
      ).toContain(told);
      expect(
        under.flatMap(({ decision }) => alertsIn(decision)),
        limit.id,
      ).not.toContain(told);
    }
  });

  it("has every approval waited for, and given", () => {
    const fields = [...clause.document.fields.values()].filter(({ approval, lifted }) => (approval ?? lifted) !== null);
    const waits = [
      ...(clause.approval === null ? [] : ["APPROVAL_REQUIRED"]),
      ...fields.map(({ name }) => `APPROVAL_REQUIRED(${name})`),
    ];
    for (const reason of waits) {
      expect(
        touched.flatMap(({ decision }) => decision.reasons.map(printReason)),
        reason,
      ).toContain(reason);
      const given = touched.filter(
        ({ vector, decision }) => vector.given.world.approved && decision.outcome === "allow",
      );
      expect(given, reason).not.toEqual([]);
    }
  });

  it("has every field released, every one that is coarsened coarsened, and every required one missing", () => {
    const verdicts = touched.flatMap(({ decision }) => decision.verdicts);
    const reasons = touched.flatMap(({ decision }) => decision.reasons.map(printReason));
    for (const { name, transform, required } of clause.document.fields.values()) {
      const own = verdicts.filter(({ field }) => field === name);
      expect(
        own.map((verdict) => verdict.transform),
        name,
      ).toContain(printTransform(transform));
      if (required) expect(reasons).toContain(`REQUIRED_FIELD_MISSING(${name})`);
    }
    for (const { name, required } of clause.question?.fields.values() ?? []) {
      if (required) expect(reasons).toContain(`REQUIRED_FIELD_MISSING(${name})`);
    }
  });

  it("has every condition on a field unmet, with the field supplied", () => {
    const verdicts = touched.flatMap(({ decision }) => decision.verdicts);
    for (const { name, when } of clause.document.fields.values()) {
      if (when === null) continue;
      const own = verdicts.filter(({ field }) => field === name);
      expect(
        own.map(({ reason }) => reason?.code),
        name,
      ).toContain("FIELD_STRIPPED");
    }
  });
});

describe("every cell of the matrix of domain.md §0.2", () => {
  const cells = Object.entries(MATRIX).flatMap(([row, columns]) =>
    Object.keys(columns).map((basis) => ({ row, basis })),
  );
  const declared = DECIDED.filter(({ vector }) => vector.row !== null);

  it.each(cells)("$row on $basis has a vector", ({ row, basis }) => {
    expect(declared.filter(({ vector }) => vector.row === row && vector.basis === basis)).not.toEqual([]);
  });

  it("is judged under a clause of that basis", () => {
    for (const { vector, decision } of declared) expect(decision.basis, vector.id).toBe(vector.basis as Basis);
  });
});

describe("every reason code", () => {
  const said = new Set(
    DECIDED.flatMap(({ decision }) => [
      ...decision.reasons,
      ...decision.verdicts.flatMap(({ reason }) => reason ?? []),
      ...decision.alerts.map(({ reason }) => reason),
    ]).map(({ code }) => code),
  );
  it.each(REASON_CODES)("%s is given by a vector", (code) => expect(said).toContain(code));
});
