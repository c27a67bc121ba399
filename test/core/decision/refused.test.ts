import { describe, expect, it } from "vitest";

import { refusalOf } from "../../../src/core/catalogue/refusal-of.ts";
import type { Refusal } from "../../../src/core/catalogue/types.ts";
import { explainReason, explainRefusal } from "../../../src/core/decision/reason-text.ts";
import { aParty, CATALOGUE } from "../../support/cases.ts";
import { decideVector, readCovenants, readVectors, toCase } from "../../support/vectors.ts";

const refusals = [...CATALOGUE.refusals.values()];
const COVENANTS = readCovenants();
const vectors = readVectors();

describe("what is refused by design", () => {
  it("has every purpose that stays inside, and the parties without contract of domain.md C-30", () => {
    expect(refusals.map(({ id }) => id)).toEqual([
      "rent-collection",
      "payments",
      "income-test",
      "urgency-assessment",
      "customer-service",
      "complaints-disputes",
      "internal-management",
      "purchase-execution",
      "job-applicants",
      "banks",
      "insurers",
      "press",
      "employers",
      "blacklist-services",
      "neighbours",
      "politicians",
      "schools",
      "notaries",
      "heumen-debt-assistance",
    ]);
  });

  it.each(refusals)("is refused by its own name in a vector: $id", ({ id }) => {
    const own = vectors.filter(({ expected }) => expected.reasons.includes(`NO_CONTRACT(${id})`));
    const outcomes = own.map((vector) => decideVector(vector, toCase(vector, COVENANTS)).outcome);
    expect(outcomes.length).toBeGreaterThan(0);
    expect(new Set(outcomes)).toEqual(new Set(["deny"]));
  });

  it.each(refusals)("tells the one who is refused why: $id", ({ id, why }) => {
    const { says, next } = explainRefusal({ code: "NO_CONTRACT", param: id }, CATALOGUE.refusals);
    expect(says).toContain(id);
    expect(next).toBe(why);
  });

  it("has a reason of its own for each", () => {
    expect(new Set(refusals.map(({ why }) => why)).size).toBe(refusals.length);
  });

  it.each([
    { name: "an entry that is gone", reason: { code: "NO_CONTRACT", param: "gone" } as const },
    { name: "no entry", reason: { code: "NO_CONTRACT" } as const },
    { name: "a field of an entry's name", reason: { code: "FIELD_STRIPPED", param: "banks" } as const },
  ])("is told in the reason's own words for $name", ({ reason }) => {
    expect(explainRefusal(reason, CATALOGUE.refusals)).toEqual(explainReason(reason));
  });
});

describe("a refusal fits", () => {
  const all: Refusal = {
    id: "all",
    nl: "alles",
    why: "Proef.",
    statement: ["S-84"],
    for: { purposes: ["audit", "payments"], sectors: ["bank", "press"], municipalities: ["0252"] },
    untilSigned: false,
  };
  const fits = (change: Partial<Refusal["for"]>, purpose: string, party: Parameters<typeof aParty>[0] | null) => {
    const refusals = new Map([["all", { ...all, for: { ...all.for, ...change } }]]);
    return refusalOf({ refusals }, { purpose, party: party === null ? null : aParty(party) })?.id ?? null;
  };
  const bank = { sector: "bank", municipalityCodes: ["1945", "0252"] };

  it.each([
    { name: "when every part does", change: {}, purpose: "audit", party: bank, found: "all" },
    {
      name: "by another of its values",
      change: {},
      purpose: "payments",
      party: { ...bank, sector: "press" },
      found: "all",
    },
    { name: "not for another purpose", change: {}, purpose: "newsletter", party: bank, found: null },
    { name: "not for another sector", change: {}, purpose: "audit", party: { ...bank, sector: "school" }, found: null },
    {
      name: "not for a party of no sector",
      change: {},
      purpose: "audit",
      party: { ...bank, sector: null },
      found: null,
    },
    {
      name: "not for another municipality",
      change: {},
      purpose: "audit",
      party: { ...bank, municipalityCodes: ["1945"] },
      found: null,
    },
    { name: "not for a party without a file", change: {}, purpose: "audit", party: null, found: null },
    {
      name: "whoever asks, where it names a purpose alone",
      change: { sectors: null, municipalities: null },
      purpose: "audit",
      party: null,
      found: "all",
    },
    {
      name: "whatever for, where it names a sector alone",
      change: { purposes: null, municipalities: null },
      purpose: "newsletter",
      party: bank,
      found: "all",
    },
  ])("$name", ({ change, purpose, party, found }) => {
    expect(fits(change, purpose, party)).toBe(found);
  });
});
