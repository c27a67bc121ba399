import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { parseDay, startOfDay } from "../../src/core/calendar.ts";
import type { Sensitivity } from "../../src/core/catalogue/types.ts";

const folder = join(import.meta.dirname, "../../contracts");
const verifySignature = () => Promise.resolve(false);
const { catalogue } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });
const fields = [...catalogue.fields.values()];

describe("fields.yaml", () => {
  it("has every row of domain.md §2.1, and no gap after it", () => {
    const numbers = [...new Set(fields.map(({ number }) => number))];
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(173);
  });

  it.each([
    { number: 158, names: ["messageId", "correlationId", "replyTo"] },
    { number: 160, names: ["consentRef", "mandateRef", "agreementRef", "caseRef", "orderRef"] },
    { number: 163, names: ["decisionCode", "reasonCode"] },
  ])("gives each of the fields that row $number names an entry", ({ number, names }) => {
    expect(fields.filter((field) => field.number === number).map(({ name }) => name)).toEqual(names);
  });

  it.each<{ class: Sensitivity; names: string[] }>([
    { class: "X", names: ["citizenServiceNumber", "idDocumentCopy", "idDocumentNumber", "passportPhoto"] },
    { class: "C", names: ["cannabisOrDrugs", "policeReport", "criminalRecord", "incidentCodes"] },
    {
      class: "B",
      names: [
        "urgencyDeclaration",
        "mandateGround",
        "guardianship",
        "medicalData",
        "medicalIndication",
        "careNeed",
        "addictionOrPsych",
      ],
    },
  ])("knows the fields of class $class", ({ class: sensitivity, names }) => {
    expect(fields.filter((field) => field.sensitivity === sensitivity).map(({ name }) => name)).toEqual(names);
  });

  it("drops four fields always", () => {
    const dropped = fields.filter((field) => field.alwaysDropped).map(({ name }) => name);
    expect(dropped).toEqual(["nationality", "passportPhoto", "otherCreditors", "mandateGround"]);
  });
});

describe("purposes.yaml", () => {
  it("has the purposes of domain.md §3 and the seven forbidden ones", () => {
    expect(catalogue.purposes.size).toBe(39);
    expect([...catalogue.forbiddenPurposes.keys()]).toEqual([
      "third-party-marketing",
      "credit-scoring",
      "blacklist-sharing",
      "immigration-control",
      "profiling-nuisance",
      "recruitment-screening",
      "research-identifiable",
    ]);
  });

  it("keeps inside what C-30 keeps inside", () => {
    const internal = [...catalogue.purposes.values()].filter((purpose) => purpose.internalOnly).map(({ id }) => id);
    expect(internal.sort()).toEqual([
      "complaints-disputes",
      "customer-service",
      "income-test",
      "internal-management",
      "payments",
      "purchase-execution",
      "rent-collection",
      "urgency-assessment",
    ]);
  });

  it("lets an objection end newsletter and survey for good, and nothing else", () => {
    const absolute = [...catalogue.purposes.values()]
      .filter((purpose) => purpose.objectionAbsolute)
      .map(({ id }) => id);
    expect(absolute).toEqual(["newsletter", "customer-survey"]);
  });
});

/** domain.md §2.2, written out again. */
const SPECIAL: Readonly<Record<string, Partial<Record<Sensitivity, string>>>> = {
  VOORRANGDETAILSOORT: {
    B: "MED ROL RST GEL MAN SER",
    C: "EXD",
    S: "GEW REL SOC UIT STA FIN DAK",
    O: "ECO HUI KRN MAA REG BER DUP",
  },
  VOORRANGSOORT: { B: "IND", O: "URG BIN GRO" },
  AANVULLENDEDOELGROEP: { B: "GGZ PSY VER VBE LIC ZIN GEB GEE ZORI", C: "GED", S: "DAK SKA STH" },
  ZAAKTYPEDETAILSOORT: { "B": "PSY VER", "C": "DRU HEN", "S*": "GEL RUZ VUI STA DIE" },
  SIGNALERINGDETAILSOORT: { "B": "CUR", "C": "BRA DRU HEN", "S": "AMB BEW", "S*": "PRO VER GEL INT SEU" },
  VERTROUWELIJKHEID: { B: "GEH", O: "VER INT OPE" },
};

