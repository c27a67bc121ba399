import { describe, expect, it } from "vitest";

import { publishFindings, takenOver, versionBefore, type Publication } from "../../../src/core/covenant/publish.ts";
import type { Covenant } from "../../../src/core/covenant/types.ts";
import { parseInstant } from "../../../src/core/ids.ts";
import { aCovenant, CORPORATION, PARTNER } from "../../support/cases.ts";

const at = (day: string) => parseInstant(Date.parse(`${day}T00:00:00+01:00`));
const NOW = at("2026-11-22");
const version = (number: number, change: Partial<Covenant> = {}): Covenant => aCovenant({ version: number, ...change });
const next = (change: Partial<Covenant> = {}): Covenant => version(2, { from: at("2026-12-01"), ...change });

function aPublication(change: Partial<Publication> = {}): Publication {
  const covenant = change.covenant ?? next();
  return {
    file: "covenants/test-covenant/v2.yaml",
    hash: covenant.hash,
    covenant,
    isPublished: false,
    problems: [],
    signedBy: [CORPORATION.id, PARTNER.id],
    signedByOfficers: 0,
    wrong: [],
    others: [version(1)],
    notTold: [],
    ...change,
  };
}
const codesOf = (change: Partial<Publication>, { allowGap = false, takeOver = true } = {}) =>
  publishFindings({ publication: aPublication(change), allowGap, takeOver, now: NOW }).map(({ code }) => code);

const others = [{ id: CORPORATION.id, role: "controller" as const }];
const problem = { at: "covenants/test-covenant/v2.yaml:9", message: "wrong", remedy: "mend it" };
const told = { covenant: "test-covenant", version: 2, clause: "a/out/default" };

describe("a version is published", () => {
  it.each<{ name: string; change: Partial<Publication> }>([
    { name: "when it follows on the one before", change: {} },
    { name: "as the first of its covenant", change: { covenant: version(1), others: [] } },
    {
      name: "when it begins the day after the last of the one before",
      change: { covenant: next({ from: at("2028-01-01"), until: at("2029-01-01") }) },
    },
    {
      name: "with two officers, where nobody else signs",
      change: {
        covenant: next({ kind: "unilateral" }),
        signedBy: [],
        signedByOfficers: 2,
        others: [version(1, { kind: "unilateral" })],
      },
    },
    {
      name: "with the corporation alone, where the others join one by one",
      change: {
        covenant: next({ kind: "accession" }),
        signedBy: [CORPORATION.id],
        others: [version(1, { kind: "accession" })],
      },
    },
    { name: "when more must sign than before", change: { others: [version(1, { kind: "accession" })] } },
    { name: "when as many must sign", change: { covenant: next({ kind: "processing" }) } },
  ])("$name", ({ change }) => {
    expect(codesOf(change)).toEqual([]);
  });

  it("and is compared with the published version just before it", () => {
    const publication = aPublication({ covenant: version(3), others: [version(1), version(2), version(4)] });
    expect(versionBefore(publication)?.version).toBe(2);
    expect(versionBefore({ ...publication, others: [version(4)] })).toBeNull();
  });
});

