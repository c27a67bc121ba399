import { describe, expect, it, vi } from "vitest";

import type { Basis, TransformId } from "../../src/core/catalogue/types.ts";
import { resultOf } from "../../src/core/decision/check-result.ts";
import { MATRIX, type Cell, type Row } from "../../src/core/decision/matrix.ts";
import { bodyRules, questionRules, type Rule } from "../../src/core/decision/plan-rules.ts";
import type { CheckName } from "../../src/core/decision/types.ts";
import { TRANSFORMS } from "../../src/core/minimise/transforms.ts";
import type { Transformation } from "../../src/core/minimise/transforms/context.ts";
import type { Engine } from "../support/vectors.ts";
import { covenantMutants } from "./covenant-mutants.ts";
import { COVENANTS, killerOf, killerOfCovenant, survivorsOf, type Fate } from "./run.ts";

const SIGNAL = "bergendal-early-signal@1 early-debt-signalling/out/default";
const HEUMEN_SIGNAL = "heumen-early-signal@1 early-debt-signalling/out/default";
const REPAIR = "contractor-repairs@1 maintenance-repair/out/default";
const SOFTWARE = "software-supplier@1 it-processing/out";
const CARE = "care-support@1 support-coordination/out/default";

const NUISANCE = "nuisance-covenant@1";
const JUSTICE = "justice-demand@1 legal-demand-justice/pull/default";
const EMERGENCY = "vital-emergency@1 vital-emergency";

/**
 * Mutants that no decision can show, each with the reason. Everything else that survives is a rule without a vector.
 */
const EQUIVALENT: ReadonlyMap<string, string> = new Map([
  ["transform drop → identity", "the plan withholds a dropped field before it is minimised"],
  [`${SIGNAL}: precondition E2 without part 1`, "a date that lies after another is at least one date"],
  [`${SIGNAL}: precondition E3 without part 1`, "a date that lies after another is at least one date"],
  [`${SIGNAL}: precondition E12 unknown the other way`, "the role of a person who was found is known"],
  [`${HEUMEN_SIGNAL}: precondition E2 without part 1`, "a date that lies after another is at least one date"],
  [`${HEUMEN_SIGNAL}: precondition E3 without part 1`, "a date that lies after another is at least one date"],
  [`${HEUMEN_SIGNAL}: precondition E12 unknown the other way`, "the role of a person who was found is known"],
  [`${REPAIR}: precondition R3 unknown the other way`, "how many persons a document names is known"],
  [`${SOFTWARE}/backup: precondition K1 unknown the other way`, "where a party that was found sits is known"],
  [`${SOFTWARE}/support: precondition K1 unknown the other way`, "where a party that was found sits is known"],
  [`${SOFTWARE}/support: precondition K4 unknown the other way`, "how many persons a document names is known"],
  [`${CARE}: special without explicit consent`, "outbound lists no field of class B; its codes are reduced"],
  [`${CARE}: article 9 ground off`, "outbound lists no field of class B; its codes are reduced"],
  [
    `${NUISANCE} nuisance-handling/out/municipality: article 10 ground off`,
    "it lists no field of class C; its codes are reduced",
  ],
  [
    `${NUISANCE} nuisance-handling/out/police: article 10 ground off`,
    "it lists no field of class C; its codes are reduced",
  ],
  [
    `${NUISANCE} fraud-combat/out/default: article 10 ground off`,
    "it lists no field of class C; its codes are reduced",
  ],
  ...["priorityReason", "specialTargetGroup", "nuisanceType", "housingFraud", "cannabisOrDrugs"].map(
    (field): [string, string] => [`${JUSTICE}: ${field} lift by one person`, "the whole clause waits for four eyes"],
  ),
  [`${EMERGENCY}/out/default: precondition V2 unknown the other way`, "who sent a document is known"],
  [`${EMERGENCY}/pull/default: precondition V2 unknown the other way`, "who sent a document is known"],
]);
/** Names of the mutants that nothing noticed, and of those that were called equivalent and are not. */
function surviving(kind: string, fates: readonly Fate[]): readonly string[] {
  const equivalent = fates.filter(({ name }) => EQUIVALENT.has(name));
  const noticed = equivalent.filter(({ killer }) => killer !== null).map(({ name }) => `not equivalent: ${name}`);
  const others = fates.filter(({ name }) => !EQUIVALENT.has(name));
  return [...survivorsOf(kind, { fates: others, equivalent: equivalent.length }), ...noticed];
}

describe("while nothing is switched off", () => {
  it("no vector fails", () => expect(killerOf()).toBeNull());

  it("no vector fails under modules loaded anew", async () => {
    vi.resetModules();
    expect(killerOf(await freshEngine())).toBeNull();
  });

  it("no vector fails under a covenant that was put in its own place", () => {
    for (const key of COVENANTS.keys()) expect(killerOfCovenant(new Map(COVENANTS), key), key).toBeNull();
  });
});

