import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

import { readDesk, readLooseCovenant } from "../../../src/adapters/contracts/desk.ts";
import type { Desk } from "../../../src/core/covenant/desk.ts";
import { exportCsv } from "../../../src/core/covenant/export-csv.ts";
import { consentNl, informNl, termNl } from "../../../src/core/covenant/export-dutch.ts";
import { exportJsonLd } from "../../../src/core/covenant/export-jsonld.ts";
import { exportMarkdown } from "../../../src/core/covenant/export-markdown.ts";
import { TRANSFORM_IDS } from "../../../src/core/catalogue/types.ts";
import { cellOf } from "../../../src/core/covenant/export-words.ts";
import type { Covenant } from "../../../src/core/covenant/types.ts";
import { aClause, aCovenant } from "./builders.ts";

const vector = (name: string): string => fileURLToPath(new URL(`../../vectors/exports/${name}`, import.meta.url));
let desk: Desk;
let covenant: Covenant;
beforeAll(async () => {
  desk = await readDesk("contracts");
  covenant = readLooseCovenant({ file: "covenant.yaml", bytes: await readFile(vector("covenant.yaml")) });
});

const FORMATS = {
  "covenant.jsonld": () => `${JSON.stringify(exportJsonLd(covenant, desk.catalogue), null, 2)}\n`,
  "covenant.csv": () => exportCsv(covenant, desk.catalogue),
  "covenant.md": () => exportMarkdown(covenant, desk.catalogue),
} as const;

describe("an export", () => {
  // `WRITE_VECTORS=1` writes what is made now; whoever does so reads the difference before committing it.
  it.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])("is to the letter what %s holds", async (name) => {
    const made = FORMATS[name]();
    if (process.env["WRITE_VECTORS"] === "1") await writeFile(vector(name), made);
    expect(made).toBe(await readFile(vector(name), "utf8"));
    expect(FORMATS[name]()).toBe(made);
  });

  it("is made of every covenant there is, and names every field that passes in each form", () => {
    for (const { covenant: real } of desk.versions) {
      if (real === null) continue;
      const texts = [
        JSON.stringify(exportJsonLd(real, desk.catalogue)),
        exportCsv(real, desk.catalogue),
        exportMarkdown(real, desk.catalogue),
      ];
      const passing = real.clauses
        .flatMap(({ document, question }) => [...document.fields.values(), ...(question?.fields.values() ?? [])])
        .filter(({ transform }) => transform.id !== "drop");
      for (const { name } of passing) for (const text of texts) expect(text).toContain(name);
    }
  });
});

/** Of the DPV 2.x core and of dcterms and rdf: an export uses no other name of theirs. */
const TERMS = new Set([
  ...["Process", "DataController", "DataProcessor", "Recipient", "PersonalData", "SensitivePersonalData"],
  ...["SpecialCategoryPersonalData", "StorageCondition", "TemporalDuration", "Required", "Optional"],
  ...["hasDataController", "hasProcess", "hasPurpose", "hasLegalBasis", "hasRecipient", "hasPersonalData"],
  ...["hasNecessity", "hasStorageCondition", "hasDuration", "ExpressedConsent", "ExplicitlyExpressedConsent"],
]);

