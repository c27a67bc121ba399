import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoggedDecision } from "../../../src/core/logbook/decision.ts";
import { LOGBOOK_FORMS, logbookLines, type LogbookForm } from "../../../src/core/logbook/lines.ts";
import { LOGBOOK } from "./fixtures.ts";

const FOLDER = new URL("../../vectors/standards/", import.meta.url);
const readJson = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as unknown;

type Vector = { readonly decision: LoggedDecision } & Readonly<Record<LogbookForm, readonly object[]>>;
const vectors = readdirSync(FOLDER)
  .filter((file) => !file.endsWith(".schema.json"))
  .map((file) => ({ name: file.replace(/\.json$/, ""), vector: readJson(file) as Vector }));
const vectorOf = (name: string): Vector => vectors.find((one) => one.name === name)!.vector;

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
const schemas = Object.fromEntries(
  LOGBOOK_FORMS.map((form) => [form, ajv.compile(readJson(`${form}.schema.json`) as object)]),
) as Record<LogbookForm, ReturnType<typeof ajv.compile>>;
const linesOf = (form: LogbookForm, decision: LoggedDecision): readonly string[] =>
  logbookLines(decision, { form, logbook: LOGBOOK });

describe.each(LOGBOOK_FORMS)("a logbook in the form %s", (form) => {
  it.each(vectors)("says what the vector says: $name", ({ vector }) => {
    expect(linesOf(form, vector.decision).map((line) => JSON.parse(line) as object)).toEqual(vector[form]);
  });

  it.each(vectors)("is what the standard's table asks: $name", ({ vector }) => {
    for (const record of vector[form]) expect(schemas[form](record), JSON.stringify(schemas[form].errors)).toBe(true);
  });
});

describe("the schemas refuse what the standards forbid", () => {
  it.each([
    { form: "ldv", name: "a user in a line", change: { user: "j.jansen" } },
    { form: "ldv", name: "a status of the example", change: { status: "error" } },
    { form: "ldv", name: "an empty name", change: { name: "" } },
    { form: "ldv", name: "time as text", change: { start_time: "2026-11-22T10:00:00Z" } },
    { form: "adl", name: "a payload in both places", change: { attributes: { "adl.core.request": { at: "x" } } } },
    { form: "adl", name: "no response", change: { body: {} } },
    { form: "fsc", name: "milliseconds", change: { created_at: 1_795_341_600_000 } },
    { form: "fsc", name: "a direction of ours", change: { direction: "out" } },
  ] as const)("$form: $name", ({ form, change }) => {
    expect(schemas[form]({ ...vectorOf("allowed")[form][0], ...change })).toBe(false);
  });
});

describe("a line of processing", () => {
  const subjects = (name: string) =>
    vectorOf(name).ldv.map(
      (line) => (line as { attributes: Record<string, unknown> }).attributes["dpl.core.data_subject_id"],
    );

  it("is there once a data subject, under the exchange's own where there are several", () => {
    const lines = vectorOf("several-subjects").ldv as readonly { span_id: string; parent_span_id?: string }[];
    const [own, ...each] = lines;
    expect(each.map(({ parent_span_id: parent }) => parent)).toEqual([own?.span_id, own?.span_id]);
    expect(new Set(lines.map(({ span_id: id }) => id)).size).toBe(3);
    expect(new Set(subjects("several-subjects")).size).toBe(3);
  });

  it("stays without its subject when the person was erased", () => {
    expect(subjects("erased-subject")).toEqual([undefined]);
  });
});

/** Whatever a refused document may have called things, and whom the register knows. */
const stray = fc.string({ minLength: 12, maxLength: 40 }).map((text) => `#${text}#`);

it.each(LOGBOOK_FORMS)(
  "no word of a document, person of ours or pseudonym of the register is in a line of %s",
  (form) => {
    fc.assert(
      fc.property(stray, fc.constantFrom(...vectors.map(({ name }) => name)), (word, name) => {
        const { decision } = vectorOf(name);
        const { header, officer, persons } = decision;
        const spoken: LoggedDecision = {
          ...decision,
          header: {
            ...header,
            recipient: word,
            purpose: word,
            message: word,
            reasons: [{ code: "NO_CONTRACT", param: word }],
            fields: [...header.fields, { field: word, transform: "pass" }],
            questionFields: [...header.questionFields, { field: word, transform: "pass" }],
          },
          officer: {
            ...officer,
            actor: word,
            approvers: [{ person: word, role: "approver" }],
            reasons: [{ code: "NO_CONTRACT", param: word }],
            withheld: [{ field: word, reason: { code: "FIELD_UNKNOWN" as never, param: word } }],
            questionWithheld: [{ field: word, reason: null }],
          },
          persons: persons.map((person) => (person === "nobody" ? person : { pseudonym: word, fields: [word] })),
        };
        for (const line of linesOf(form, spoken)) {
          expect(line).not.toContain(JSON.stringify(word).slice(1, -1));
          expect(line).not.toMatch(/register-own|jansen|aydin/i);
          expect(schemas[form](JSON.parse(line)), JSON.stringify(schemas[form].errors)).toBe(true);
        }
      }),
    );
  },
);
