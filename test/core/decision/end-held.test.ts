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

it("a hold that ended looks the same to a partner, whoever it was about", () => {
  const view = (given: ReturnType<typeof aCase>) => viewFor(endHeld(decideOn(given), "HOLD_EXPIRED"), "partner");
  const unknown = aCase({ clause, subjects: [aSubject({ found: "none" })], answer: null });
  expect(view(unknown)).toEqual(view(aCase({ clause })));
});