describe("an export as JSON-LD", () => {
  const clauseOf = (law: readonly string[], article9: string | null = null) =>
    exportJsonLd(aCovenant({ clauses: [aClause({ law, article9 })] }), desk.catalogue)["dpv:hasProcess"];

  it.each([
    { law: ["AVG 6(1)(a)"], article9: "AVG 9(2)(a)", terms: ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"], others: [] },
    { law: ["AVG 6(1)(c)", "Wgs 3(1)(b)"], article9: null, terms: ["eu-gdpr:A6-1-c"], others: ["Wgs 3(1)(b)"] },
    {
      law: ["AVG 6(1)(f)"],
      article9: "AVG 9(2)(g), Sv 126nf",
      terms: ["eu-gdpr:A6-1-f", "eu-gdpr:A9-2-g"],
      others: ["Sv 126nf"],
    },
    { law: ["AVG 6(1)(g)", "AVG 9(1)"], article9: null, terms: [], others: ["AVG 6(1)(g)", "AVG 9(1)"] },
  ])("turns $law into terms that there are and leaves the rest in words", ({ law, article9, terms, others }) => {
    expect(clauseOf(law, article9)).toMatchObject([
      { "dpv:hasLegalBasis": terms.map((id) => ({ "@id": id })), "dct:references": others },
    ]);
  });

  it("uses names of the vocabulary that are known, besides the purposes of purposes.yaml", () => {
    const text = FORMATS["covenant.jsonld"]();
    const purposes = [...desk.catalogue.purposes.values()].map(({ dpv }) => dpv);
    const used = [...text.matchAll(/"(dpv:[A-Za-z]+)"/g)].map(([, term]) => term ?? "");
    for (const term of used) expect(TERMS.has(term.slice(4)) || purposes.includes(term), term).toBe(true);
  });

  it.each([
    ["P2Y", "P2Y"],
    ["P4W", "P28D"],
    ["P1Y6M2W3D", "P1Y6M17D"],
    ["P30D", "P30D"],
    ["P0D", "P0D"],
  ])("writes %s as the duration %s, for XML Schema has no weeks", (term, value) => {
    const clause = aClause({ retentionHere: { after: "settled", term, note: null } });
    expect(exportJsonLd(aCovenant({ clauses: [clause] }), desk.catalogue)["dpv:hasProcess"]).toMatchObject([
      { "dpv:hasStorageCondition": [{ "dpv:hasDuration": { "rdf:value": { "@value": value } } }, {}] },
    ]);
  });
});

const CONSENTS = [
  { consent: { required: "none", explicitForSpecial: false, maxMonths: null }, nl: "niet gevraagd", nodes: [] },
  {
    consent: { required: "none", explicitForSpecial: true, maxMonths: 12 },
    nl: "alleen voor bijzondere gegevens, uitdrukkelijk, hoogstens 12 maanden oud",
    nodes: [["dpv:ExplicitlyExpressedConsent", "special-categories", "P12M"]],
  },
  {
    consent: { required: "ordinary", explicitForSpecial: true, maxMonths: 12 },
    nl: "gevraagd, uitdrukkelijk voor bijzondere gegevens, hoogstens 12 maanden oud",
    nodes: [
      ["dpv:ExpressedConsent", "all", "P12M"],
      ["dpv:ExplicitlyExpressedConsent", "special-categories", "P12M"],
    ],
  },
  {
    consent: { required: "explicit", explicitForSpecial: false, maxMonths: null },
    nl: "uitdrukkelijk",
    nodes: [["dpv:ExplicitlyExpressedConsent", "all", undefined]],
  },
  {
    consent: { required: "ordinary", written: true, explicitForSpecial: false, maxMonths: null },
    nl: "gevraagd, schriftelijk",
    nodes: [["dpv:ExpressedConsent", "all in writing", undefined]],
  },
] as const;

describe("consent that is asked for", () => {
  it.each(CONSENTS)("is told in every form: $nl", ({ consent, nl, nodes }) => {
    expect(consentNl(consent)).toBe(nl);
    const made = exportJsonLd(aCovenant({ clauses: [aClause({ consent })] }), desk.catalogue);
    const [{ "up:consent": told }] = made["dpv:hasProcess"] as [{ "up:consent": readonly Record<string, unknown>[] }];
    const values = told.map((node) => [
      node["@type"],
      `${String(node["up:covers"])}${node["up:inWriting"] === true ? " in writing" : ""}`,
      (node["dpv:hasDuration"] as { "rdf:value": { "@value": string } } | undefined)?.["rdf:value"]["@value"],
    ]);
    expect(values).toEqual(nodes);
  });
});

describe("the Dutch of an export", () => {
  it.each([
    ["P1Y6M", "1 jaar en 6 maanden"],
    ["P1M", "1 maand"],
    ["P2W3D", "2 weken en 3 dagen"],
    ["1 working day", "1 werkdag"],
    ["5 working days", "5 werkdagen"],
  ])("says %s as %s", (term, nl) => {
    expect(termNl(term)).toBe(nl);
  });

  it.each([
    [{ kind: "before", term: "P7D" }, "vooraf, minstens 7 dagen"],
    [{ kind: "within", term: "P1M" }, "binnen 1 maand"],
    [{ kind: "forbidden" }, "niet: de wet verbiedt het"],
  ] as const)("says %j as %s", (inform, nl) => {
    expect(informNl(inform)).toBe(nl);
  });
});

describe("an export as a matrix", () => {
  it("has a Dutch word of its own for every transform", () => {
    const field = { name: "x", required: false, when: null, lifted: null, approval: null };
    const words = TRANSFORM_IDS.map((id) => cellOf({ ...field, transform: { id } }));
    expect(new Set(words).size).toBe(TRANSFORM_IDS.length);
  });

  it("is no formula in a spreadsheet, and one cell for each column", () => {
    const csv = exportCsv(
      aCovenant({ clauses: [aClause({ purpose: '=HYPERLINK("x")', id: "=1,2" })] }),
      desk.catalogue,
    );
    expect(csv).toBe(`veld,omschrijving,"'=1,2"\r\n,,"'=HYPERLINK(""x""): verstrekken"\r\n`);
    const rows = FORMATS["covenant.csv"]().trimEnd().split("\r\n");
    expect(new Set(rows.map((row) => row.replace(/"[^"]*"/g, "").split(",").length)).size).toBe(1);
  });

  it("has room for two officers where they alone sign, and for every party otherwise", () => {
    const names = (text: string): number => text.split("Handtekening:").length - 1;
    expect(names(exportMarkdown(aCovenant({ kind: "unilateral" }), desk.catalogue))).toBe(2);
    expect(names(FORMATS["covenant.md"]())).toBe(4);
  });

  it("says of a draft that it is none to sign", () => {
    expect(exportMarkdown(aCovenant({ status: "draft" }), desk.catalogue)).toContain("Concept");
    expect(FORMATS["covenant.md"]()).not.toContain("Concept");
  });
});
