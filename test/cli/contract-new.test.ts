import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { DRAFT_QUESTIONS } from "../../src/core/covenant/draft-questions.ts";
import { CATALOGUE } from "../support/cases.ts";
import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const contracts = useContracts();
const ID = "proef-convenant";
const DRAFT = `covenants/${ID}/v1.yaml`;
const draft = (): Promise<string> => readFile(path.join(contracts().folder, DRAFT), "utf8");
const withAnswers = async (answers: object) => {
  const file = await world().write("answers.yaml", answers);
  return gatewayJson(["contract", "new", "--answers", file], { env: contracts().env });
};
afterEach(() => rm(path.join(contracts().folder, "covenants", ID), { recursive: true, force: true }));

const ANSWERS = {
  id: ID,
  title: 'Proef: met # en "aanhalingstekens"',
  source: "C-06",
  kind: "covenant",
  parties: ["oosterpoort", "gemeente-bergendal"],
  from: "2027-01-01",
  until: "2028-12-31",
  lawCheckedOn: "2026-11-01",
  dpia: "DPIA-2026-07 | 2027-06-01",
  purpose: "signal-feedback",
  direction: "out",
  basis: "legal-duty",
  law: ["AVG 6(1)(c)", "Wgs 3(1)(b)"],
  subject: "existing",
  identifiedBy: ["personRef"],
  consent: "none",
  fields: ["caseRef!", "@name!", "birthDate -> year"],
  preconditions: [
    "Twee maanden achterstand: of meer. | arrearsMonths min 2",
    "Geen geschil. | claimDisputed equals false",
  ],
  limits: ["150 per week", "2 per month per subject"],
  batchMax: 150,
  approval: "four-eyes",
  inform: "statement",
  duties: ["Verwijderen zonder hulp. | there | P6M"],
  retentionHere: "settled + P2Y",
  retentionThere: "help declined + P6M",
  statement: ["S-20"],
};

