import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { readCovenant } from "../../../src/core/covenant/parse.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { CATALOGUE } from "../../support/cases.ts";
import { at } from "./builders.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/contracts-broken");
type Change = readonly [from: string, to: string];

/** The rules that a broken file breaks after these changes to its text, which must all be there to be made. */
function rulesIn(name: string, changes: readonly Change[], today: string | null = null): readonly string[] {
  let text = readFileSync(join(VECTORS, `${name}.yaml`), "utf8");
  for (const [from, to] of changes) {
    expect(text, `${name} has ${from}`).toContain(from);
    text = text.replace(from, to);
  }
  const bytes = new TextEncoder().encode(text);
  const source = parseYaml({ file: "covenants/broken/v1.yaml", bytes, code: "COVENANT_MALFORMED" });
  const { covenant, problems } = readCovenant(source, sha256Of(bytes));
  expect(problems).toEqual([]);
  return lint(covenant!, CATALOGUE, today === null ? null : at(today)).map(({ rule }) => rule);
}

const LIMITS = "    limits: { daily: 20 per day }\n";
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
    expect(rulesIn(file, [[/reviewBy: (\S+)/.exec(textOf(file))![1]!, day]], "2026-11-22")).toEqual(rules);
  });

  it("may be reviewed three years after the covenant begins, where the law was looked up before", () => {
    const begins: Change = ["valid: { from: 2026-01-01", "valid: { from: 2027-01-01"];
    const review = (day: string): Change => ["reviewBy: 2028-06-01", `reviewBy: ${day}`];
    expect(rulesIn("nothing-wrong", [begins, review("2030-01-01")])).toEqual([]);
    expect(rulesIn("nothing-wrong", [begins, review("2030-01-02")])).toEqual(["dpia-review-far"]);
  });
});

const textOf = (name: string) => readFileSync(join(VECTORS, `${name}.yaml`), "utf8");

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
    expect(rulesIn("nothing-wrong", [], today)).toEqual(rules);
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
      changes: [["early-debt-signalling\n    direction: in", "signal-feedback\n    direction: in"]],
      rules: [],
    },
    {
      name: "volunteers decide nothing",
      changes: [["gemeente-bergendal, role: authority", "schuldhulp-bergendal, role: volunteer"]],
      rules: ["party-role", "volunteer-without-consent"],
    },
  ])("$name: $rules", ({ changes, rules }) => expect(rulesIn(file, changes)).toEqual(rules));
});

describe("what bounds a clause", () => {
  const E: (that: string) => Change = (that) => [
    "    fields:\n",
    `    require: [{ id: E1, nl: Proef., that: { ${that} } }]\n    fields:\n`,
  ];

  it.each<{ readonly name: string; readonly change: Change }>([
    { name: "a limit", change: ["    inform:", `${LIMITS}    inform:`] },
    { name: "a batch", change: ["    inform:", "    batchMax: 10\n    inform:"] },
    { name: "a relation", change: ["    consent:", "    relation: signal by caseRef\n    consent:"] },
    { name: "an approval", change: ["    inform:", "    approval: privacy-officer\n    inform:"] },
    { name: "a fact that is at most so much", change: E("fact: activeCases, max: 20") },
    { name: "a fact that is so old", change: E("fact: lastSignalOn, olderThanDays: 30") },
    { name: "a list that is at most so long", change: E("fact: remindersSent, maxCount: 3") },
  ])("is $name", ({ change }) => expect(rulesIn("sent-without-any-bound", [change])).toEqual([]));

  it("is no fact that is merely there, or at least so much", () => {
    const rules = ["sent-without-bound"];
    expect(rulesIn("sent-without-any-bound", [E("fact: lastSignalOn, present: true")])).toEqual(rules);
    expect(rulesIn("sent-without-any-bound", [E("fact: activeCases, min: 1")])).toEqual(rules);
  });

  it("is not asked of what comes in", () => {
    expect(rulesIn("sent-without-any-bound", [["direction: out", "direction: in"]])).toEqual([]);
  });
});