describe("code-lists.yaml", () => {
  const rows = Object.entries(SPECIAL).flatMap(([list, classes]) =>
    Object.entries(classes).flatMap(([sensitivity, codes]) =>
      codes.split(" ").map((code) => ({ list, code, sensitivity })),
    ),
  );
  it.each(rows)("classes $list.$code as $sensitivity", ({ list, code, sensitivity }) => {
    expect(catalogue.codeLists.get(list)?.values.get(code)?.sensitivity).toBe(sensitivity);
  });

  it.each(["VOORRANGDETAILSOORT", "AANVULLENDEDOELGROEP", "ZAAKTYPEDETAILSOORT", "SIGNALERINGDETAILSOORT"])(
    "lets no special code but those of domain.md §2.2 into %s",
    (list) => {
      const special = [...catalogue.codeLists.get(list)!.values.values()].filter(({ sensitivity }) =>
        "BC".includes(sensitivity),
      );
      const expected = `${SPECIAL[list]?.B ?? ""} ${SPECIAL[list]?.C ?? ""}`.trim().split(" ");
      expect(special.map(({ code }) => code).sort()).toEqual(expected.sort());
    },
  );
});

/** Not part of the project: `VERA_CSV` or the design pages beside it. */
const csv = process.env["VERA_CSV"] ?? join(import.meta.dirname, "../../../shared/vera/Referentiedata.csv");
const present = existsSync(csv);
if (!present) console.log("skipped: VERA reference data are not on this machine; set VERA_CSV to Referentiedata.csv");

describe.skipIf(!present)("against VERA's own reference data", () => {
  const rows = present
    ? readFileSync(csv, "utf8")
        .split(/\r?\n/)
        .slice(1)
        .map((row) => row.split(";"))
    : [];
  const names = new Set(rows.map(([list]) => list));
  const vera = [...catalogue.codeLists.values()].filter((list) => names.has(list.name));

  it("finds every list that fields name and VERA has", () => {
    expect(vera.length).toBeGreaterThanOrEqual(30);
  });

  it.each(vera.map((list) => ({ name: list.name, list })))(
    "has exactly the codes of $name, with their parents",
    ({ name, list }) => {
      const theirs = new Map<string, string>();
      for (const [of, code, , , , , parent] of rows) {
        if (of === name && code !== undefined)
          theirs.set(code, parent === "" ? (theirs.get(code) ?? "") : (parent ?? ""));
      }
      expect([...list.values.keys()].sort()).toEqual([...theirs.keys()].sort());
      for (const value of list.values.values()) {
        const parent = theirs.get(value.code) ?? "";
        // A parent in a list that no field of ours names is left out: nothing is ever reduced to it.
        const known = catalogue.codeLists.has(parent.split(".")[0] ?? "");
        expect([value.code, value.parent]).toEqual([value.code, known ? parent : null]);
      }
    },
  );
});

describe("income-classes.yaml", () => {
  it("has the limits of 2026 for all of that year", () => {
    const at = (day: string) => startOfDay(parseDay(day)!);
    expect(catalogue.incomeTables).toEqual([
      {
        year: 2026,
        from: at("2026-01-01"),
        until: at("2027-01-01"),
        pt: { onePerson: 29400, morePersons: 39925, onePersonElderly: 28775, morePersonsElderly: 38650 },
        daeb: { onePerson: 51537, morePersons: 56910, onePersonElderly: 51537, morePersonsElderly: 56910 },
      },
    ]);
  });
});
