import { describe, expect, it } from "vitest";

import type { Simulated, SimulatedField } from "../../../src/core/covenant/simulated.ts";
import { changeOf, createTally, EXAMPLES_MAX } from "../../../src/core/covenant/simulation.ts";

const one = (change: Partial<Simulated> = {}): Simulated => ({
  exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
  before: "allow",
  after: "allow",
  fields: [],
  because: [],
  untold: [],
  ...change,
});
const field = (before: SimulatedField["before"], after: SimulatedField["after"]): SimulatedField => ({
  field: "birthDate",
  before,
  after,
});

describe("what a version would change", () => {
  it.each<{ given: Partial<Simulated>; expected: string }>([
    { given: { fields: [field("withheld", "released")] }, expected: "widened" },
    { given: { fields: [field("withheld", "transformed")] }, expected: "widened" },
    { given: { fields: [field("transformed", "released")] }, expected: "widened" },
    { given: { fields: [field("released", "withheld"), field("withheld", "released")] }, expected: "widened" },
    { given: { fields: [field("withheld", "unknown"), field("withheld", "released")] }, expected: "widened" },
    { given: { before: "deny" }, expected: "widened" },
    { given: { before: "hold" }, expected: "widened" },
    { given: { fields: [field("released", "transformed")] }, expected: "limited" },
    { given: { fields: [field("transformed", "withheld")] }, expected: "limited" },
    { given: { fields: [field("released", "withheld"), field("released", "unknown")] }, expected: "unknown" },
    { given: { after: "unknown", fields: [field("withheld", "released")] }, expected: "unknown" },
    { given: { after: "hold" }, expected: "held" },
    { given: { before: "deny", after: "hold" }, expected: "held" },
    { given: { after: "deny", fields: [field("released", "withheld")] }, expected: "refused" },
  ])("$given is $expected", ({ given, expected }) => {
    expect(changeOf(one(given))).toBe(expected);
  });

  it("is counted by kind and by field; what nobody can tell is no change", () => {
    const tally = createTally();
    const fields = [field("withheld", "released")];
    for (const each of [
      null,
      one({ after: "deny" }),
      one({ after: "unknown" }),
      one({ fields }),
      one({ fields }),
      null,
    ])
      tally.add(each);
    expect(tally.counts()).toMatchObject({
      judged: 6,
      changed: 3,
      changes: { widened: 2, refused: 1, held: 0, limited: 0, unknown: 1 },
      fields: [{ ...field("withheld", "released"), count: 2 }],
    });
    expect(tally.counts().examples.map(({ change }) => change)).toEqual(["widened", "widened", "refused", "unknown"]);
  });

  it("tells why nobody can tell, once an exchange, and what stands in the way most first", () => {
    const tally = createTally();
    const rent = { why: "fact", name: "rent" } as const;
    const erased = { why: "record", name: null } as const;
    for (const untold of [[erased], [rent, rent], [rent, erased], [rent]]) tally.add(one({ after: "unknown", untold }));
    expect(tally.counts().untold).toEqual([
      { ...rent, count: 3 },
      { ...erased, count: 2 },
    ]);
  });

  it("names at most so many exchanges, those that give more away first", () => {
    const tally = createTally();
    for (let at = 0; at < EXAMPLES_MAX + 5; at += 1) tally.add(one({ after: "deny" }));
    tally.add(one({ before: "deny" }));
    const { examples, changes } = tally.counts();
    expect(examples).toHaveLength(EXAMPLES_MAX);
    expect(examples[0]?.change).toBe("widened");
    expect(changes.refused).toBe(EXAMPLES_MAX + 5);
  });
});
