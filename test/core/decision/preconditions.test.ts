import { describe, expect, it } from "vitest";

import type { FactDefinition } from "../../../src/core/catalogue/types.ts";
import type { Precondition } from "../../../src/core/covenant/types.ts";
import type { Value } from "../../../src/core/document/types.ts";
import {
  aCase,
  aLeg,
  aParty,
  aSubject,
  checkOf,
  daysAgo,
  decideOn,
  outcomeOfCheck,
  verdictOn,
  withFacts,
  type CaseChange,
} from "../../support/cases.ts";

const rule = (condition: Precondition["condition"], change: Partial<Precondition> = {}): Precondition => ({
  id: "E1",
  nl: "voorwaarde",
  condition,
  onFalse: "deny",
  onUnknown: "hold",
  ...change,
});
const catalogue = withFacts({ ours: "register", theirs: "data", earlier: "ledger", worked: "computed" });
const present = (fact: string, change: Partial<Precondition> = {}) =>
  rule({ fact, tests: [{ op: "present", value: true }] }, change);
const on = (precondition: Precondition, change: CaseChange = {}) =>
  outcomeOfCheck(
    aCase({ catalogue, ...change, clause: { preconditions: [precondition], ...change.clause } }),
    "preconditions",
  );

describe("check 7", () => {
  const cases: [string, Precondition, CaseChange, string, string[]][] = [
    ["passes what holds", present("ours"), { state: { facts: { ours: "x" } } }, "pass", []],
    ["denies what does not", present("ours"), { state: { facts: { ours: null } } }, "deny", ["PRECONDITION_FAILED"]],
    ["holds what is unknown", present("ours"), {}, "hold", ["PRECONDITION_UNKNOWN"]],
    [
      "holds what does not hold where it says so",
      present("ours", { onFalse: "hold" }),
      { state: { facts: { ours: null } } },
      "hold",
      ["PRECONDITION_FAILED"],
    ],
    [
      "denies what is unknown where it says so",
      present("ours", { onUnknown: "deny" }),
      {},
      "deny",
      ["PRECONDITION_UNKNOWN"],
    ],
    ["reads a fact of the ledger", present("earlier"), { state: { facts: { earlier: "2026-11-01" } } }, "pass", []],
    [
      "does not take the register's fact from the data",
      present("ours"),
      { data: { ours: "x" } },
      "hold",
      ["PRECONDITION_UNKNOWN"],
    ],
    ["reads a fact of the data", present("theirs"), { data: { theirs: "x" } }, "pass", []],
    [
      "takes null in the data as a known no",
      present("theirs"),
      { data: { theirs: null } },
      "deny",
      ["PRECONDITION_FAILED"],
    ],
    [
      "lets the register beat the data",
      present("theirs"),
      { data: { theirs: "x" }, state: { facts: { theirs: null } } },
      "deny",
      ["PRECONDITION_FAILED"],
    ],
    [
      "does not know a fact that no catalogue has",
      present("invented"),
      { state: { facts: { invented: "x" } } },
      "hold",
      ["PRECONDITION_UNKNOWN"],
    ],
    [
      "does not know a computed fact that nobody computes",
      present("worked"),
      { data: { worked: "x" } },
      "hold",
      ["PRECONDITION_UNKNOWN"],
    ],
    [
      "knows how many persons a document names",
      rule({ fact: "subjectCount", tests: [{ op: "max", value: 1 }] }),
      {},
      "pass",
      [],
    ],
    [
      "tells another municipality as such",
      rule({ fact: "municipalityCode", tests: [{ op: "partnersMunicipality" }] }),
      { data: { municipalityCode: "0252" }, recipient: aParty({ municipalityCodes: ["1945"] }) },
      "deny",
      ["MUNICIPALITY_MISMATCH"],
    ],
    [
      "passes the partner's own",
      rule({ fact: "municipalityCode", tests: [{ op: "partnersMunicipality" }] }),
      { data: { municipalityCode: "1945" }, recipient: aParty({ municipalityCodes: ["1945"] }) },
      "pass",
      [],
    ],
    [
      "holds an unknown municipality",
      rule({ fact: "municipalityCode", tests: [{ op: "partnersMunicipality" }] }),
      {},
      "hold",
      ["PRECONDITION_UNKNOWN"],
    ],
    [
      "judges without a person where the clause is about none",
      present("theirs"),
      { clause: { subject: "none" }, subjects: [], data: { theirs: "x" } },
      "pass",
      [],
    ],
  ];
  it.each(cases)("%s", (_name, precondition, change, result, codes) => {
    expect(on(precondition, change)).toEqual({ result, codes });
  });

  describe("about a dated fact", () => {
    const of = (value: Value, change: Partial<FactDefinition> = {}) => {
      const facts = withFacts({ told: { provider: "data", type: "date", ...change } });
      return on(present("told"), { catalogue: facts, data: { told: value } }).result;
    };

    it.each([
      ["today", "2026-11-22", "pass"],
      ["tomorrow", "2026-11-23", "hold"],
      ["an instant of today", "2026-11-22T22:59:59Z", "pass"],
      ["an instant that is tomorrow in Amsterdam", "2026-11-22T23:00:00Z", "hold"],
      ["no date", "ooit", "hold"],
    ])("takes a day that is to come for unknown: %s", (_name, value, result) => {
      expect(of(value)).toBe(result);
    });

    it("takes a list for unknown of which one day is to come", () => {
      expect(of(["2026-11-02", "2026-11-22"], { type: "dates" })).toBe("pass");
      expect(of(["2026-11-02", "2026-11-23"], { type: "dates" })).toBe("hold");
    });

    it("takes it as it is where the fact is about the future", () => {
      expect(of("2026-11-23", { mayBeFuture: true })).toBe("pass");
    });
  });

  it("records what each came to, without the values", () => {
    const preconditions = [present("ours"), present("theirs", { id: "E2" }), present("earlier", { id: "E3" })];
    const state = { facts: { ours: "secret", earlier: null } };
    const { compared, reasons } = checkOf(aCase({ catalogue, clause: { preconditions }, state }), "preconditions");
    expect(compared).toEqual({ E1: true, E2: "unknown", E3: false });
    expect(reasons).toEqual([
      { code: "PRECONDITION_FAILED", param: "E3" },
      { code: "PRECONDITION_UNKNOWN", param: "E2" },
    ]);
  });
});