describe("gateway contract new", () => {
  it("writes from answers a draft that says what was answered", async () => {
    const { exitCode, json } = await withAnswers(ANSWERS);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { format: "uitwisselpoort-draft/1", covenant: ID, version: 1, file: DRAFT, open: [], findings: [] },
    });
    const shown = await gatewayJson(["contract", "explain", `${ID}@1`, "signal-feedback"], {
      env: contracts().env,
    });
    expect(shown.json).toMatchObject({
      clauses: [
        {
          clause: "signal-feedback/out/default",
          law: ["AVG 6(1)(c)", "Wgs 3(1)(b)"],
          statement: ["S-20"],
          preconditions: [
            { id: "V1", nl: "Twee maanden achterstand: of meer.", that: "arrearsMonths min 2" },
            { id: "V2", that: "claimDisputed equals false" },
          ],
          limits: [{ limit: "150 per week" }, { limit: "2 per month per subject" }],
          batchMax: 150,
          inform: "statement",
          duties: [{ nl: "Verwijderen zonder hulp.", who: "there", within: "P6M" }],
          retention: { here: "settled + P2Y", there: "help declined + P6M" },
        },
      ],
    });
    expect(await draft()).toContain("status: draft");
    const signed = await gatewayJson(["contract", "sign", `${ID}@1`, "--party", "oosterpoort"], {
      env: contracts().env,
    });
    expect(signed.json).toMatchObject({ error: { code: "COVENANT_DRAFT" } });
  });

  it("says in the file and at the end what is left", async () => {
    const { json } = await withAnswers({ id: ID, kind: "covenant", retentionHere: "settled + P2Y" });
    const needed = DRAFT_QUESTIONS.filter((question) => question.needed).map(({ key }) => key);
    const open = needed.filter((key) => !["id", "kind", "retentionHere"].includes(key));
    expect(json).toMatchObject({ open });
    const { findings } = json as { findings: { file: string; severity: string }[] };
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.every(({ file }) => file === DRAFT)).toBe(true);
    const text = await draft();
    for (const { ask } of DRAFT_QUESTIONS.filter(({ key }) => open.includes(key))) expect(text).toContain(ask);
  });

  it("asks one question after the other on a terminal, and again where an answer does not fit", async () => {
    const typed = DRAFT_QUESTIONS.flatMap(({ key }) => {
      const answer = (ANSWERS as Readonly<Record<string, string | number | readonly string[]>>)[key] ?? "";
      const line = typeof answer === "object" ? answer.join("; ") : String(answer);
      return key === "direction" ? ["sideways", line] : [line];
    });
    const ran = await gateway(["contract", "new"], { env: contracts().env, types: typed });
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain("does not fit");
    expect(ran.out.trimEnd().split("\n").at(-1)).toContain("copy the clause");
    const byHand = await draft();
    await rm(path.join(contracts().folder, DRAFT));
    await withAnswers(ANSWERS);
    expect(byHand).toBe(await draft());
  });

  it("does not write over a covenant that is there", async () => {
    const before = await readFile(path.join(contracts().folder, "covenants/portability/v1.yaml"), "utf8");
    expect(await withAnswers({ ...ANSWERS, id: "portability" })).toMatchObject({ exitCode: 2 });
    expect(await readFile(path.join(contracts().folder, "covenants/portability/v1.yaml"), "utf8")).toBe(before);
    await withAnswers(ANSWERS);
    expect(await withAnswers({ ...ANSWERS, title: "Een ander" })).toMatchObject({ exitCode: 2 });
    expect(await draft()).not.toContain("Een ander");
  });

  it.each([
    { name: "a name that is a path", change: { id: "../../elders" }, key: "id" },
    { name: "a party without a file", change: { parties: ["oosterpoort", "niemand"] }, key: "parties" },
    { name: "a field that is in no dictionary", change: { fields: ["caseRef!", "shoeSize"] }, key: "fields" },
    { name: "a purpose that stays inside", change: { purpose: "income-test" }, key: "purpose" },
    { name: "a fact that there is not", change: { preconditions: ["Zin. | shoeSize min 2"] }, key: "preconditions" },
    {
      name: "a test that there is not",
      change: { preconditions: ["Zin. | arrearsMonths near 2"] },
      key: "preconditions",
    },
    { name: "a day that there is not", change: { until: "2028-02-30" }, key: "until" },
    { name: "two answers to one question", change: { kind: ["covenant", "processing"] }, key: "kind" },
    { name: "a sentence that the statement has not", change: { statement: ["S-108"] }, key: "statement" },
    { name: "an object", change: { title: { a: 1 } }, key: "title" },
  ])("refuses $name, by its question and without its value", async ({ change, key }) => {
    const { exitCode, json } = await withAnswers({ ...ANSWERS, ...change });
    expect(exitCode).toBe(2);
    const { error } = json as { error: { what: string } };
    const wants = DRAFT_QUESTIONS.find((question) => question.key === key)?.wants;
    expect(error.what).toBe(`these answers do not fit: \`${key}\`${wants == null ? "" : ` (${wants})`}`);
    await expect(draft()).rejects.toThrow("ENOENT");
  });

  it("says what a name must be, in a file and on a terminal", async () => {
    const { json } = await withAnswers({ ...ANSWERS, id: "Proef" });
    const { error } = json as { readonly error: { readonly what: string } };
    const asked = await gateway(["contract", "new"], { env: contracts().env, types: "Proef" });
    for (const told of [error.what, asked.err]) expect(told).toContain("lower-case letters, digits and hyphens");
  });

  it("refuses an answer to no question, with the one that was meant", async () => {
    const { exitCode, json } = await withAnswers({ ...ANSWERS, retentionHre: "own policy" });
    expect(exitCode).toBe(2);
    expect(json).toMatchObject({ error: { next: "did you mean `retentionHere`?" } });
  });

  it.each([
    { name: "nobody is there to answer", types: undefined },
    { name: "nothing is answered", types: "" },
    { name: "the name is answered wrongly three times", types: "Not A Name" },
  ])("gives 2 where $name", async ({ types }) => {
    const told = types === undefined ? {} : { types };
    expect((await gateway(["contract", "new"], { env: contracts().env, ...told })).exitCode).toBe(2);
  });

  it("lists its questions with examples that fit", async () => {
    const { json } = await gatewayJson(["contract", "new", "--questions"]);
    const { questions } = json as { questions: { key: string }[] };
    expect(questions.map(({ key }) => key)).toEqual(DRAFT_QUESTIONS.map(({ key }) => key));
    const unfit = DRAFT_QUESTIONS.filter(({ example, many, fits }) => {
      const answers = many ? example.split(";").map((part) => part.trim()) : [example];
      return !answers.every((answer) => fits(answer, CATALOGUE));
    });
    expect(unfit.map(({ key }) => key)).toEqual([]);
  });
});
