import { describe, expect, it } from "vitest";
import {
  ANSWER_TERM_MS,
  approvalsOf,
  isLateAnswer,
  noQuestion,
  whyUnanswerable,
  type AskedQuestion,
} from "../../../src/core/decision/late-answer.ts";
import type { ReasonCode } from "../../../src/core/decision/reasons.ts";
import type { Case, LateAnswer } from "../../../src/core/decision/types.ts";
import type { Header } from "../../../src/core/document/types.ts";
import type { Instant } from "../../../src/core/ids.ts";
import {
  aCase,
  aHeader,
  CORPORATION,
  decideOn,
  NOON,
  outcomeOfCheck,
  PARTNER,
  verdictOn,
  type CaseChange,
} from "../../support/cases.ts";

const QUESTION = aHeader({ direction: "pull" });
const ANSWER: Header = { ...QUESTION, from: QUESTION.to, to: QUESTION.from, ask: null, replyTo: QUESTION.messageId };
const OFFICER = { by: ["privacy-officer"], count: 1, includes: [] } as const;

function asked(change: Partial<AskedQuestion> = {}): AskedQuestion {
  const document = { header: QUESTION, subjects: [], data: { caseRef: "Z-1" }, attachments: [] };
  return { document, askedAt: NOON, outcome: "allow", reasons: [], checks: [], dropped: null, ...change };
}

function aLateCase(late: Partial<LateAnswer> = {}, { clause, ...change }: CaseChange = {}): Case {
  const whole = { header: ANSWER, sender: CORPORATION, refused: null, counted: true, ...late };
  return aCase({ clause: { direction: "pull", ...clause }, late: whole, ...change });
}

describe("a late answer", () => {
  it.each<[string, Partial<Header>, boolean]>([
    ["a pull that asks nothing and names a question is one", {}, true],
    ["a question is none", { ask: [] }, false],
    ["a question that names another message is none", { ask: ["lastName"] }, false],
    ["what names no question is none", { replyTo: null }, false],
    ["a reply another way is none", { direction: "out" }, false],
  ])("by its form: %s", (_name, change, is) => expect(isLateAnswer({ ...ANSWER, ...change })).toBe(is));

  const at = (ms: number): Instant => (NOON + ms) as Instant;
  const why = (question: AskedQuestion | null, { answer = ANSWER, now = NOON } = {}) =>
    whyUnanswerable(question, { answer, now });

  it("may be given to what was released, and to what was refused for want of an answer", () => {
    expect(why(asked())).toBeNull();
    expect(why(asked({ outcome: "deny", reasons: [{ code: "SOURCE_UNAVAILABLE" }] }))).toBeNull();
  });

  it.each<[string, Partial<Header>]>([
    ["another asker", { to: "politie" }],
    ["another corporation", { from: "entree" }],
    ["another covenant", { covenant: "other-covenant" }],
    ["another purpose", { purpose: "debt-assistance" }],
    ["another message", { message: "other" }],
    ["another direction", { direction: "out" }],
    ["another environment", { environment: "production" }],
  ])("is of no question for %s", (_name, change) => {
    expect(why(asked(), { answer: { ...ANSWER, ...change } })).toBe("QUESTION_UNKNOWN");
    expect(why(asked({ outcome: "hold" }), { answer: { ...ANSWER, ...change } })).toBe("QUESTION_UNKNOWN");
  });

  it("is of no question where there is none, or where what it names is an answer itself", () => {
    expect(why(null)).toBe("QUESTION_UNKNOWN");
    const header = { ...QUESTION, ask: null };
    expect(why(asked({ document: { ...asked().document, header } }))).toBe("QUESTION_UNKNOWN");
  });

  it("waits for a question that waits", () => expect(why(asked({ outcome: "hold" }))).toBe("QUESTION_WAITS"));

  it.each<ReasonCode>(["REJECTED_BY_APPROVER", "HOLD_EXPIRED"])("comes too late after %s", (code) => {
    expect(why(asked({ outcome: "deny", reasons: [{ code }, { code: "APPROVAL_REQUIRED" }] }))).toBe("QUESTION_CLOSED");
  });

  it("comes within its term, to the millisecond", () => {
    expect(why(asked(), { now: at(ANSWER_TERM_MS) })).toBeNull();
    expect(why(asked(), { now: at(ANSWER_TERM_MS + 1) })).toBe("QUESTION_CLOSED");
    expect(ANSWER_TERM_MS).toBe(30 * 24 * 3_600_000);
  });

  it("rests on what was seen and passed at the question's hold, and not on words that were read", () => {
    const checks = [
      { reasons: [{ code: "TOO_SOON", param: "yearly" }], compared: { approved: true } },
      { reasons: [{ code: "SUSPECTED_SPECIAL_TEXT", param: "remark" }], compared: { approved: true } },
      { reasons: [{ code: "APPROVAL_REQUIRED" }], compared: { approved: true } },
      { reasons: [{ code: "RESTRICTED" }], compared: {} },
    ] as const;
    expect(approvalsOf(asked({ checks, dropped: ["city"] }))).toEqual({
      approved: true,
      dropped: ["city"],
      only: new Set(["TOO_SOON(yearly)", "APPROVAL_REQUIRED"]),
    });
    expect(approvalsOf(asked({ checks }))).toEqual({ approved: false, dropped: [] });
  });

  it("to nothing asks nothing, about nobody", () => {
    const document = { ...asked().document, header: ANSWER, subjects: aCase().document.subjects };
    expect(noQuestion(document)).toMatchObject({
      header: { from: PARTNER.id, to: CORPORATION.id, ask: [], replyTo: null },
      subjects: [],
      data: {},
    });
  });
});