/** The three steps as modules that take in what is mocked at this moment. */
async function freshEngine(): Promise<Engine> {
  const { judge } = await import("../../src/core/decision/judge.ts");
  const { minimise } = await import("../../src/core/minimise/minimise.ts");
  const { decide } = await import("../../src/core/decision/decide.ts");
  return { judge, minimise, decide };
}

describe("a check that lets everything pass", () => {
  const CHECKS: readonly (readonly [CheckName, string])[] = [
    ["partner", "checkPartner"],
    ["contract", "checkContract"],
    ["subject", "checkSubject"],
    ["record", "checkRecord"],
    ["state", "checkState"],
    ["consent", "checkConsent"],
    ["preconditions", "checkPreconditions"],
    ["limits", "checkLimits"],
    ["fields", "checkFields"],
    ["text", "checkText"],
    ["approval", "checkApproval"],
  ];
  it("is noticed, each of the eleven", async () => {
    const fates: Fate[] = [];
    for (const [name, check] of CHECKS) {
      const path = `../../src/core/decision/checks/${name}.ts`;
      vi.resetModules();
      vi.doMock(path, async (importOriginal) => ({
        ...(await importOriginal<Record<string, unknown>>()),
        [check]: () => resultOf(name, []),
      }));
      const engine = await freshEngine();
      vi.doUnmock(path);
      fates.push({ name: `check ${name} off`, killer: killerOf(engine) });
    }
    expect(surviving("checks", fates)).toEqual([]);
  });
});

/** What a cell becomes when it is switched off: what stops passes, what passes stops, what strips sends. */
const OTHER: Readonly<Record<Cell, readonly Cell[]>> = {
  "none": [],
  "allow": ["deny"],
  "flag": ["none", "deny"],
  "deny": ["none", "hold"],
  "hold": ["none", "deny"],
  "later-consent": ["none", "deny"],
  "claim-hold": ["none", "deny"],
  "strip": ["send", "strip-or-hold"],
  "strip-or-hold": ["send", "strip"],
  "strip-or-dispute": ["send", "dispute", "strip-or-hold"],
  "dispute": ["send", "strip"],
  "send": ["dispute", "strip"],
};

/** Puts another value in one place of a table of the code, asks, and puts the old one back. */
function whileReplaced<T, K extends keyof T>(table: T, key: K, value: T[K]): string | null {
  const before = table[key];
  table[key] = value;
  try {
    return killerOf();
  } finally {
    table[key] = before;
  }
}

describe("a table of the code with one entry switched off", () => {
  it("is noticed in every cell of the matrix that is not empty", () => {
    const fates = Object.entries(MATRIX).flatMap(([row, columns]) =>
      Object.entries(columns).flatMap(([basis, cell]) =>
        OTHER[cell].map((other) => ({
          name: `${row} × ${basis}: ${cell} → ${other}`,
          killer: whileReplaced(MATRIX[row as Row], basis as Basis, other),
        })),
      ),
    );
    expect(fates.length).toBeGreaterThan(50);
    expect(surviving("matrix", fates)).toEqual([]);
  });

  it("is noticed in every dash of the matrix that an exchange can meet", () => {
    // An absolute objection is one to newsletter or survey, which rest on 6(1)(f) alone; a refusal to be signalled
    // counts for early signalling alone, a legal duty. Their other columns are never looked up.
    const met = Object.entries(MATRIX).filter(([row]) => row !== "objection-absolute" && row !== "signal-refused");
    const fates = met.flatMap(([row, columns]) =>
      Object.entries(columns)
        .filter(([, cell]) => cell === "none")
        .map(([basis]) => ({
          name: `${row} × ${basis}: none → deny`,
          killer: whileReplaced(MATRIX[row as Row], basis as Basis, "deny"),
        })),
    );
    expect(surviving("dashes", fates)).toEqual([]);
  });

  it("is noticed in every transform, made to leave the value as it is", () => {
    const table = TRANSFORMS as Record<TransformId, Transformation>;
    const fates = (Object.keys(table) as TransformId[]).map((id) => ({
      name: `transform ${id} → identity`,
      killer: whileReplaced(table, id, (value) => value),
    }));
    expect(surviving("transforms", fates)).toEqual([]);
  });

  it.each([
    ["what is passed on", bodyRules],
    ["a question", questionRules],
  ])("is noticed in every rule that withholds a field of %s", (about, rules) => {
    const table = rules as Rule[];
    const fates = table.map((rule, at) => ({
      name: `${about}: rule ${rule.name} off`,
      killer: whileReplaced(table, at, () => null),
    }));
    expect(surviving(`rules of ${about}`, fates)).toEqual([]);
  });
});

it("a covenant with one rule switched off is noticed, every rule of every clause", () => {
  const fates = covenantMutants(COVENANTS).map(({ name, key, covenants }) => ({
    name,
    killer: killerOfCovenant(covenants, key),
  }));
  expect(fates.length).toBeGreaterThan(500);
  expect(surviving("covenants", fates)).toEqual([]);
});
