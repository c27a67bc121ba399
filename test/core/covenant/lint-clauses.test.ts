import { describe, expect, it } from "vitest";

import { LIMITS, rulesIn, type Change } from "./broken-text.ts";

const require = (that: string): Change => [
  "    fields:\n",
  `    require: [{ id: E1, nl: Proef., that: ${that} }]\n    fields:\n`,
];

describe("what bounds a clause", () => {
  const E = (that: string): Change => require(`{ ${that} }`);

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

describe("what is kept", () => {
  const kept = (term: string): Change => ["settled + P99Y", `settled + ${term}`];

  it.each(["P20Y", "P240M", "P1040W", "P19Y11M"])("may be kept for %s", (term) => {
    expect(rulesIn("retention-of-a-lifetime", [kept(term)])).toEqual([]);
  });

  it.each(["P20Y1D", "P241M", "P1050W", "P9999D", "P99999999999Y"])("is kept too long by %s", (term) => {
    expect(rulesIn("retention-of-a-lifetime", [kept(term)])).toEqual(["retention-too-long"]);
  });

  it("is kept too long by the other side too", () => {
    const there: Change = ["here: settled + P99Y, there: own policy", "here: own policy, there: settled + P99Y"];
    expect(rulesIn("retention-of-a-lifetime", [there])).toEqual(["retention-too-long"]);
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
    { file: "emergency-that-nobody-reviews", id: "review", who: "here", rules: ["statement-missing"] },
    {
      file: "emergency-that-nobody-reviews",
      id: "review",
      who: "there",
      rules: ["statement-missing", "vital-without-review"],
    },
    {
      file: "emergency-that-nobody-reviews",
      id: "tell",
      who: "here",
      rules: ["statement-missing", "vital-without-review"],
    },
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
      changes: [["inform: statement", "inform: before P7D"], require("{ fact: informedOn, olderThanDays: 7 }")],
      rules: [],
    },
  ])("$name: $rules", (one) => expect(rulesIn(one.file, one.changes)).toEqual(one.rules));
});

describe("a person who is told before", () => {
  const before = (term: string): Change => ["inform: before P7D", `inform: before ${term}`];
  const rule = ["before-not-checked"];

  it.each<{ readonly name: string; readonly changes: readonly Change[]; readonly rules: readonly string[] }>([
    { name: "checked", changes: [require("{ fact: informedOn, olderThanDays: 7 }")], rules: [] },
    { name: "a day short", changes: [require("{ fact: informedOn, olderThanDays: 6 }")], rules: rule },
    { name: "at any time", changes: [require("{ fact: informedOn, present: true }")], rules: rule },
    { name: "by another fact", changes: [require("{ fact: lastSignalOn, olderThanDays: 7 }")], rules: rule },
    { name: "a month", changes: [before("P1M"), require("{ fact: informedOn, olderThanDays: 31 }")], rules: [] },
    {
      name: "a month that has 31 days",
      changes: [before("P1M"), require("{ fact: informedOn, olderThanDays: 30 }")],
      rules: rule,
    },
    {
      name: "or not, with a recorded reason",
      changes: [
        require("{ anyOf: [{ fact: informedOn, olderThanDays: 7 }, { fact: informingPostponed, present: true }] }"),
      ],
      rules: [],
    },
    {
      name: "or never, since only the reason is asked",
      changes: [require("{ anyOf: [{ fact: informingPostponed, present: true }] }")],
      rules: rule,
    },
    {
      name: "or not, where no reason is recorded",
      changes: [
        require("{ anyOf: [{ fact: informedOn, olderThanDays: 7 }, { fact: informingPostponed, present: false }] }"),
      ],
      rules: rule,
    },
    {
      name: "or where something else holds",
      changes: [require("{ anyOf: [{ fact: informedOn, olderThanDays: 7 }, { fact: claimDue, equals: true }] }")],
      rules: rule,
    },
    {
      name: "and something else",
      changes: [require("{ allOf: [{ fact: informedOn, olderThanDays: 7 }, { fact: claimDue, equals: true }] }")],
      rules: [],
    },
    { name: "or rather not", changes: [require("{ not: { fact: informedOn, olderThanDays: 7 } }")], rules: rule },
  ])("is one of whom it is checked: $name", ({ changes, rules }) => {
    expect(rulesIn("told-before-and-nobody-checks", changes)).toEqual(rules);
  });

  const relation: Change = ["    consent: none\n", "    consent: none\n    relation: signal by caseRef\n"];
  const opener = (that: string): Change => [
    "clauses:\n",
    `clauses:
  - purpose: signal-feedback
    direction: out
    message: first
    basis: legal-duty
    law: [AVG 6(1)(c)]
    statement: [S-20]
    subject: existing
    identifiedBy: [personRef]
    consent: none
    require: [{ id: E1, nl: Proef., that: { fact: informedOn, ${that} } }]
    fields: [caseRef!]
    effects: [open signal by caseRef]
    holdEscalates: true
    limits: { daily: 20 per day }
    inform: statement
    retention: { here: settled + P2Y, there: help declined + P6M }
`,
  ];

  it("is told where the tie was opened", () => {
    expect(rulesIn("told-before-and-nobody-checks", [relation, opener("olderThanDays: 7")])).toEqual([]);
    expect(rulesIn("told-before-and-nobody-checks", [relation, opener("olderThanDays: 6")])).toEqual(rule);
    expect(rulesIn("told-before-and-nobody-checks", [opener("olderThanDays: 7")])).toEqual(rule);
    expect(rulesIn("told-before-and-nobody-checks", [relation])).toEqual(rule);
  });
});
