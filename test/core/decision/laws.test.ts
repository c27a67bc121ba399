import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Basis, Transform, TransformId } from "../../../src/core/catalogue/types.ts";
import type { Clause, Direction } from "../../../src/core/covenant/types.ts";
import { viewFor } from "../../../src/core/decision/public.ts";
import type { Consent, Objection, SubjectFinding, SubjectState } from "../../../src/core/decision/state.ts";
import type { Case, Decision } from "../../../src/core/decision/types.ts";
import type { Data } from "../../../src/core/document/types.ts";
import {
  aBook,
  aBookWith,
  aCase,
  aConsent,
  aLeg,
  anObjection,
  aRelation,
  aSubject,
  daysAgo,
  decideOn,
  justAfter,
  NOON,
  withFacts,
} from "../../support/cases.ts";

/** Fields with values of their type, of every sensitivity; the last few are evidence, prohibited or unknown. */
const VALUES: Data = {
  caseRef: "Z-1",
  lastName: "Jansen",
  birthDate: "1967-12-24",
  phoneNumber: "0612345678",
  street: "Atelierweg",
  postalCode: "6561 AB",
  householdSize: 3,
  priorityReason: "MED",
  candidateStatus: "SEL",
  arrearsAmount: 1420.5,
  nuisanceCase: "N-1",
  careNeed: "rollator",
  remark: "Graag bellen na zes uur.",
  serviceQuestion: "Mijn BSN is 123456782.",
  citizenServiceNumber: "123456782",
  addressIsSecret: true,
  favouriteColour: "blue",
};
const NAMES = Object.keys(VALUES);
const APPROVAL = { by: ["approver"], count: 1, includes: [] } as const;
const TRANSFORMS: Record<string, TransformId> = { birthDate: "year", priorityReason: "codeOnly", careNeed: "need" };

const dataOf = (names: readonly string[]): Data =>
  Object.fromEntries(names.map((name) => [name, VALUES[name] ?? null]));
const someNames = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 });
/** Mostly not: a case that fails in one place tells more than one that fails in all. */
const seldom = fc.nat(4).map((one) => one === 0);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const consents: fc.Arbitrary<Consent> = fc
  .record({
    ref: fc.constantFrom("C-1", "C-2", "C-3"),
    party: fc.constantFrom("partner-a", "partner-a", "partner-b"),
    purpose: fc.constantFrom("housing-allocation", "housing-allocation", "newsletter"),
    explicit: fc.boolean(),
    categories: fc.uniqueArray(fc.constantFrom("identification", "contact", "household", "health", "registration")),
    givenAt: fc.constantFrom(daysAgo(400), daysAgo(20), daysAgo(1)),
    withdrawnAt: fc.constantFrom(null, null, NOON, justAfter(NOON)),
    expiresAt: fc.constantFrom(null, null, NOON, justAfter(NOON)),
    givenBy: fc.constantFrom("self", "self", "representative"),
  })
  .map((change) => aConsent(change as Partial<Consent>));

const states: fc.Arbitrary<Partial<SubjectState>> = fc.record({
  life: fc.constantFrom("alive", "alive", "alive", "alive", "alive", "alive", "erased", "retention-lapsed"),
  legalClaimHold: fc.boolean(),
  restriction: fc.constantFrom(null, null, null, null, null, { from: daysAgo(10) }),
  objections: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc
          .record({
            status: fc.constantFrom("open", "rejected"),
            decisionRef: fc.constantFrom(null, "D-1"),
            purpose: fc.constantFrom("all", "newsletter"),
          })
          .map((change) => anObjection(change as Partial<Objection>)),
        { maxLength: 2 },
      ),
    },
  ),
  rectifications: fc.constantFrom([], [], [], ["phoneNumber"], ["lastName"]),
  consents: fc.array(consents, { maxLength: 4 }),
  relations: fc.constantFrom([], [aRelation()], [aRelation()], [aRelation({ until: NOON }), aRelation({ ref: "Z-2" })]),
  addressIsSecret: seldom,
  facts: fc.constantFrom({}, { ours: true }, { ours: true }, { ours: null }),
  syncedAt: fc.constantFrom(NOON, NOON, NOON, NOON, daysAgo(2)),
});

