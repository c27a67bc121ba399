import { describe, expect, it } from "vitest";

import { BOUND_RULES } from "../../../src/core/covenant/lint-bounds.ts";
import { readField } from "../../../src/core/covenant/notation.ts";
import { RELATION_KINDS } from "../../../src/core/covenant/relation-kinds.ts";
import { CATALOGUE } from "../../support/cases.ts";
import { rulesIn, type Change } from "./broken-text.ts";

const permit = "permit-without-a-fact-of-its-purpose";
const beyond = "permit-with-a-field-of-another-purpose";
const P3 = "{ fact: candidateStatus, equals: SEL }";
const instead = (that: string): Change => [P3, that];
const HOME = "{ fact: homeNeedsPermit, equals: true }";

describe("what a purpose asks of a clause that lets data out", () => {
  it.each<{
    readonly name: string;
    readonly file: string;
    readonly changes: readonly Change[];
    readonly rules: readonly string[];
  }>([
    { name: "a fact left out", file: permit, changes: [], rules: ["duty-not-checked"] },
    { name: "a fact checked with another", file: permit, changes: [instead(`{ allOf: [${P3}, ${HOME}] }`)], rules: [] },
    { name: "one of two that are asked", file: permit, changes: [instead(`{ anyOf: [${P3}, ${HOME}] }`)], rules: [] },
    {
      name: "a way around",
      file: permit,
      changes: [instead(`{ allOf: [${P3}, { anyOf: [${HOME}, { fact: arrearsAmount, min: 0 }] }] }`)],
      rules: ["duty-not-checked"],
    },
    { name: "nothing of what comes in", file: permit, changes: [["direction: out", "direction: in"]], rules: [] },
    { name: "no field of another purpose", file: beyond, changes: [], rules: ["field-beyond-purpose"] },
    { name: "a field of its own", file: beyond, changes: [["gender", "birthDate"]], rules: [] },
    { name: "a field made coarser", file: beyond, changes: [["gender", "birthDate -> year"]], rules: [] },
    {
      name: "a field that is finer",
      file: beyond,
      changes: [["gender", "priorityScheme"]],
      rules: ["field-beyond-purpose"],
    },
    { name: "a field as fine", file: beyond, changes: [["gender", "priorityScheme -> flag"]], rules: [] },
    { name: "a field dropped", file: beyond, changes: [["gender", "gender -> drop"]], rules: [] },
    { name: "its tie", file: "service-without-its-tie", changes: [], rules: ["tie-not-asked"] },
    {
      name: "another tie",
      file: "service-without-its-tie",
      changes: [["    consent:", "    relation: signal by registrationNumber\n    consent:"]],
      rules: ["tie-not-asked"],
    },
    {
      name: "that very tie",
      file: "service-without-its-tie",
      changes: [["    consent:", "    relation: registration by registrationNumber\n    consent:"]],
      rules: [],
    },
    { name: "four eyes", file: "medical-data-on-one-signature", changes: [], rules: ["field-without-four-eyes"] },
    {
      name: "four eyes on the field",
      file: "medical-data-on-one-signature",
      changes: [["privacy-officer }", "four-eyes }"]],
      rules: [],
    },
    {
      name: "four eyes on what is lifted",
      file: "medical-data-on-one-signature",
      changes: [
        [
          "medicalData -> need, approval: privacy-officer",
          "nuisanceType, lifted: { transform: pass, approval: collections-lead }",
        ],
      ],
      rules: ["field-without-four-eyes"],
    },
  ])("$name: $rules", ({ file, changes, rules }) => {
    expect(rulesIn(file, changes, { bounds: true }).filter((rule) => rule in BOUND_RULES)).toEqual(rules);
  });

  it("is written in names that there are", () => {
    for (const { id, leaving } of CATALOGUE.purposes.values()) {
      if (leaving === null) continue;
      const { requires, requiresFor, relation, fourEyes, atMost } = leaving;
      const facts = [...requires, ...Object.values(requiresFor).flat()];
      expect(
        facts.filter((fact) => !CATALOGUE.facts.has(fact)),
        id,
      ).toEqual([]);
      const names = [
        ...fourEyes,
        ...Object.keys(requiresFor),
        ...(atMost ?? []).flatMap((one) => readField(one)?.map(({ name }) => name) ?? one),
      ];
      expect(
        names.filter((name) => !CATALOGUE.fields.has(name)),
        id,
      ).toEqual([]);
      expect(relation === null || (RELATION_KINDS as readonly string[]).includes(relation), id).toBe(true);
    }
  });
});