describe("a version is not published", () => {
  it.each<{ name: string; change: Partial<Publication>; codes: readonly string[] }>([
    { name: "with a bad file in the folder", change: { problems: [problem] }, codes: ["COVENANT_MALFORMED"] },
    { name: "as a draft", change: { covenant: next({ status: "draft" }) }, codes: ["COVENANT_DRAFT"] },
    { name: "twice", change: { isPublished: true }, codes: ["PUBLISHED_ALREADY"] },
    { name: "without the partner", change: { signedBy: [CORPORATION.id] }, codes: ["SIGNATURE_MISSING"] },
    { name: "without the corporation", change: { signedBy: [PARTNER.id] }, codes: ["SIGNATURE_MISSING"] },
    { name: "without anybody", change: { signedBy: [] }, codes: ["SIGNATURE_MISSING", "SIGNATURE_MISSING"] },
    {
      name: "with one officer",
      change: {
        covenant: next({ kind: "unilateral" }),
        signedByOfficers: 1,
        others: [version(1, { kind: "unilateral" })],
      },
      codes: ["SIGNATURE_MISSING"],
    },
    {
      name: "by two officers where the partner signed the version before",
      change: { covenant: next({ kind: "unilateral" }), signedBy: [], signedByOfficers: 2 },
      codes: ["KIND_WEAKER"],
    },
    {
      name: "as an accession where all signed",
      change: { covenant: next({ kind: "accession" }) },
      codes: ["KIND_WEAKER"],
    },
    {
      name: "by two officers where others joined",
      change: {
        covenant: next({ kind: "unilateral" }),
        signedByOfficers: 2,
        others: [version(1, { kind: "accession" })],
      },
      codes: ["KIND_WEAKER"],
    },
    {
      name: "as an accession of partners alone",
      change: {
        covenant: next({ kind: "accession" }),
        signedBy: [PARTNER.id],
        others: [version(1, { kind: "accession" })],
      },
      codes: ["SIGNATURE_MISSING"],
    },
    { name: "with a wrong signature", change: { wrong: ["x/v2.partner.asc"] }, codes: ["SIGNATURE_WRONG"] },
    {
      name: "after its last day",
      change: { covenant: next({ from: at("2026-02-01"), until: NOW }), others: [] },
      codes: ["VALIDITY_OVER"],
    },
    {
      name: "when the older one outlasts it",
      change: { covenant: next({ until: at("2027-01-01") }) },
      codes: ["VALIDITY_OVERLAP"],
    },
    {
      name: "when a party would go on under the older one",
      change: { covenant: next({ parties: others }) },
      codes: ["VALIDITY_OVERLAP"],
    },
    {
      name: "when it begins before the older one",
      change: { covenant: next({ from: at("2025-12-31") }) },
      codes: ["VALIDITY_OVERLAP"],
    },
    {
      name: "before a newer one that it would outlast",
      change: { covenant: next(), others: [version(3, { from: at("2027-02-01"), until: at("2027-03-01") })] },
      codes: ["VALIDITY_OVERLAP"],
    },
    {
      name: "with a day between the two",
      change: { covenant: next({ from: at("2028-01-02"), until: at("2029-01-01") }) },
      codes: ["VALIDITY_GAP"],
    },
    { name: "while people are not told", change: { notTold: [told] }, codes: ["NOT_TOLD"] },
    {
      name: "with all of it at once",
      change: { covenant: next({ status: "draft" }), problems: [problem], signedBy: [PARTNER.id], notTold: [told] },
      codes: ["COVENANT_MALFORMED", "COVENANT_DRAFT", "SIGNATURE_MISSING", "NOT_TOLD"],
    },
  ])("$name", ({ change, codes }) => {
    expect(codesOf(change)).toEqual(codes);
  });

  it("with days between, unless these are meant", () => {
    const covenant = next({ from: at("2028-01-02"), until: at("2029-01-01") });
    expect(codesOf({ covenant }, { allowGap: true })).toEqual([]);
  });

  it.each<{ name: string; change: Partial<Publication>; from: readonly number[] }>([
    { name: "before the one before has ended", change: {}, from: [1] },
    {
      name: "on the last day of the one before",
      change: { covenant: next({ from: at("2027-12-31"), until: at("2029-01-01") }) },
      from: [1],
    },
    {
      name: "where only who signs it moves to it",
      change: { covenant: next({ kind: "accession" }), others: [version(1, { kind: "accession" })] },
      from: [1],
    },
    {
      name: "before two that have not ended",
      change: { covenant: version(3), others: [version(1), version(2)] },
      from: [1, 2],
    },
    {
      name: "between two, of which the newer one takes over from it",
      change: { others: [version(3, { from: at("2027-01-01") })] },
      from: [],
    },
  ])("that begins $name, unless it is said to take over", ({ change, from }) => {
    const publication = aPublication(change);
    const codes = publication.others.map(() => "VALIDITY_TAKES_OVER");
    expect(codesOf(change, { takeOver: false })).toEqual(codes);
    expect(codesOf(change)).toEqual([]);
    expect(takenOver(publication)).toEqual(from);
  });

  it("that follows on the last day of the one before, takes over from nothing", () => {
    const change = { covenant: next({ from: at("2028-01-01"), until: at("2029-01-01") }) };
    expect(codesOf(change, { takeOver: false })).toEqual([]);
    expect(takenOver(aPublication(change))).toEqual([]);
  });
});