const clauses = (direction: fc.Arbitrary<Direction>): fc.Arbitrary<Partial<Clause>> =>
  fc
    .record({
      direction,
      basis: fc.constantFrom<Basis[]>(
        "consent",
        "contract",
        "legal-duty",
        "public-or-legitimate-interest",
        "legal-claims",
        "vital",
      ),
      listed: someNames,
      required: fc.subarray(["caseRef", "lastName"]),
      special: fc.boolean(),
      tied: seldom,
      approved: seldom,
      conditional: seldom,
      lifted: fc.boolean(),
    })
    .map(({ listed, required, special, tied, approved, conditional, lifted, ...clause }) => ({
      ...clause,
      article9: "AVG 9(2)(a)",
      consent: { required: "none" as const, explicitForSpecial: special, maxMonths: 12 },
      relation: tied ? { kind: "order" as const, ref: "caseRef" } : null,
      approval: approved ? APPROVAL : null,
      preconditions: conditional
        ? [
            {
              id: "E1",
              nl: "x",
              condition: { fact: "ours", tests: [{ op: "present" as const, value: true }] },
              onFalse: "deny" as const,
              onUnknown: "hold" as const,
            },
          ]
        : [],
      question: clause.direction === "pull" ? aLeg("caseRef!") : null,
      document: aLeg(
        ...listed.map((name) => {
          const transform: Transform = { id: TRANSFORMS[name] ?? "pass" };
          const lift =
            lifted && name === "priorityReason" ? { transform: { id: "pass" as const }, approval: APPROVAL } : null;
          return { name, transform, required: required.includes(name), lifted: lift };
        }),
      ),
    }));

const catalogue = withFacts({ ours: "register" });

const findings: fc.Arbitrary<Parameters<typeof aSubject>[0]> = fc.oneof(
  { weight: 6, arbitrary: states },
  { weight: 1, arbitrary: fc.constantFrom<SubjectFinding[]>({ found: "none" }, { found: "many" }) },
);

const casesIn = (direction: fc.Arbitrary<Direction>): fc.Arbitrary<Case> =>
  fc
    .record({
      clause: clauses(direction),
      supplied: someNames,
      ask: someNames,
      main: findings,
      other: maybe(fc.tuple(findings, fc.subarray(["phoneNumber", "birthDate", "lastName"], { minLength: 1 }))),
      approved: fc.boolean(),
      bare: seldom,
      dropped: fc.subarray(["phoneNumber", "remark"]),
    })
    .map(({ clause, supplied, ask, main, other, approved, bare, dropped }) => {
      const pull = clause.direction === "pull";
      const data = dataOf(bare ? supplied : [...supplied, "caseRef", "lastName"]);
      return aCase({
        catalogue,
        clause,
        data: pull ? { caseRef: "Z-1" } : data,
        answer: pull ? data : null,
        header: pull ? { ask } : {},
        subjects: [
          aSubject(main),
          ...(other === null ? [] : [aSubject(other[0], { role: "co-tenant", fields: other[1] })]),
        ],
        approvals: { approved, dropped },
      });
    });

const anyDirection = fc.constantFrom<Direction[]>("in", "out", "pull");
const cases = casesIn(anyDirection);
const RUNS = { numRuns: 300 };

const released = (decision: Decision): string[] =>
  decision.verdicts.filter(({ verdict }) => verdict !== "withheld").map(({ field }) => field);
const isWithin = (some: readonly string[], all: readonly string[]) => some.every((name) => all.includes(name));
const withApproval = (given: Case): Case => ({ ...given, approvals: { ...given.approvals, approved: true } });
const without = (data: Data, name: string): Data =>
  Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
const COARSER = { birthDate: "ageBand", householdSize: "sizeClass", remark: "drop" } as const;
type Coarsened = keyof typeof COARSER;
const bodyOf = ({ document, answer }: Case): Data =>
  document.header.direction === "pull" ? (answer as Data) : document.data;
const withBody = (given: Case, body: Data): Case =>
  given.document.header.direction === "pull"
    ? { ...given, answer: body }
    : { ...given, document: { ...given.document, data: body } };
