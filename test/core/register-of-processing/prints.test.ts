import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { csvCell, printRegisterCsv } from "../../../src/core/register-of-processing/print-csv.ts";
import { printRegisterMarkdown } from "../../../src/core/register-of-processing/print-markdown.ts";
import { registerSchema, type Activity, type RegisterReport } from "../../../src/core/register-of-processing/schema.ts";
import { consentText, durationText } from "../../../src/core/register-of-processing/terms.ts";
import { useOf, yearBefore, type CountedUse } from "../../../src/core/register-of-processing/use.ts";
import { exampleReport } from "../../../src/http/reports/example.ts";
import { at, NOON } from "../../support/cases.ts";

const [example] = exampleReport.register.activities as [Activity];

function reportWith(change: Partial<Activity>, report: Partial<RegisterReport> = {}): RegisterReport {
  const activities = [{ ...example, ...change }];
  return { ...exampleReport, ...report, register: { ...exampleReport.register, activities } };
}

/** As a spreadsheet reads it: `;` between cells, quotes doubled inside them. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of text.replace(/^\ufeff/, "").matchAll(/"((?:[^"]|"")*)"(;|\r\n)/g)) {
    rows.at(-1)!.push(cell.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("Markdown, of what the privacy statement does not promise", () => {
  const told = (statement: readonly string[]): string => {
    const text = printRegisterMarkdown(reportWith({ statement: [...statement] }));
    return text.split("## Wat niet in de privacyverklaring staat")[1]!.split("##")[0]!;
  };

  it("lists each clause", () => {
    const { clause, covenant, version } = example;
    expect(told([])).toContain(`- nr. 1, \`${clause}\` van \`${covenant}\` versie ${version}`);
  });

  it("lists no clause that is promised", () => {
    expect(told(["S-20"])).not.toContain(example.clause);
  });
});

describe("CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+31 24 399", "'+31 24 399"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    [" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"],
    ["\t=1", "'\t=1"],
    ["\r=1", "'\r=1"],
    ["\n=1", "'\n=1"],
    ["\u200b=1", "'\u200b=1"],
    ["＝1", "'＝1"],
    ["a=1", "a=1"],
    ["S-20 | S-43", "S-20 | S-43"],
    ["", ""],
  ])("shows %j as text", (value, shown) => {
    expect(csvCell(value)).toBe(`"${shown}"`);
  });

  it("leaves numbers numbers", () => {
    expect(csvCell(-1)).toBe('"-1"');
  });

  it("is read back cell by cell, whatever stands in one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (title) => {
        const [head, row, ...rest] = readCsv(printRegisterCsv(reportWith({ title })));
        expect(rest).toEqual([]);
        expect(row).toHaveLength(head!.length);
        const cell = row![head!.indexOf("titel")]!;
        expect(cell.replace(/^'/, "")).toBe(title.replace(/^'/, ""));
        expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });

  it("has a row for every clause, with its use", () => {
    const [head, row] = readCsv(printRegisterCsv(exampleReport));
    const told = Object.fromEntries(head!.map((name, at_) => [name, row![at_]]));
    expect(told).toMatchObject({
      "peildatum": "2026-11-22",
      "convenant": "bergendal-early-signal",
      "status": "van kracht",
      "artikelen": "AVG 6(1)(c) | Wgs 3(1)(b)",
      "ontvangers": "gemeente-bergendal",
      "gegevens": "achterstand en schuldhulp: hoogte achterstand",
      "toegestaan": "12",
      "geweigerd": "3",
      "aangehouden": "1",
      "laatste gebruik": "2026-11-19T13:05:00.000Z",
    });
    expect(printRegisterCsv(reportWith({ standing: "suspended" }))).toContain('"geschorst"');
  });
});

describe("Markdown", () => {
  it("says what the law asks, in Dutch", () => {
    const text = printRegisterMarkdown(exampleReport);
    for (const part of [
      "# Register van verwerkingsactiviteiten",
      "| **Verwerkingsverantwoordelijke** | Oosterpoort Wonen, Atelierweg 12, Groesbeek, privacy@oosterpoort.example, (024) 399 55 55 |",
      "| **Functionaris gegevensbescherming** | jansen, ",
      "| **Peildatum** | 22 november 2026, einde van de dag |",
      "geteld op 22 november 2026",
      "### 1. vroegsignalering — verstrekken",
      "| **Grondslag** | wettelijke verplichting: AVG 6(1)(c), Wgs 3(1)(b) |",
      "| **Bewaren bij ons** | 2 jaar na de afwikkeling |",
      "| **Gebruik in twaalf maanden** | 12 toegestaan, 3 geweigerd, 1 aangehouden; laatst op 19 november 2026 |",
      "- buiten elke bepaling: 2 geweigerd, 0 aangehouden",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("marks what is suspended, what has several messages, and a transfer without a ground", () => {
    const partner = { ...example.partners[0]!, standing: "suspended" as const, outsideEea: true };
    const text = printRegisterMarkdown(
      reportWith({ standing: "suspended", clause: "early-debt-signalling/out/second", partners: [partner] }),
    );
    expect(text).toContain("### 1. vroegsignalering — verstrekken (`second`) — GESCHORST");
    expect(text).toContain("| **geschorst** | 0 / 0 / 0 |");
    expect(text).toContain("Gemeente Berg en Dal: **geen waarborg: er gaat niets door**");
  });

  it("says so where nothing is in force and nobody is data protection officer", () => {
    const register = { ...exampleReport.register, activities: [], dataProtectionOfficers: [] };
    const text = printRegisterMarkdown({ ...exampleReport, register, use: { ...exampleReport.use, clauses: [] } });
    expect(text).toContain("Er is geen convenant van kracht");
    expect(text).toContain("| **Functionaris gegevensbescherming** | niet vastgelegd |");
  });

  it.each(["a | b", "<script>alert(1)</script>", "[x](javascript:alert)", "a\n\n# Kop", "`code`", "~~weg~~"])(
    "takes no markup from a name: %j",
    (title) => {
      const plain = printRegisterMarkdown(reportWith({ title: "x" })).split("\n");
      const text = printRegisterMarkdown(reportWith({ title })).split("\n");
      expect(text).toHaveLength(plain.length);
      const line = text.find((one) => one.startsWith("| **Convenant** |"))!;
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
      expect(line).not.toMatch(/(?<!\\)[<>[\]~]/);
    },
  );
});

describe("use", () => {
  const counted = (change: Partial<CountedUse> = {}): CountedUse => ({
    covenant: example.covenant,
    version: 1,
    clause: example.clause,
    allowed: 1,
    refused: 2,
    held: 3,
    lastUse: NOON,
    released: [],
    releasedOfQuestion: [],
    ...change,
  });
  const field = (name: string, change: object = {}) => ({ ...example.data[0]!.fields[0]!, name, ...change });
  const fields = [
    field("caseRef", { leg: "question" }),
    field("caseRef"),
    field("arrearsAmount"),
    field("medicalData", { releasable: false }),
  ];
  const register = reportWith({ data: [{ ...example.data[0]!, fields }] }).register;
  const of = (...uses: readonly CountedUse[]) =>
    useOf(register, { ...yearBefore(NOON), counted: uses, computedAt: NOON });

  it.each([
    { name: "every field, of document and question apart", use: {}, never: ["?caseRef", "caseRef", "arrearsAmount"] },
    { name: "what left in the document alone", use: { released: ["caseRef"] }, never: ["?caseRef", "arrearsAmount"] },
    {
      name: "what left in the question alone",
      use: { releasedOfQuestion: ["caseRef"], released: ["arrearsAmount"] },
      never: ["caseRef"],
    },
    { name: "nothing of a clause that nobody used", use: { allowed: 0 }, never: [] },
  ])("tells of fields that never left: $name", ({ use, never }) => {
    expect(of(counted(use)).clauses[0]?.neverReleased).toEqual(never);
  });

  it("is that of this version of this clause alone; what found no clause stands apart", () => {
    const found = of(
      counted({ version: 2 }),
      counted({ clause: "other/out/default" }),
      counted({ clause: null, refused: 5, held: 1 }),
      counted({ covenant: null, version: null, clause: null, refused: 2, held: 0 }),
    );
    expect(found.clauses).toMatchObject([{ allowed: 0, refused: 0, held: 0, lastUse: null }]);
    expect(found.withoutClause).toEqual({ refused: 7, held: 1 });
  });

  it("goes back twelve months to the day", () => {
    const until = at("2028-02-29T11:00:00Z");
    expect(yearBefore(until)).toEqual({ from: at("2027-02-28T11:00:00Z"), until });
  });
});

it.each([
  ["P2Y", "2 jaar"],
  ["P1M", "1 maand"],
  ["P3M", "3 maanden"],
  ["P4W", "4 weken"],
  ["P1D", "1 dag"],
  ["P1Y6M", "1 jaar en 6 maanden"],
  ["own policy", "own policy"],
])("a term of %s is %s", (duration, text) => {
  expect(durationText(duration)).toBe(text);
});

describe("a version of before parties had an address", () => {
  it("is read, and prints what it held", () => {
    const text = JSON.stringify(exampleReport.register, (key, value: unknown) =>
      key === "address" ? undefined : value,
    );
    const register = registerSchema.parse(JSON.parse(text));
    expect(register.controller.address).toBeNull();
    expect(printRegisterMarkdown({ ...exampleReport, register })).toContain(
      "| Oosterpoort Wonen, privacy@oosterpoort.example, (024) 399 55 55 |",
    );
  });
});

describe("consent that is asked for", () => {
  it.each([
    ["none", false, null, "niet gevraagd"],
    ["none", true, null, "alleen voor bijzondere gegevens: uitdrukkelijke toestemming"],
    ["ordinary", true, 12, "toestemming, uitdrukkelijk voor bijzondere gegevens, hoogstens 12 maanden oud"],
  ] as const)("of the whole %s, explicit for special data %s, at most %s months old, is told", (...row) => {
    const [required, explicitForSpecial, maxMonths, text] = row;
    expect(consentText({ required, explicitForSpecial, maxMonths })).toBe(text);
  });

  it("is told to be in writing", () => {
    const rule = { required: "ordinary", written: true, explicitForSpecial: false, maxMonths: 12 } as const;
    expect(consentText(rule)).toBe("schriftelijke toestemming, hoogstens 12 maanden oud");
  });
});
