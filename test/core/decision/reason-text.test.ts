import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { explainReason } from "../../../src/core/decision/reason-text.ts";
import { REASON_CODES, type Reason, type ReasonCode } from "../../../src/core/decision/reasons.ts";
import type { Decision } from "../../../src/core/decision/types.ts";
import { aCase, aSubject, CATALOGUE, decideOn, NOON, type CaseChange } from "../../support/cases.ts";

/** Reasons that name a field, a precondition, a limit or a part of an order. */
const NAMING: readonly ReasonCode[] = [
  "RECTIFICATION_PENDING",
  "CONSENT_SCOPE",
  "PRECONDITION_FAILED",
  "PRECONDITION_UNKNOWN",
  "LEGAL_ORDER_INCOMPLETE",
  "LEGAL_ORDER_OUT_OF_SCOPE",
  "VOLUME_EXCEEDED",
  "TOO_SOON",
  "FIELD_STRIPPED",
  "FIELD_MALFORMED",
  "NOT_ASKED",
  "PROHIBITED_REMOVED",
  "BSN_REDACTED",
  "ID_DOCUMENT_REJECTED",
  "SPECIAL_NOT_COVERED",
  "CRIMINAL_NOT_COVERED",
  "THIRD_PERSON_REMOVED",
  "SUSPECTED_SPECIAL_TEXT",
  "EVIDENCE_ONLY",
  "REQUIRED_FIELD_MISSING",
  "DROPPED_BY_APPROVER",
];

describe.each(REASON_CODES)("the reason %s", (code) => {
  it("says what happened and what to do, as our messages do: lower-case and without a full stop", () => {
    for (const text of Object.values(explainReason({ code }))) {
      expect(text).toMatch(/^(?![A-Z][a-z]).{3,}[^.\s]$/);
      expect(text).not.toContain("{}");
      expect(text).not.toContain("undefined");
    }
  });

  it("names its parameter where it has one, and only there", () => {
    const { says, next } = explainReason({ code, param: "arrearsAmount" });
    expect(says.includes("arrearsAmount")).toBe(NAMING.includes(code));
    expect(next).not.toContain("arrearsAmount");
  });

  it("says something of its own", () => {
    const same = REASON_CODES.filter((other) => explainReason({ code: other }).says === explainReason({ code }).says);
    expect(same).toEqual([code]);
  });
});

it("repeats a parameter as it is, whatever it looks like", () => {
  const odd = fc.oneof(fc.string(), fc.constantFrom("$&", "$`", "$'", "$$", "{}", "$1"));
  fc.assert(
    fc.property(odd, (param) => {
      const [before = "", after = ""] = explainReason({ code: "NOT_ASKED", param: "\0" }).says.split("\0");
      expect(explainReason({ code: "NOT_ASKED", param }).says).toBe(before + param + after);
    }),
  );
});

describe("no reason of a decision repeats a value", () => {
  const SECRET = "Geheimvrouw";
  const everywhere = Object.fromEntries([...CATALOGUE.fields.keys()].map((name) => [name, SECRET]));
  const reasonsOf = ({ reasons, publicReasons, verdicts, questionVerdicts, checks }: Decision): readonly Reason[] => [
    ...reasons,
    ...publicReasons,
    ...[...verdicts, ...questionVerdicts].flatMap(({ reason }) => reason ?? []),
    ...checks.flatMap((check) => check.reasons),
  ];

  it.each<[string, CaseChange]>([
    ["of a text in every field", { data: everywhere }],
    [
      "of an object in every field",
      { data: Object.fromEntries(Object.keys(everywhere).map((name) => [name, { [SECRET]: SECRET }])) },
    ],
    ["of fields that nobody knows", { data: { [`mevrouw ${SECRET}`]: SECRET, x: SECRET } }],
    ["of a person unknown", { data: everywhere, subjects: [aSubject({ found: "none" })] }],
    ["of a question", { data: everywhere, clause: { direction: "pull" }, answer: everywhere }],
    [
      "of a person who is being rectified",
      { data: everywhere, state: { rectifications: ["lastName"], restriction: { from: NOON } } },
    ],
  ])("%s", (_name, change) => {
    const reasons = reasonsOf(decideOn(aCase(change)));
    expect(reasons.length).toBeGreaterThan(0);
    expect(JSON.stringify(reasons.map((reason) => [reason, explainReason(reason)]))).not.toContain(SECRET);
  });
});
