import { describe, expect, it } from "vitest";

import { simulateOne } from "../../../src/core/covenant/simulate.ts";
import type { Recorded } from "../../../src/core/covenant/simulated.ts";
import type { Clause, ClauseField, Precondition } from "../../../src/core/covenant/types.ts";
import type { CheckResult } from "../../../src/core/decision/types.ts";
import { parseInstant } from "../../../src/core/ids.ts";
import { aClause } from "../../support/cases.ts";

const field = (name: string, change: Partial<ClauseField> = {}): ClauseField => ({
  name,
  transform: { id: "pass" },
  required: false,
  when: null,
  lifted: null,
  approval: null,
  ...change,
});
const legOf = (...fields: readonly ClauseField[]): Clause["document"] => ({
  fields: new Map(fields.map((each) => [each.name, each])),
  requiredOneOf: [],
});
const MONTHS: Precondition = {
  id: "E1",
  nl: "minstens twee maanden",
  condition: { fact: "arrearsMonths", tests: [{ op: "min", value: 2 }] },
  onFalse: "deny",
  onUnknown: "hold",
};
const months = (value: number): Precondition => ({
  ...MONTHS,
  condition: { fact: "arrearsMonths", tests: [{ op: "min", value }] },
});
const before = aClause({
  preconditions: [MONTHS],
  approval: null,
  document: legOf(field("lastName", { required: true }), field("email")),
});
const after = (change: Partial<Clause>): Clause => ({ ...before, ...change });

const check = (name: CheckResult["name"], change: Partial<CheckResult> = {}): CheckResult => ({
  number: 7,
  name,
  result: "pass",
  reasons: [],
  compared: {},
  ...change,
});
const stripped = { code: "FIELD_STRIPPED", param: "birthDate" } as const;
const recorded = (change: Partial<Recorded> = {}): Recorded => ({
  exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
  at: parseInstant(Date.parse("2026-11-22T10:00:00Z")),
  outcome: "allow",
  fields: [
    { field: "lastName", verdict: "released", reason: null },
    { field: "email", verdict: "released", reason: null },
    { field: "birthDate", verdict: "withheld", reason: stripped },
  ],
  record: { checks: [check("preconditions")], facts: { arrearsMonths: 2 } },
  municipalityCodes: [],
  ...change,
});
const refused = recorded({
  outcome: "deny",
  fields: [{ field: "lastName", verdict: "withheld", reason: { code: "PRECONDITION_FAILED", param: "E1" } }],
  record: {
    facts: { arrearsMonths: 1 },
    checks: [check("preconditions", { result: "deny", reasons: [{ code: "PRECONDITION_FAILED", param: "E1" }] })],
  },
});
const widened = legOf(field("lastName", { required: true }), field("email"), field("birthDate"));

