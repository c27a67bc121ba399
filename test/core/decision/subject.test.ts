import { describe, expect, it } from "vitest";

import type { SubjectFinding } from "../../../src/core/decision/state.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import {
  aCase,
  aLeg,
  aRelation,
  aSubject,
  at,
  checkOf,
  decideOn,
  justAfter,
  justBefore,
  NOON,
  outcomeOfCheck,
  verdictOn,
  type CaseChange,
} from "../../support/cases.ts";

const pass = { result: "pass", codes: [] };
const fails = (result: string, ...codes: string[]) => ({ result, codes });
const none: SubjectFinding = { found: "none" };
const many: SubjectFinding = { found: "many" };
const fresh: SubjectFinding = { found: "new", pseudonym: "s-9" as Pseudonym, syncedAt: NOON };

describe("check 3", () => {
  const order = { kind: "order", ref: "caseRef" } as const;
  const mandate = { kind: "mandate", ref: "caseRef" } as const;
  const held = (change = {}): CaseChange => ({
    clause: { relation: order },
    state: { relations: [aRelation(change)] },
  });
  const represented = (change = {}): CaseChange => ({
    clause: { relation: mandate },
    state: { relations: [aRelation({ kind: "mandate", ...change })] },
  });
  const monthAgo = at("2026-10-22T11:00:00Z");
  const afterwards = (change = {}): CaseChange => ({
    clause: { relation: { ...mandate, endedWithin: "P1M" } },
    state: { relations: [aRelation({ kind: "mandate", ...change })] },
  });

  const cases: [string, CaseChange, ReturnType<typeof fails>][] = [
    ["passes one known person", {}, pass],
    ["denies nobody", { subjects: [] }, fails("deny", "SUBJECT_UNKNOWN")],
    ["denies an unknown person", { subjects: [aSubject(none)] }, fails("deny", "SUBJECT_UNKNOWN")],
    ["holds several persons who fit", { subjects: [aSubject(many)] }, fails("hold", "SUBJECT_AMBIGUOUS")],
    ["denies a new person", { subjects: [aSubject(fresh)] }, fails("deny", "SUBJECT_UNKNOWN")],
    [
      "passes a new person where the clause may open one and the document comes in",
      { clause: { subject: "mayCreate", direction: "in" }, subjects: [aSubject(fresh)] },
      pass,
    ],
    [
      "denies a new person on the way out though the clause may open one",
      { clause: { subject: "mayCreate" }, subjects: [aSubject(fresh)] },
      fails("deny", "SUBJECT_UNKNOWN"),
    ],
    ["asks for no person where the clause is about a token", { clause: { subject: "token" }, subjects: [] }, pass],
    ["asks for no person where the clause is about many", { clause: { subject: "many" }, subjects: [] }, pass],
    ["asks for no person where the clause is about none", { clause: { subject: "none" }, subjects: [] }, pass],
    [
      "passes a second person with fields of its own",
      { subjects: [aSubject(), aSubject({}, { fields: ["coTenants"] })] },
      pass,
    ],
    [
      "holds a second person about whom nothing is said",
      { subjects: [aSubject(), aSubject()] },
      fails("hold", "SUBJECT_AMBIGUOUS"),
    ],

    ["passes an order given to this partner", held(), pass],
    ["denies an order under another reference", held({ ref: "Z-2" }), fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER")],
    [
      "denies an order given to another partner",
      held({ party: "partner-b" }),
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],
    ["denies a tie of another kind", held({ kind: "caseload" }), fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER")],
    [
      "denies an order that ends at this instant",
      held({ until: NOON }),
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],
    ["passes an order that ends just after", held({ until: justAfter(NOON) }), pass],
    ["passes an order that begins at this instant", held({ from: NOON }), pass],
    [
      "denies an order that begins just after",
      held({ from: justAfter(NOON) }),
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],
    [
      "denies a document without the reference",
      { ...held(), data: { lastName: "Jansen" } },
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],
    [
      "passes any order where the clause asks for no reference",
      { clause: { relation: { kind: "order", ref: null } }, state: { relations: [aRelation({ ref: "Z-7" })] } },
      pass,
    ],
    [
      "finds the standing order among ended ones",
      { clause: { relation: order }, state: { relations: [aRelation({ until: justBefore(NOON) }), aRelation()] } },
      pass,
    ],
    [
      "says nothing of ties of a person who was not found",
      { ...held(), subjects: [aSubject(none)] },
      fails("deny", "SUBJECT_UNKNOWN"),
    ],
    [
      "denies a new person a tie that cannot be",
      { clause: { subject: "mayCreate", direction: "in", relation: order }, subjects: [aSubject(fresh)] },
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],

    ["passes a mandate in force", represented(), pass],
    ["denies a mandate that nobody recorded", { clause: { relation: mandate } }, fails("deny", "MANDATE_MISSING")],
    ["denies another person's mandate", represented({ ref: "Z-2" }), fails("deny", "MANDATE_MISSING")],
    ["denies an ended mandate as such", represented({ until: NOON }), fails("deny", "MANDATE_ENDED")],
    [
      "denies a mandate that has not begun as missing",
      represented({ from: justAfter(NOON) }),
      fails("deny", "MANDATE_MISSING"),
    ],
    ["denies, for afterwards, a mandate that still runs", afterwards({}), fails("deny", "MANDATE_SCOPE")],
    ["passes, for afterwards, one that ends now", afterwards({ until: NOON }), pass],
    ["passes, for afterwards, one of just within the term", afterwards({ until: justAfter(monthAgo) }), pass],
    ["denies, for afterwards, one of the term ago", afterwards({ until: monthAgo }), fails("deny", "MANDATE_ENDED")],
    [
      "denies, for afterwards, one that ended before it began",
      afterwards({ from: justAfter(NOON), until: NOON }),
      fails("deny", "MANDATE_MISSING"),
    ],
    [
      "denies, for afterwards, an order that still runs",
      {
        clause: { relation: { kind: "order", ref: "caseRef", endedWithin: "P1M" } },
        state: { relations: [aRelation()] },
      },
      fails("deny", "SUBJECT_NOT_LINKED_TO_PARTNER"),
    ],
    [
      "denies a mandate that leaves out what the clause requires",
      {
        ...represented({ scope: ["health"] }),
        clause: { relation: mandate, document: aLeg("caseRef!", "arrearsAmount!") },
        data: { caseRef: "Z-1", arrearsAmount: 100 },
      },
      fails("deny", "MANDATE_SCOPE"),
    ],
    [
      "passes a mandate over the category of what is required",
      {
        ...represented({ scope: ["arrears"] }),
        clause: { relation: mandate, document: aLeg("caseRef!", "arrearsAmount!") },
        data: { caseRef: "Z-1", arrearsAmount: 100 },
      },
      pass,
    ],
  ];
  it.each(cases)("%s", (_name, change, expected) => {
    expect(outcomeOfCheck(aCase(change), "subject")).toEqual(expected);
  });

  it("strips what lies outside a mandate and passes the rest", () => {
    const decision = decideOn(
      aCase({
        clause: { relation: mandate, document: aLeg("caseRef!", "lastName", "arrearsAmount", "phoneNumber") },
        state: { relations: [aRelation({ kind: "mandate", scope: ["arrearsAmount"] })] },
        data: { caseRef: "Z-1", lastName: "Jansen", arrearsAmount: 100, phoneNumber: "0612345678" },
      }),
    );
    expect(decision.excerpt).toEqual({ caseRef: "Z-1", lastName: "Jansen", arrearsAmount: 100 });
    expect(verdictOn(decision, "phoneNumber")?.reason?.code).toBe("MANDATE_SCOPE");
  });

  it("keeps holding for an ambiguous person though somebody approved: no approval says who was meant", () => {
    const approvals = { approved: true, dropped: [] };
    expect(decideOn(aCase({ subjects: [aSubject(many)], approvals })).outcome).toBe("hold");
  });

  it.each([
    ["nobody", none],
    ["several", many],
  ])("skips what needs a person when %s was found", (_name, finding) => {
    const change: CaseChange = { subjects: [aSubject(finding)], clause: { basis: "consent" } };
    for (const name of ["record", "state", "consent", "preconditions", "limits", "fields"] as const) {
      expect(checkOf(aCase(change), name).result).toBe("skipped");
    }
  });
});