describe("informing and duties", () => {
  const duty = (id: string, who: string): Change => [
    "    retention:",
    `    duties: [{ id: ${id}, nl: Proef., who: ${who}, within: P1M }]\n    retention:`,
  ];

  it.each(["AVG 23(1)(d)", "AVG 13(4)", "AVG 14(5)(b)", "UAVG 41(1)(d)", "Sv 126bb"])("may be put off by %s", (law) => {
    for (const inform of ["deferred", "forbidden"]) {
      const changes: readonly Change[] = [
        ["inform: deferred", `inform: ${inform}`],
        ["[AVG 6(1)(c)]", `[AVG 6(1)(c), ${law}]`],
      ];
      expect(rulesIn("silence-without-a-law", changes)).toEqual([]);
    }
  });

  it("may not be put off by any other law, and never be forbidden without one", () => {
    const rules = ["inform-without-ground"];
    expect(rulesIn("silence-without-a-law", [["inform: deferred", "inform: forbidden"]])).toEqual(rules);
    expect(rulesIn("silence-without-a-law", [["[AVG 6(1)(c)]", "[AVG 6(1)(c), AVG 13(1), AVG 25]"]])).toEqual(rules);
  });

  it.each([
    { file: "informing-is-nobodys-duty", id: "tell-the-person", who: "here", rules: [] },
    { file: "informing-is-nobodys-duty", id: "tell-the-person", who: "there", rules: ["inform-without-duty"] },
    { file: "emergency-that-nobody-reviews", id: "review", who: "here", rules: [] },
    { file: "emergency-that-nobody-reviews", id: "review", who: "there", rules: ["vital-without-review"] },
    { file: "emergency-that-nobody-reviews", id: "tell", who: "here", rules: ["vital-without-review"] },
  ])("$file with $id of $who breaks $rules", ({ file, id, who, rules }) => {
    expect(rulesIn(file, [duty(id, who)])).toEqual(rules);
  });

  it("of the other side bind where it signs", () => {
    expect(rulesIn("duty-that-binds-nobody", [["kind: unilateral", "kind: covenant"]])).toEqual([]);
    expect(rulesIn("duty-that-binds-nobody", [["who: there", "who: here"]])).toEqual([]);
  });

  // Mailchimp has an agreement and a mechanism of its own in the catalogue.
  const processor: Change = ["verwerker-proef", "mailchimp"];
  it.each([
    { file: "processor-that-nobody-reminds", change: duty("delete-data", "there"), rules: [] },
    { file: "processor-that-nobody-reminds", change: duty("remove-data", "there"), rules: [] },
    { file: "processor-that-nobody-reminds", change: duty("delete-data", "here"), rules: ["deletion-without-duty"] },
    { file: "processor-that-nobody-reminds", change: duty("report-back", "there"), rules: ["deletion-without-duty"] },
    { file: "processor-that-nobody-reminds", change: ["direction: out", "direction: in"] as Change, rules: [] },
    { file: "processor-with-a-policy-of-its-own", change: ["direction: out", "direction: in"] as Change, rules: [] },
    {
      file: "processor-with-a-policy-of-its-own",
      change: duty("delete-data", "there"),
      rules: ["processor-own-policy"],
    },
  ])("$file with $change breaks $rules", ({ file, change, rules }) => {
    expect(rulesIn(file, [processor, change])).toEqual(rules);
  });
});

describe("fields that ask for more", () => {
  const file = "nuisance-evidence-on-one-signature";
  const crime = "crime-told-without-four-eyes";
  const rules = ["evidence-without-approval"];

  it.each<{
    readonly name: string;
    readonly file: string;
    readonly changes: readonly Change[];
    readonly rules: readonly string[];
  }>([
    { name: "evidence with four eyes", file, changes: [["privacy-officer }", "four-eyes }"]], rules: [] },
    {
      name: "evidence dropped",
      file,
      changes: [["nuisanceEvidence -> docRef", "nuisanceEvidence -> drop"]],
      rules: [],
    },
    {
      name: "aggression on one signature",
      file,
      changes: [["nuisanceEvidence -> docRef", "aggressionFlag -> flag"]],
      rules,
    },
    {
      name: "an ordinary kind of nuisance",
      file,
      changes: [["nuisanceEvidence -> docRef", "nuisanceType"]],
      rules: [],
    },
    {
      name: "crime with four eyes on the whole",
      file: crime,
      changes: [["    inform:", "    approval: four-eyes\n    inform:"]],
      rules: [],
    },
    {
      name: "crime with one on the whole",
      file: crime,
      changes: [["    inform:", "    approval: privacy-officer\n    inform:"]],
      rules,
    },
    {
      name: "a secret mark that comes in",
      file: "secret-address-told",
      changes: [["direction: out", "direction: in"]],
      rules: [],
    },
    {
      name: "volunteers who tell us",
      file: "volunteers-told-without-consent",
      changes: [["direction: out", "direction: in"]],
      rules: [],
    },
    {
      name: "a pull with a limit",
      file: "pull-without-limit",
      changes: [["    inform:", `${LIMITS}    inform:`]],
      rules: [],
    },
    {
      name: "an order of which is told in time",
      file: "legal-demand-that-nobody-is-told",
      changes: [["inform: statement", "inform: before P7D"]],
      rules: [],
    },
  ])("$name: $rules", (one) => expect(rulesIn(one.file, one.changes)).toEqual(one.rules));
});