describe("an exchange that went on under another version", () => {
  it.each<{ name: string; given?: Recorded; change: Partial<Clause>; expected: object | null }>([
    { name: "is the same under the same rules", change: {}, expected: null },
    {
      name: "is the same where only words differ",
      change: { preconditions: [{ ...MONTHS, nl: "anders" }] },
      expected: null,
    },
    {
      name: "would have released a field more",
      change: { document: widened },
      expected: {
        before: "allow",
        after: "allow",
        fields: [{ field: "birthDate", before: "withheld", after: "released" }],
      },
    },
    {
      name: "would have released a field in another form",
      change: {
        document: legOf(
          field("lastName", { required: true }),
          field("email"),
          field("birthDate", { transform: { id: "month" } as never }),
        ),
      },
      expected: { fields: [{ field: "birthDate", before: "withheld", after: "transformed" }] },
    },
    {
      name: "would have left a field out",
      change: { document: legOf(field("lastName", { required: true })) },
      expected: { after: "allow", fields: [{ field: "email", before: "released", after: "withheld" }] },
    },
    {
      name: "cannot be told of a field under a new condition",
      change: { document: legOf(field("lastName", { required: true }), field("email", { when: MONTHS.condition })) },
      expected: {
        fields: [{ field: "email", before: "released", after: "unknown" }],
        untold: [{ why: "field", name: "email" }],
      },
    },
    {
      name: "would be refused by a higher threshold, and release nothing",
      change: { preconditions: [months(3)] },
      expected: {
        after: "deny",
        because: ["E1"],
        fields: [
          { field: "lastName", before: "released", after: "withheld" },
          { field: "email", before: "released", after: "withheld" },
        ],
      },
    },
    { name: "would still pass a lower threshold", change: { preconditions: [months(1)] }, expected: null },
    {
      name: "would still pass a threshold that it meets exactly under another id",
      change: { preconditions: [{ ...MONTHS, id: "E9" }] },
      expected: null,
    },
    {
      name: "cannot be told under a fact that nobody asked for",
      change: {
        preconditions: [
          MONTHS,
          { ...MONTHS, id: "E2", condition: { fact: "rent", tests: [{ op: "max", value: 800 }] } },
        ],
      },
      expected: { after: "unknown", because: ["E2"], untold: [{ why: "fact", name: "rent" }] },
    },
    {
      name: "cannot be told once the person is erased",
      given: recorded({ record: null }),
      change: { preconditions: [months(3)] },
      expected: { after: "unknown", because: ["E1"], untold: [{ why: "record", name: null }] },
    },
    {
      name: "cannot be told from a fact of which only its presence was kept",
      given: recorded({ record: { checks: [], facts: { arrearsMonths: true } } }),
      change: { preconditions: [months(3)] },
      expected: { after: "unknown", untold: [{ why: "value", name: "arrearsMonths" }] },
    },
    {
      name: "would be held where a fact was not known",
      given: recorded({ record: { checks: [], facts: {} } }),
      change: { preconditions: [months(3)] },
      expected: { after: "hold", untold: [] },
    },
    {
      name: "would be refused without a field that is required now",
      change: {
        document: legOf(
          field("lastName", { required: true }),
          field("email"),
          field("phoneNumber", { required: true }),
        ),
      },
      expected: { after: "deny", because: ["phoneNumber"] },
    },
    {
      name: "would wait for a person",
      change: { approval: { by: ["privacy-officer"], count: 1, includes: [] } },
      expected: { before: "allow", after: "hold", because: ["approval"] },
    },
    {
      name: "cannot be told under another consent",
      change: { consent: { ...before.consent, required: "explicit" } },
      expected: { after: "unknown", because: ["consent"], untold: [{ why: "rule", name: "consent" }] },
    },
    {
      name: "that was refused passes a lower threshold",
      given: refused,
      change: { preconditions: [months(1)] },
      expected: { before: "deny", after: "allow", because: ["E1"] },
    },
    {
      name: "that was refused passes without the rule",
      given: refused,
      change: { preconditions: [] },
      expected: { before: "deny", after: "allow" },
    },
    {
      name: "that was refused stays refused by a higher one",
      given: refused,
      change: { preconditions: [months(4)] },
      expected: null,
    },
    {
      name: "that was refused stays refused by the same one",
      given: refused,
      change: { document: widened },
      expected: null,
    },
    {
      name: "that was refused for two reasons stays refused when one is gone",
      given: {
        ...refused,
        record: {
          facts: { arrearsMonths: 1 },
          checks: [
            ...refused.record!.checks,
            check("consent", { result: "deny", reasons: [{ code: "CONSENT_MISSING" }] }),
          ],
        },
      },
      change: { preconditions: [] },
      expected: null,
    },
  ])("$name", ({ given = recorded(), change, expected }) => {
    const found = simulateOne({ recorded: given, before, after: after(change) });
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject({ exchangeId: given.exchangeId, ...expected });
  });

  it("would be refused where the other version has no such clause", () => {
    expect(simulateOne({ recorded: recorded(), before, after: null })).toMatchObject({
      after: "deny",
      because: ["clause"],
    });
    expect(simulateOne({ recorded: refused, before, after: null })).toBeNull();
  });
});
