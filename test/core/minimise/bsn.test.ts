import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import type { Data } from "../../../src/core/document/types.ts";
import { containsBsn, declaredDigits, passesElevenTest, scanText } from "../../../src/core/minimise/bsn.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import { withoutProhibited } from "../../../src/core/minimise/prohibited.ts";
import type { Finding } from "../../../src/core/minimise/types.ts";
import { aPlan, catalogue, planned } from "./fixtures.ts";

interface Case {
  readonly rule: string;
  readonly name: string;
  readonly pair?: string;
}
interface Vectors {
  readonly texts: readonly (Case & {
    readonly text: string;
    readonly context?: {
      readonly declared?: readonly string[];
      readonly inContext?: boolean;
      readonly organisation?: boolean;
    };
    readonly expect: { readonly text: string; readonly bsn: number; readonly identityDocuments: number };
  })[];
  readonly documents: readonly (Case & {
    readonly data: Data;
    readonly declaredIdentifiers?: readonly string[];
    readonly excerpt: Data;
    readonly findings: readonly Finding[];
  })[];
  readonly stored: readonly (Case & {
    readonly data: Data;
    readonly left: Data;
    readonly counts: { readonly bsn: number; readonly identityDocuments: number; readonly prohibited: number };
  })[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/minimise/bsn.json", import.meta.url), "utf8"),
) as Vectors;
const all: readonly Case[] = [...vectors.texts, ...vectors.documents, ...vectors.stored];

describe("the vectors of Annex B", () => {
  it("are at least 120, cite their rule, and each pair has its near miss", () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(new Set(all.map(({ rule }) => rule))).toEqual(
      new Set(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]),
    );
    const pairs = all.flatMap(({ pair }) => (pair === undefined ? [] : [pair]));
    for (const pair of new Set(pairs)) expect(pairs.filter((one) => one === pair)).toHaveLength(2);
  });

  it.each(vectors.texts)("rule $rule, text: $name", ({ text, context = {}, expect: expected }) => {
    const { declared, ...rest } = context;
    const given = declared === undefined ? rest : { ...rest, declared: declaredDigits(declared) };
    expect(scanText(text, given)).toEqual(expected);
  });

  it.each(vectors.texts)(
    "rule $rule, text is found clean when scanned again: $name",
    ({ context = {}, expect: expected }) => {
      if (context.inContext === true) return;
      const { declared = [], ...rest } = context;
      expect(scanText(expected.text, { ...rest, declared: declaredDigits(declared) }).text).toBe(expected.text);
    },
  );

  it.each(vectors.documents)("rule $rule, document: $name", ({ data, declaredIdentifiers = [], excerpt, findings }) => {
    const fields = Object.keys(data).map((name) => planned(name));
    const minimised = minimise(data, aPlan(fields, { declaredIdentifiers }));
    expect(minimised.excerpt).toEqual(excerpt);
    expect(minimised.findings).toEqual(findings);
  });

  it.each(vectors.stored)("rule $rule, stored: $name", ({ data, left, counts }) => {
    expect(withoutProhibited(data, catalogue)).toEqual({ data: left, ...counts });
  });
});

describe("the eleven test", () => {
  it.each(["111222333", "12345672", "000000012"])("passes %s", (digits) => expect(passesElevenTest(digits)).toBe(true));
  it.each(["111222334", "000000000", "1234567820", "12345x782", ""])("refuses '%s'", (digits) =>
    expect(passesElevenTest(digits)).toBe(false),
  );
});

describe("containsBsn", () => {
  it.each([
    { text: "nr 123456782", holds: true },
    { text: "P<NLDDE<BRUIJN", holds: true },
    { text: "nr 123456781", holds: false },
    { text: "", holds: false },
  ])("says $holds of '$text'", ({ text, holds }) => expect(containsBsn(text)).toBe(holds));
});
