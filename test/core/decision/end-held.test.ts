import { expect, it } from "vitest";

import { endHeld } from "../../../src/core/decision/end-held.ts";
import { viewFor } from "../../../src/core/decision/public.ts";
import { aCase, aSubject, decideOn } from "../../support/cases.ts";

const clause = { direction: "pull", approval: { by: ["approver"], count: 1, includes: [] } } as const;

it.each(["REJECTED_BY_APPROVER", "HOLD_EXPIRED"] as const)("a hold that ended as %s releases nothing", (code) => {
  const ended = endHeld(decideOn(aCase({ clause })), code);
  expect(ended).toMatchObject({ outcome: "deny", excerpt: null, approval: null, counters: [], retryable: false });
  expect(ended.reasons.map((reason) => reason.code)).toEqual([code, "APPROVAL_REQUIRED"]);
  expect(new Set([...ended.verdicts, ...ended.questionVerdicts].map(({ verdict }) => verdict))).toEqual(
    new Set(["withheld"]),
  );
});

it("a hold that ended binds nobody: no effect, no duty, nothing counted, and one reason told", () => {
  const effects = [{ do: "open", relation: "order", ref: "caseRef" }] as const;
  const duties = [{ id: "copy", nl: "afschrift", who: "here", within: "P7D" }] as const;
  const limits = [{ id: "L1", max: 5, per: "month", scope: "clause" }] as const;
  const held = decideOn(aCase({ clause: { approval: clause.approval, effects, duties, limits } }));
  expect(held.outcome).toBe("hold");
  const ended = endHeld(held, "REJECTED_BY_APPROVER");
  expect(ended).toMatchObject({ effects: [], duties: [], counters: [], publicVerdicts: [] });
  expect(ended.publicReasons).toEqual([{ code: "REJECTED_BY_APPROVER" }]);
});

it("a hold that ended still shows what it was decided on", () => {
  const held = decideOn(aCase({ clause }));
  const { checks, covenant, clause: of, basis } = held;
  expect(endHeld(held, "HOLD_EXPIRED")).toMatchObject({ checks, covenant, clause: of, basis });
});

it("what a field was withheld for stays its reason after the hold ended", () => {
  const data = { caseRef: "Z-1", lastName: "Jansen", unheardOf: 1 };
  const ended = endHeld(decideOn(aCase({ data, clause: { approval: clause.approval } })), "HOLD_EXPIRED");
  const reasons = Object.fromEntries(ended.verdicts.map(({ field, reason }) => [field, reason?.code]));
  expect(reasons).toMatchObject({ unheardOf: "FIELD_STRIPPED", lastName: "HOLD_EXPIRED", caseRef: "HOLD_EXPIRED" });
});

it("a hold that ended looks the same to a partner, whoever it was about", () => {
  const view = (given: ReturnType<typeof aCase>) => viewFor(endHeld(decideOn(given), "HOLD_EXPIRED"), "partner");
  const unknown = aCase({ clause, subjects: [aSubject({ found: "none" })], answer: null });
  expect(view(unknown)).toEqual(view(aCase({ clause })));
});