describe("the decision on a late answer", () => {
  it("releases what was asked and agreed to who asked, without verdicts on the question", () => {
    const decision = decideOn(
      aLateCase({}, { answer: { caseRef: "Z-1", lastName: "J", phoneNumber: "0612345678", iban: "x" } }),
    );
    expect(decision).toMatchObject({
      outcome: "allow",
      recipient: PARTNER.id,
      partner: PARTNER.id,
      questionVerdicts: [],
    });
    expect(Object.keys(decision.excerpt ?? {}).sort()).toEqual(["caseRef", "lastName", "phoneNumber"]);
    const less = decideOn(aLateCase({}, { header: { ask: ["caseRef"] } }));
    expect(verdictOn(less, "phoneNumber")).toMatchObject({ verdict: "withheld", reason: { code: "NOT_ASKED" } });
  });

  it.each<[string, Partial<LateAnswer>]>([
    ["of a partner", { sender: PARTNER, header: { ...ANSWER, from: PARTNER.id } }],
    ["in another's name", { header: { ...ANSWER, from: "entree" } }],
    ["to another than asked", { header: { ...ANSWER, to: "entree" } }],
    ["of another environment", { header: { ...ANSWER, environment: "production" } }],
  ])("refuses one %s", (_name, late) => {
    expect(outcomeOfCheck(aLateCase(late), "partner")).toEqual({ result: "deny", codes: ["HEADER_MISMATCH"] });
  });

  it("refuses a pull that asks nothing and answers nothing of ours", () => {
    const forged = aCase({ clause: { direction: "pull" }, header: { ask: null, replyTo: QUESTION.messageId } });
    expect(outcomeOfCheck(forged, "partner")).toEqual({ result: "deny", codes: ["HEADER_MISMATCH"] });
    expect(verdictOn(decideOn(forged), "phoneNumber")).toMatchObject({ reason: { code: "NOT_ASKED" } });
  });

  it.each(["QUESTION_UNKNOWN", "QUESTION_WAITS", "QUESTION_CLOSED"] as const)(
    "gives %s and nothing besides",
    (refused) => {
      const decision = decideOn(aLateCase({ refused }, { subjects: [] }));
      expect(decision).toMatchObject({ outcome: "deny", excerpt: null, clause: null, counters: [] });
      expect(decision.reasons).toEqual([{ code: refused }]);
      expect(decision.publicReasons).toEqual([{ code: refused }]);
      expect(decision.verdicts.map(({ reason }) => reason?.code)).toEqual(decision.verdicts.map(() => refused));
    },
  );

  const LIMIT = { id: "daily", max: 1, per: "day", scope: "clause" } as const;
  const limited = (counted: boolean): Case =>
    aLateCase(
      { counted },
      { clause: { limits: [LIMIT], effects: [{ do: "open", relation: "case", ref: "caseRef" }] } },
    );

  it("counts where the question was not counted, and there only", () => {
    expect(decideOn(limited(true))).toMatchObject({ outcome: "allow", counters: [], effects: [] });
    const first = decideOn(limited(false));
    expect(first.effects).toHaveLength(1);
    expect(first.counters).toMatchObject([{ max: 1 }]);
    const full = { ...limited(false), counters: { [first.counters[0]?.key ?? ""]: 1 } };
    expect(decideOn(full)).toMatchObject({ outcome: "hold", reasons: [{ code: "VOLUME_EXCEEDED" }] });
    expect(decideOn({ ...full, late: limited(true).late })).toMatchObject({ outcome: "allow" });
  });

  it("passes a hold of the question for what was seen, and for nothing else", () => {
    const only = (...codes: ReasonCode[]) => ({ approved: true, dropped: [], only: new Set<string>(codes) });
    const clause = { approval: OFFICER };
    expect(decideOn(aLateCase({}, { clause, approvals: only("APPROVAL_REQUIRED") })).outcome).toBe("allow");
    const unseen = decideOn(aLateCase({}, { clause, approvals: only("TOO_SOON") }));
    expect(unseen).toMatchObject({ outcome: "hold", reasons: [{ code: "APPROVAL_REQUIRED" }] });
  });

  it("is not kept from who sends it behind a hold, as a question would be", () => {
    const clause = { approval: OFFICER };
    const subjects = [{ role: "tenant", fields: [], finding: { found: "none" } }] as const;
    expect(decideOn(aLateCase({}, { clause, subjects }))).toMatchObject({ outcome: "deny" });
    expect(decideOn(aCase({ clause: { ...clause, direction: "pull" }, subjects }))).toMatchObject({ outcome: "hold" });
  });
});