const clauseOf = ({ covenants }: Case): Clause => covenants.byId.get("test-covenant")![0]!.covenant.clauses[0]!;
const withMain = (given: Case, change: (state: SubjectState) => Partial<SubjectState>): Case => {
  const [main, ...others] = given.subjects;
  if (main?.finding.found !== "one") return given;
  const state = { ...main.finding.state, ...change(main.finding.state) };
  return { ...given, subjects: [{ ...main, finding: { found: "one", state } }, ...others] };
};

describe("laws of the decision", () => {
  it("the cases of these laws have every outcome", () => {
    const seen = new Set(fc.sample(cases, { numRuns: 500, seed: 1 }).map((given) => decideOn(given).outcome));
    expect(seen).toEqual(new Set(["allow", "deny", "hold"]));
  });

  it("nothing is allowed under an empty book", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(decideOn(withApproval({ ...given, covenants: aBook() }))).toMatchObject({
          outcome: "deny",
          excerpt: null,
        });
      }),
      RUNS,
    );
  });

  it("what is released was agreed, asked, and not withheld", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const decision = decideOn(given);
        const { ask } = given.document.header;
        const agreed = [...clauseOf(given).document.fields.values()]
          .filter(({ name, required }) => required || (ask?.includes(name) ?? true))
          .map(({ name }) => name);
        expect(isWithin(released(decision), agreed)).toBe(true);
        expect(released(decision)).not.toContain("citizenServiceNumber");
        if (decision.outcome === "allow") {
          expect(Object.keys(decision.excerpt ?? {}).sort()).toEqual(released(decision));
        } else {
          expect(decision.excerpt).toBeNull();
        }
      }),
      RUNS,
    );
  });

  it("every field that was supplied and every required one has a verdict, and only one", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const fields = decideOn(given).verdicts.map(({ field }) => field);
        const required = [...clauseOf(given).document.fields.values()]
          .filter((field) => field.required)
          .map(({ name }) => name);
        expect(isWithin([...Object.keys(bodyOf(given)), ...required], fields)).toBe(true);
        expect(new Set(fields).size).toBe(fields.length);
      }),
      RUNS,
    );
  });

  it("adding a field that is no fact, identifier or condition changes no other verdict", () => {
    const added = fc.constantFrom<[string, string | number][]>(
      ["gender", "M"],
      ["grossRent", 600],
      ["householdComposition", "GEZ"],
      ["medicalData", "x"],
    );
    fc.assert(
      fc.property(cases, added, fc.boolean(), (given, [name, value], agreed) => {
        const clause = clauseOf(given);
        const fields = new Map([...clause.document.fields, ...aLeg(name).fields]);
        const wider = agreed
          ? { ...given, covenants: aBookWith({ ...clause, document: { ...clause.document, fields } }) }
          : given;
        const ask = given.document.header.ask;
        const asking =
          ask === null
            ? wider
            : {
                ...wider,
                document: { ...wider.document, header: { ...wider.document.header, ask: [...ask, name] } },
              };
        const others = (decision: Decision) => decision.verdicts.filter(({ field }) => field !== name);
        const before = decideOn(given);
        const after = decideOn(withBody(asking, { ...bodyOf(given), [name]: value }));
        // A first field that is left is the one thing that an addition may mend; nothing else had a verdict to change.
        if (before.reasons.some(({ code }) => code === "NOTHING_LEFT")) expect(released(before)).toEqual([]);
        else expect(others(after)).toEqual(others(before));
      }),
      RUNS,
    );
  });

  it("removing a field that no condition names never widens an excerpt", () => {
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom("birthDate", "phoneNumber", "householdSize", "favouriteColour"),
        (given, name) => {
          const [before, after] = [decideOn(given), decideOn(withBody(given, without(bodyOf(given), name)))];
          expect(isWithin(released(after), released(before))).toBe(true);
          expect(released(after)).not.toContain(name);
        },
      ),
      RUNS,
    );
  });

  it("coarsening a field that no condition names never widens an excerpt", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom<Coarsened[]>("birthDate", "householdSize", "remark"), (given, name) => {
        const clause = clauseOf(given);
        const field = clause.document.fields.get(name);
        fc.pre(field !== undefined);
        const fields = new Map([...clause.document.fields, [name, { ...field, transform: { id: COARSER[name] } }]]);
        const after = decideOn({
          ...given,
          covenants: aBookWith({ ...clause, document: { ...clause.document, fields } }),
        });
        const before = decideOn(given);
        expect(isWithin(released(after), released(before))).toBe(true);
        if (after.excerpt !== null) expect(without(after.excerpt, name)).toEqual(without(before.excerpt ?? {}, name));
      }),
      RUNS,
    );
  });

  it("losing a consent never releases more, whatever was approved", () => {
    fc.assert(
      fc.property(cases, fc.nat(3), (given, index) => {
        const [before, after] = [
          given,
          withMain(given, ({ consents: all }) => ({ consents: all.filter((_, at) => at !== index) })),
        ].map((one) => decideOn(withApproval(one)));
        expect(isWithin(released(after!), released(before!))).toBe(true);
        if (before!.outcome !== "allow") expect(after!.outcome).not.toBe("allow");
        // A special code that had been lifted is reduced again, never the other way.
        if (after!.excerpt?.["priorityReason"] === "MED") expect(before!.excerpt?.["priorityReason"]).toBe("MED");
      }),
      RUNS,
    );
  });

  it.each([
    ["an objection", { objections: [anObjection()] }],
    ["a restriction", { restriction: { from: NOON } }],
    ["an erasure", { life: "erased", legalClaimHold: false }],
    ["a rectification", { rectifications: ["caseRef", "lastName", "phoneNumber", "birthDate"] }],
    ["a secret address", { addressIsSecret: true }],
  ] as [string, Partial<SubjectState>][])("%s never releases more", (_name, change) => {
    fc.assert(
      fc.property(cases, (given) => {
        const [before, after] = [decideOn(given), decideOn(withMain(given, () => change))];
        expect(isWithin(Object.keys(after.excerpt ?? {}), Object.keys(before.excerpt ?? {}))).toBe(true);
      }),
      RUNS,
    );
  });

  it("an approval releases nothing that the hold did not show", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const held = decideOn({ ...given, approvals: { ...given.approvals, approved: false } });
        const after = decideOn(withApproval(given));
        if (held.outcome === "deny") expect(after.outcome).toBe("deny");
        else expect(isWithin(released(after), released(held))).toBe(true);
      }),
      RUNS,
    );
  });

  it("the order of fields, persons, consents and questions does not matter, nor do duplicates", () => {
    const flip = <T>(items: readonly T[]): T[] => [...items, ...items].reverse();
    fc.assert(
      fc.property(cases, (given) => {
        const [main, ...others] = given.subjects;
        const turned = withMain(
          withBody(
            { ...given, subjects: [main!, ...flip(others)] },
            Object.fromEntries(Object.entries(bodyOf(given)).reverse()),
          ),
          (state) => ({
            consents: flip(state.consents),
            objections: flip(state.objections),
            relations: flip(state.relations),
            rectifications: flip(state.rectifications),
          }),
        );
        const ask = given.document.header.ask;
        const header = { ...given.document.header, ask: ask === null ? null : flip(ask) };
        expect(decideOn({ ...turned, document: { ...turned.document, header } })).toEqual(decideOn(given));
      }),
      RUNS,
    );
  });

  it("other covenants in the book change nothing", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const strangers = ["a", "z"].map((id) => [id, given.covenants.byId.get("test-covenant")!] as const);
        const byId = new Map([strangers[0]!, ...given.covenants.byId, strangers[1]!]);
        expect(decideOn({ ...given, covenants: { byId } })).toEqual(decideOn(given));
      }),
      RUNS,
    );
  });

  it("a partner sees the same of an unknown, an erased and an unlinked person", () => {
    const fromPartner = casesIn(fc.constantFrom<Direction[]>("in", "pull"));
    fc.assert(
      fc.property(fromPartner, states, (given, state) => {
        const { other, answer } = { other: given.subjects.slice(1), answer: null };
        const view = (finding: Parameters<typeof aSubject>[0]) =>
          viewFor(decideOn({ ...given, answer, subjects: [aSubject(finding), ...other] }), "partner");
        const unknown = view({ found: "none" });
        const onClaims = clauseOf(given).basis === "legal-claims";
        expect(
          view({ ...state, life: "erased", legalClaimHold: onClaims ? false : (state.legalClaimHold ?? false) }),
        ).toEqual(unknown);
        if (clauseOf(given).relation !== null) expect(view({ ...state, relations: [] })).toEqual(unknown);
      }),
      RUNS,
    );
  });
});
