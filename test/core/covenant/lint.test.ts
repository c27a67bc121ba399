import { describe, expect, it } from "vitest";

import { rulesIn, textOf, type Change } from "./broken-text.ts";

const DPIA = "dpia: { ref: DPIA-proef-2026, reviewBy: 2028-06-01 }\n";
const CASE: Change = ["      - caseRef!\n", "      - caseRef!\n      - FIELD\n"];
const withField = (field: string): readonly Change[] => [CASE, ["FIELD", field]];

describe("the impact assessment", () => {
  it.each(["arrearsAmount", "nuisanceType", "housingFraud", "housingNeed", "fraudFindings -> docRef"])(
    "is asked for %s",
    (field) => expect(rulesIn("nothing-wrong", [[DPIA, ""], ...withField(field)])).toEqual(["dpia-missing"]),
  );

  it.each(["policeReport -> docRef", "medicalData -> need", "guardianship"])(
    "is asked for %s, as its ground is",
    (field) => {
      expect(rulesIn("nothing-wrong", [[DPIA, ""], ...withField(field)])).toContain("dpia-missing");
    },
  );

  it.each(["tenancyNumber", "grossRent", "arrearsAmount -> drop", "nuisanceType -> drop"])(
    "is not asked for %s",
    (field) => expect(rulesIn("nothing-wrong", [[DPIA, ""], ...withField(field)])).toEqual([]),
  );

  it.each([
    { file: "dpia-not-reviewed-for-four-years", day: "2029-06-02", rules: ["dpia-review-far"] },
    { file: "dpia-not-reviewed-for-four-years", day: "2029-06-01", rules: [] },
    { file: "dpia-to-be-reviewed-before-it-begins", day: "2025-12-31", rules: ["dpia-review-past"] },
    { file: "dpia-to-be-reviewed-before-it-begins", day: "2026-01-01", rules: ["dpia-review-due"] },
    { file: "dpia-review-forgotten", day: "2026-11-21", rules: ["dpia-review-due"] },
    { file: "dpia-review-forgotten", day: "2026-11-22", rules: [] },
  ])("reviewed by $day breaks $rules", ({ file, day, rules }) => {
    expect(rulesIn(file, [[/reviewBy: (\S+)/.exec(textOf(file))![1]!, day]], { today: "2026-11-22" })).toEqual(rules);
  });

  it("may be reviewed three years after the covenant begins, where the law was looked up before", () => {
    const begins: Change = ["valid: { from: 2026-01-01", "valid: { from: 2027-01-01"];
    const review = (day: string): Change => ["reviewBy: 2028-06-01", `reviewBy: ${day}`];
    expect(rulesIn("nothing-wrong", [begins, review("2030-01-01")])).toEqual([]);
    expect(rulesIn("nothing-wrong", [begins, review("2030-01-02")])).toEqual(["dpia-review-far"]);
  });
});

describe("days", () => {
  it.each([
    { until: "2030-12-31", rules: [] },
    { until: "2031-01-01", rules: ["validity-long"] },
  ])("valid until $until breaks $rules", ({ until, rules }) => {
    expect(rulesIn("valid-for-six-years", [["2031-12-31", until]])).toEqual(rules);
  });

  it.each([
    { today: "2028-06-01", rules: [] },
    { today: "2028-06-02", rules: ["dpia-review-due", "law-checked-long-ago"] },
  ])("on $today the law and the assessment of June are as old as $rules", ({ today, rules }) => {
    expect(rulesIn("nothing-wrong", [], { today })).toEqual(rules);
  });
});

describe("joint controllers", () => {
  const file = "joint-controllers-without-arrangement";
  const joint = ["joint-without-arrangement"];

  it.each<{ readonly name: string; readonly changes: readonly Change[]; readonly rules: readonly string[] }>([
    { name: "as they are", changes: [], rules: joint },
    {
      name: "as co-controllers",
      changes: [["gemeente-bergendal, role: authority", "entree, role: co-controller"]],
      rules: joint,
    },
    { name: "with an arrangement", changes: [["lawChecked", "jointArrangement: AVG-26-proef\nlawChecked"]], rules: [] },
    {
      name: "the partner keeps by its own policy",
      changes: [["there: settled + P2Y", "there: own policy"]],
      rules: [],
    },
    {
      name: "each keeps by its own policy",
      changes: [["{ here: settled + P2Y, there: settled + P2Y }", "{ here: own policy, there: own policy }"]],
      rules: [],
    },
    { name: "the partner keeps for less", changes: [["there: settled + P2Y", "there: settled + P1Y"]], rules: [] },
    {
      name: "the partner keeps from another event",
      changes: [["there: settled + P2Y", "there: closed + P2Y"]],
      rules: [],
    },
    {
      name: "nothing comes in",
      changes: [["    direction: in\n", "    direction: out\n    message: more\n    batchMax: 3\n"]],
      rules: [],
    },
    {
      name: "nothing goes out",
      changes: [["    direction: out\n", "    direction: in\n    message: more\n"]],
      rules: [],
    },
    {
      name: "what comes in is for another purpose",
      changes: [["signal-feedback\n    direction: in", "early-debt-signalling\n    direction: in"]],
      rules: [],
    },
    {
      name: "volunteers decide nothing",
      changes: [["gemeente-bergendal, role: authority", "schuldhulp-bergendal, role: volunteer"]],
      rules: ["party-role", "volunteer-without-consent"],
    },
  ])("$name: $rules", ({ changes, rules }) => expect(rulesIn(file, changes)).toEqual(rules));
});