describe("the facts of a pull", () => {
  const pull = (change: CaseChange = {}): CaseChange => ({
    catalogue,
    ...change,
    clause: { direction: "pull", preconditions: [present("theirs")], ...change.clause },
  });

  it.each([
    ["come from the answer", { answer: { theirs: "x", caseRef: "Z-1" } }, "pass"],
    ["do not come from the question", { data: { theirs: "x", caseRef: "Z-1" } }, "hold"],
    [
      "come from the question where the clause lists them",
      { data: { theirs: "x", caseRef: "Z-1" }, clause: { question: aLeg("caseRef!", "theirs") } },
      "pass",
    ],
    [
      "come from the answer rather than the question",
      {
        data: { theirs: "x", caseRef: "Z-1" },
        answer: { theirs: null },
        clause: { question: aLeg("caseRef!", "theirs") },
      },
      "deny",
    ],
  ] as [string, CaseChange, string][])("%s", (_name, change, result) => {
    expect(checkOf(aCase(pull(change)), "preconditions").result).toBe(result);
  });

  it.each([
    ["is not fetched", null, "NOTHING_LEFT"],
    ["has no source", "unavailable", "SOURCE_UNAVAILABLE"],
  ] as const)("wait for an answer that %s, and nothing is released meanwhile", (_name, answer, code) => {
    const decision = decideOn(aCase(pull({ answer })));
    expect(decision.checks.find(({ name }) => name === "preconditions")?.result).toBe("skipped");
    expect(decision).toMatchObject({ outcome: "deny", retryable: code === "SOURCE_UNAVAILABLE" });
    expect(decision.reasons.map((reason) => reason.code)).toContain(code);
  });

  it("that fail deny though the answer is not there", () => {
    const change = pull({
      answer: null,
      clause: { preconditions: [present("ours")] },
      state: { facts: { ours: null } },
    });
    expect(checkOf(aCase(change), "preconditions").result).toBe("deny");
  });
});

