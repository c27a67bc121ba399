import { describe, expect, it } from "vitest";

import { rulesIn, type Change } from "./broken-text.ts";

describe("what a clause rests on", () => {
  const situation = "interest-of-no-situation";
  const order = "order-without-the-privacy-officer";

  it.each<{
    readonly name: string;
    readonly file: string;
    readonly changes: readonly Change[];
    readonly rules: readonly string[];
  }>([
    {
      name: "a balancing test",
      file: situation,
      changes: [["[AVG 6(1)(f)]", "[AVG 6(1)(f), belangenafweging in DPIA-proef-2026]"]],
      rules: [],
    },
    {
      name: "a balancing test without a reference",
      file: situation,
      changes: [["[AVG 6(1)(f)]", "[AVG 6(1)(f), belangenafweging]"]],
      rules: ["interest-not-named"],
    },
    {
      name: "the situation of its own purpose",
      file: situation,
      changes: [
        ["nuisance-handling", "arrears-consultation"],
        ["[S-66]", "[S-83]"],
      ],
      rules: [],
    },
    {
      name: "the situation of another purpose beside its own promise",
      file: situation,
      changes: [
        ["nuisance-handling", "customer-survey"],
        ["[S-66]", "[S-37, S-83]"],
      ],
      rules: ["interest-not-named"],
    },
    {
      name: "a public task that its purpose has",
      file: situation,
      changes: [
        ["nuisance-handling", "housing-permit"],
        ["[S-66]", "[S-87]"],
        ["[AVG 6(1)(f)]", "[AVG 6(1)(e)]"],
      ],
      rules: [],
    },
    {
      name: "one promise of its purpose among others",
      file: "promise-of-another-purpose",
      changes: [["[S-02]", "[S-02, S-20]"]],
      rules: [],
    },
    {
      name: "the privacy officer among two",
      file: order,
      changes: [
        ["collections-lead]", "deputy, privacy-officer]"],
        ["count: 2 }", "count: 2, includes: [deputy, privacy-officer] }"],
      ],
      rules: [],
    },
    {
      name: "an approver who may stand for the privacy officer",
      file: order,
      changes: [["count: 2 }", "count: 2, includes: [approver, collections-lead] }"]],
      rules: ["order-without-four-eyes"],
    },
  ])("$name: $rules", (one) => expect(rulesIn(one.file, one.changes)).toEqual(one.rules));

  it.each([
    ["data-portability", "[S-100]"],
    ["legal-demand-police", "[S-88]"],
    ["vital-emergency", "[]"],
  ])("may be signed by our officers alone: %s", (purpose, statement) => {
    const changes: readonly Change[] = [
      ["signal-feedback", purpose],
      ["[S-20]", statement],
    ];
    expect(rulesIn("unilateral-for-what-others-sign", changes)).not.toContain("unilateral-not-allowed");
  });
});