describe("a legal order (C-21)", () => {
  const order = {
    article: "Sv 126nc",
    authority: "opsporingsambtenaar",
    officer: "A. Agent",
    number: "PL-2026-1",
    date: "2026-11-20",
    subject: "Müller, 24-12-1967",
    fieldsDemanded: ["lastName", "birthDate", "arrearsAmount"],
    deadline: "2026-11-29",
    oral: false,
  };
  const clause = {
    direction: "pull",
    basis: "legal-duty",
    purpose: "legal-demand-police",
    legalOrder: { articles: ["Sv 126nc"], authorities: ["opsporingsambtenaar"], oralFollowUpDays: 3 },
    question: aLeg("legalOrder!", "@name!"),
    document: aLeg("@name", "birthDate", "phoneNumber"),
  } as const;
  const answer = { lastName: "Müller", birthDate: "1967-12-24", phoneNumber: "0612345678", arrearsAmount: 100 };
  const ask = ["lastName", "birthDate", "phoneNumber", "arrearsAmount"];
  const demand = (change: object | null, more: CaseChange = {}) =>
    aCase({
      clause,
      answer,
      header: { ask },
      ...more,
      data: { lastName: "Muller", ...(change === null ? {} : { legalOrder: { ...order, ...change } }) },
    });

  const cases: [string, object | null, string[]][] = [
    ["passes when it says everything", {}, []],
    ["is missing", null, ["LEGAL_ORDER_MISSING"]],
    ["lacks an article", { article: " " }, ["LEGAL_ORDER_INCOMPLETE(article)"]],
    [
      "lacks an officer and a term",
      { officer: null, deadline: null },
      ["LEGAL_ORDER_INCOMPLETE(officer)", "LEGAL_ORDER_INCOMPLETE(deadline)"],
    ],
    ["lacks a number", { number: null }, ["LEGAL_ORDER_INCOMPLETE(number)"]],
    ["demands nothing", { fieldsDemanded: [] }, ["LEGAL_ORDER_INCOMPLETE(fieldsDemanded)"]],
    ["demands what is no list", { fieldsDemanded: "all" }, ["LEGAL_ORDER_INCOMPLETE(fieldsDemanded)"]],
    ["bears a date of tomorrow", { date: "2026-11-23" }, ["LEGAL_ORDER_INCOMPLETE(date)"]],
    ["bears no date of the calendar", { date: "2026-11-31" }, ["LEGAL_ORDER_INCOMPLETE(date)"]],
    ["has no date at all", { date: null }, ["LEGAL_ORDER_INCOMPLETE(date)"]],
    ["has a term that ended yesterday", { deadline: "2026-11-21" }, ["LEGAL_ORDER_INCOMPLETE(deadline)"]],
    ["has a term that ends today", { deadline: "2026-11-22" }, []],
    ["has a term that is no day of the calendar", { deadline: "2026-11-31" }, ["LEGAL_ORDER_INCOMPLETE(deadline)"]],
    ["has a term in words", { deadline: "zo spoedig mogelijk" }, ["LEGAL_ORDER_INCOMPLETE(deadline)"]],
    ["is oral and has no number yet", { oral: true, number: null }, []],
    ["names an article that does not carry this", { article: "Sv 126nd" }, ["LEGAL_ORDER_OUT_OF_SCOPE"]],
    ["comes from an authority that may not", { authority: "wijkagent" }, ["LEGAL_ORDER_OUT_OF_SCOPE"]],
    [
      "demands only what the article does not reach",
      { fieldsDemanded: ["arrearsAmount"] },
      ["LEGAL_ORDER_OUT_OF_SCOPE"],
    ],
    ["is about somebody else", { subject: "Jansen" }, ["LEGAL_ORDER_OUT_OF_SCOPE"]],
  ];
  it.each(cases)("%s", (_name, change, printed) => {
    const { reasons } = checkOf(demand(change), "preconditions");
    expect(reasons.map(({ code, param }) => (param === undefined ? code : `${code}(${param})`))).toEqual(printed);
  });

  it("is no order by telephone where the law lets no paper follow", () => {
    const strict = { ...clause, legalOrder: { ...clause.legalOrder, oralFollowUpDays: null } };
    const { reasons } = checkOf(demand({ oral: true }, { clause: strict }), "preconditions");
    expect(reasons).toEqual([{ code: "LEGAL_ORDER_INCOMPLETE", param: "oral" }]);
  });

  it.each(["een vordering", ["Sv 126nc"]])("is no order when it is %j", (legalOrder) => {
    const given = demand({});
    const document = { ...given.document, data: { lastName: "Müller", legalOrder } };
    expect(checkOf({ ...given, document }, "preconditions").reasons).toEqual([{ code: "LEGAL_ORDER_MISSING" }]);
  });

  it("is answered with what it demands, what was asked and what it reaches, and no more", () => {
    const decision = decideOn(demand({}, { header: { ask: ["lastName", "phoneNumber", "arrearsAmount"] } }));
    expect(decision).toMatchObject({ outcome: "allow", excerpt: { lastName: "Müller" } });
    expect(verdictOn(decision, "birthDate")?.reason?.code).toBe("NOT_ASKED");
    expect(verdictOn(decision, "phoneNumber")?.reason?.code).toBe("LEGAL_ORDER_OUT_OF_SCOPE");
    expect(verdictOn(decision, "arrearsAmount")?.reason?.code).toBe("LEGAL_ORDER_OUT_OF_SCOPE");
  });

  it("tells its sender which of the fields that it asked the order or its article does not carry", () => {
    const decision = decideOn(demand({}, { header: { ask: ["lastName", "phoneNumber", "arrearsAmount"] } }));
    expect(decision.publicVerdicts.map(({ field, reason }) => [field, reason?.code])).toEqual([
      ["arrearsAmount", "LEGAL_ORDER_OUT_OF_SCOPE"],
      ["lastName", undefined],
      ["phoneNumber", "LEGAL_ORDER_OUT_OF_SCOPE"],
    ]);
  });

  it("is judged although nobody was found", () => {
    const given = demand(null, { subjects: [aSubject({ found: "none" })] });
    expect(outcomeOfCheck(given, "preconditions")).toEqual({ result: "deny", codes: ["LEGAL_ORDER_MISSING"] });
  });

  it("is answered about a restricted person only once the officer weighed it", () => {
    const state = { restriction: { from: daysAgo(1) } };
    expect(decideOn(demand({}, { state }))).toMatchObject({ outcome: "hold", reasons: [{ code: "RESTRICTED" }] });
  });
});
