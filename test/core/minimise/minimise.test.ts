import { describe, expect, it } from "vitest";

import type { Data, Document, Value } from "../../../src/core/document/types.ts";
import { minimise } from "../../../src/core/minimise/minimise.ts";
import { declaredIdentifiers, documentWithoutProhibited } from "../../../src/core/minimise/prohibited.ts";
import { municipalityOfPostcode } from "../../../src/core/minimise/transforms/places.ts";
import type { PlannedField } from "../../../src/core/minimise/types.ts";
import { aPlan, catalogue, NOW, planned, withheld } from "./fixtures.ts";

const minimiseBy = (data: Data, ...fields: PlannedField[]) => minimise(data, aPlan(fields));

describe("the excerpt", () => {
  it("holds what the plan releases and nothing else", () => {
    const data = { lastName: "Jansen", firstNames: "Anna", birthDate: "1967-12-24", onbekend: "x" };
    const { excerpt, findings } = minimiseBy(
      data,
      planned("lastName"),
      withheld("firstNames"),
      planned("birthDate", "year"),
    );
    expect(excerpt).toEqual({ lastName: "Jansen", birthDate: 1967 });
    expect(findings).toEqual([]);
  });

  it("tells which fields changed: by transform or scan, not by spelling", () => {
    const data = { lastName: "Jansen 123456782", birthDate: "1967-12-24", postalCode: "6561 ab", city: "Groesbeek" };
    const fields = [planned("lastName"), planned("birthDate", "month"), planned("postalCode"), planned("city")];
    expect(minimiseBy(data, ...fields).changed).toEqual(new Set(["lastName", "birthDate"]));
  });

  it("takes null and absent for not supplied, without a finding", () => {
    const minimised = minimiseBy(
      { lastName: null },
      planned("lastName"),
      planned("firstNames"),
      planned("landlordStatement.nuisance"),
    );
    expect(minimised).toMatchObject({ excerpt: {}, findings: [] });
  });

  it("does not take the prototype's members for fields", () => {
    expect(minimiseBy({}, planned("constructor"), planned("toString"))).toMatchObject({ excerpt: {}, findings: [] });
  });

  it("withholds a field that the dictionary does not know, whatever the plan says", () => {
    expect(minimiseBy({ onbekend: "x" }, planned("onbekend"))).toMatchObject({
      excerpt: {},
      findings: [{ kind: "malformed", field: "onbekend" }],
    });
  });

  it.each(["citizenServiceNumber", "idDocumentNumber", "passportPhoto", "nationality", "mandateGround"])(
    "withholds %s, which is prohibited or always dropped, whatever the plan says",
    (name) => {
      expect(minimiseBy({ [name]: "X" }, planned(name))).toMatchObject({
        excerpt: {},
        findings: [{ kind: "prohibited", field: name, count: 1 }],
      });
    },
  );

  it.each(["nationality", "mandateGround", "medicalData", "urgencyDeclaration"])(
    "does not let %s ride along as an undeclared member of another field",
    (name) => {
      const minimised = minimiseBy({ housingPreferences: { kamers: 3, [name]: "x" } }, planned("housingPreferences"));
      expect(minimised).toMatchObject({
        excerpt: { housingPreferences: { kamers: 3 } },
        findings: [{ kind: "prohibited", field: "housingPreferences", count: 1 }],
      });
    },
  );
});

describe("dotted fields", () => {
  const statement = { landlordStatement: { nuisance: "established", remarks: "praat met Piet", other: 1 } };

  it("are read from their object and put back into it, beside each other", () => {
    const fields = [planned("landlordStatement.nuisance", "flag"), planned("landlordStatement.remarks", "redact")];
    expect(minimiseBy(statement, ...fields).excerpt).toEqual({
      landlordStatement: { nuisance: true, remarks: "praat met [derde]" },
    });
  });

  it("are found by the members of their object when they have no row of their own", () => {
    const data = { externalCollection: { kind: "DEU", status: "LOP", amount: 5 } };
    expect(minimiseBy(data, planned("externalCollection.status")).excerpt).toEqual({
      externalCollection: { status: "LOP" },
    });
  });

  it("stay out of an object that is released whole when they are withheld", () => {
    const data = { externalCollection: { kind: "DEU", status: "LOP", amount: 5 } };
    const fields = [
      planned("externalCollection"),
      withheld("externalCollection.amount"),
      planned("externalCollection.kind", "flag"),
    ];
    expect(minimiseBy(data, ...fields).excerpt).toEqual({ externalCollection: { kind: true, status: "LOP" } });
  });

  it("replace an object of which only a flag is left", () => {
    const data = { externalCollection: { kind: "DEU", status: "LOP" } };
    const fields = [planned("externalCollection", "flag"), planned("externalCollection.status")];
    expect(minimiseBy(data, ...fields).excerpt).toEqual({ externalCollection: { status: "LOP" } });
  });

  it("are absent when their object is none", () => {
    expect(minimiseBy({ landlordStatement: "x" }, planned("landlordStatement.nuisance")).excerpt).toEqual({});
  });
});

describe("a value", () => {
  it.each<[string, Value, Value]>([
    ["lastName", 12, "12"],
    ["caseRef", "S-1", "S-1"],
    ["caseRef", "HOV 2026/12.a", "HOV 2026/12.a"],
    ["age", 40, 40],
    ["arrearsMonths", 2.3333333333333335, 2.3333333333333335],
    ["arrearsAmount", 1420.5, 1420.5],
    ["arrearsAmount", "1420.50", 1420.5],
    ["arrearsAmount", -0, 0],
    ["hasGarden", false, false],
    ["birthDate", "1968-02-29", "1968-02-29"],
    ["birthDate", "2026-12-31T23:30:00Z", "2027-01-01"],
    ["period", "2026-08-14", "2026-08"],
    ["remindersSent", "2026-01-01", ["2026-01-01"]],
    ["specialTargetGroup", "KUN", ["KUN"]],
    ["reactionHistory", { date: "2026-01-01", status: "A" }, [{ date: "2026-01-01", status: "A" }]],
    ["appointmentAt", "2026-11-22T11:00+01:00", "2026-11-22T10:00:00Z"],
    ["appointmentAt", "2026-11-22T10:00:00.120Z", "2026-11-22T10:00:00.120Z"],
    ["email", "A.Jansen@voorbeeld.nl", "A.Jansen@voorbeeld.nl"],
    ["ipAddress", "192.0.2.1", "192.0.2.1"],
    ["ipAddress", "2001:db8::1", "2001:db8::1"],
    ["messageKey", "0192F0C1-7A3B-7C00-8000-123456789012", "0192f0c1-7a3b-7c00-8000-123456789012"],
    ["phoneNumber", "0031 24 399 55 55", "+31243995555"],
    ["phoneNumber", "+31 (0)6 12345678", "+31612345678"],
    ["phoneNumber", "+49 (30) 1234567", "+49301234567"],
    ["phoneNumber", "0049 30 1234567", "+49301234567"],
    ["phoneNumber", "0800-1234", "08001234"],
    ["freeAddress", "Dorpsplein 1, Groesbeek", "Dorpsplein 1, Groesbeek"],
    ["freeAddress", { street: "Dorpsplein" }, { street: "Dorpsplein" }],
    ["newAddress", { street: "Dorpsplein", owner: "x", city: null }, { street: "Dorpsplein" }],
    ["administrator", { name: "Bewind BV", contact: "024 3995555" }, { name: "Bewind BV", contact: "024 3995555" }],
    ["notes", ["a", 1, true, { b: null, c: ["d"] }], ["a", 1, true, { c: ["d"] }]],
    ["householdMembers", [{ role: "XYZ" }], [{ role: "XYZ" }]],
  ])("of %s that fits goes in the spelling of its type: %j", (name, value, expected) => {
    expect(minimiseBy({ [name]: value }, planned(name))).toMatchObject({ excerpt: { [name]: expected }, findings: [] });
  });

  it.each<[string, Value]>([
    ["lastName", true],
    ["lastName", "x".repeat(201)],
    ["lastName", "twee\nregels"],
    ["lastName", "bel\u0007"],
    ["lastName", { first: "x" }],
    ["lastName", ["x"]],
    ["lastName", 1.5],
    ["lastName", -1],
    ["caseRef", "-"],
    ["caseRef", "x".repeat(65)],
    ["gender", "een man" + "!"],
    ["rejectionReason", { text: "zonder code" }],
    ["birthDate", "24-12-1967"],
    ["birthDate", "1967-02-29"],
    ["birthDate", "1967-13-01"],
    ["birthDate", "1066-10-14"],
    ["birthDate", 1967],
    ["period", "2026-13"],
    ["appointmentAt", "2026-11-22T10:00:00"],
    ["appointmentAt", "2026-11-22T25:00:00Z"],
    ["appointmentAt", "2026-02-30T10:00:00Z"],
    ["age", 40.5],
    ["age", "40"],
    ["age", 10_000_000],
    ["arrearsMonths", "2"],
    ["arrearsMonths", 10_000_000],
    ["arrearsAmount", 0.001],
    ["arrearsAmount", "1.420,50"],
    ["arrearsAmount", true],
    ["hasGarden", "ja"],
    ["hasGarden", 1],
    ["email", "geen adres"],
    ["email", `${"x".repeat(64)}@${"y.".repeat(100)}nl`],
    ["ipAddress", "300.1.1.1"],
    ["ipAddress", "ab:cd"],
    ["messageKey", "geen"],
    ["postalCode", "0561AB"],
    ["postalCode", "6561"],
    ["phoneNumber", "bel maar"],
    ["phoneNumber", "06123456"],
    ["phoneNumber", "+3161234567"],
    ["iban", "XX12345"],
    ["newAddress", { postalCode: "x" }],
    ["remindersSent", ["2026-01-01", "gisteren"]],
    ["remindersSent", "gisteren"],
    ["remindersSent", Array.from({ length: 1001 }, () => "2026-01-01")],
    ["coTenants", ["Piet"]],
    ["coTenants", "Piet"],
    ["reactionHistory", { date: "gisteren" }],
    ["remark", "x".repeat(10_001)],
    ["notes", [null]],
    ["gender", "Q"],
    ["priorityReason", { code: "XYZ", remark: "x" }],
    [
      "signals",
      [
        { date: "2026-01-01", detail: "BRA" },
        { date: "2026-01-02", detail: "NOG" },
      ],
    ],
    ["housingPreferences", [[[[[[[[["diep"]]]]]]]]]],
    ["housingPreferences", { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } }],
  ])("of %s that does not fit is withheld: %j", (name, value) => {
    expect(minimiseBy({ [name]: value }, planned(name))).toMatchObject({
      excerpt: {},
      findings: [{ kind: "malformed", field: name }],
    });
  });

  it.each<[string, Value]>([
    ["lastName", "   "],
    ["notes", []],
    ["newAddress", { owner: "x" }],
  ])("of %s with nothing in it is told: %j", (name, value) => {
    expect(minimiseBy({ [name]: value }, planned(name))).toMatchObject({
      excerpt: {},
      findings: [{ kind: "emptied", field: name }],
    });
  });

  it("counts two findings of a kind in one field together", () => {
    const data = { surveyAnswers: { a: "bel Piet", b: "nr 123456782", c: "nr 111222333" } };
    expect(minimiseBy(data, planned("surveyAnswers", "redact")).findings).toEqual([
      { kind: "third-person", field: "surveyAnswers", count: 1 },
      { kind: "bsn", field: "surveyAnswers", count: 2 },
    ]);
  });

  it("tells a special code once, however often it stands in a list", () => {
    const data = { specialTargetGroup: ["GGZ", "PSY", "GED"] };
    expect(minimiseBy(data, planned("specialTargetGroup")).findings).toEqual([
      { kind: "special-code", field: "specialTargetGroup", sensitivity: "B", reducedTo: "removed" },
      { kind: "special-code", field: "specialTargetGroup", sensitivity: "C", reducedTo: "removed" },
      { kind: "emptied", field: "specialTargetGroup" },
    ]);
  });

  it("of a code whose parent stands in no list is removed", () => {
    const data = {
      signals: [
        { date: "2026-01-01", detail: "BRA" },
        { date: "2026-01-02", detail: "CUR" },
      ],
    };
    expect(minimiseBy(data, planned("signals")).excerpt).toEqual({
      signals: [{ date: "2026-01-01" }, { date: "2026-01-02" }],
    });
  });

  it("that a transform made of something else is scanned as text", () => {
    const data = { judgment: { caseNo: "x BSN 123456782", date: "2026-01-01" } };
    const { excerpt, findings } = minimiseBy(data, planned("judgment", "docRef"));
    expect(excerpt).toEqual({ judgment: { date: "2026-01-01" } });
    expect(findings).toEqual([{ kind: "bsn", field: "judgment", count: 1 }]);
  });
});

describe("a document that is kept", () => {
  const document: Document = {
    header: {
      format: "uitwisselpoort/1",
      environment: "test",
      messageId: "0192f0c1-7a3b-7c00-8000-000000000001",
      from: "oosterpoort",
      to: "entree",
      actor: "system:test",
      covenant: "c",
      purpose: "p",
      direction: "out",
      message: "default",
      sentAt: NOW,
      replyTo: null,
      ask: null,
      channel: null,
    },
    subjects: [],
    data: { caseRef: "111222333", bsn: 5, remark: "nr 123456782" },
    attachments: [
      { field: "defectPhoto", name: "scan_123456782.pdf", mediaType: "application/pdf", size: 1, sha256: "0" },
      { field: "defectPhoto", name: "zaak_111222333.pdf", mediaType: "application/pdf", size: 1, sha256: "0" },
    ],
  };

  it("has no BSN in its data or in the names of its files", () => {
    const cleaned = documentWithoutProhibited(document, catalogue);
    expect(cleaned).toMatchObject({ bsn: 3, identityDocuments: 0, prohibited: 0 });
    expect(cleaned.data.data).toEqual({ caseRef: "111222333", remark: "nr [BSN verwijderd]" });
    expect(cleaned.data.attachments.map(({ name }) => name)).toEqual([
      "scan_[BSN verwijderd].pdf",
      "zaak_111222333.pdf",
    ]);
    expect(cleaned.data.header).toEqual(document.header);
  });

  it("declares its identifiers, dotted ones too", () => {
    const data = { caseRef: 123, lastName: "x", judgment: { caseNo: "C-1", court: "y" }, tenancyNumber: ["z"] };
    expect(declaredIdentifiers(data, catalogue)).toEqual(["123", "C-1"]);
  });
});

describe("the cross-check of Annex C", () => {
  it.each([
    { postalCode: "6561AB", is: "GM1945" },
    { postalCode: "6611", is: "GM0252" },
    { postalCode: "6585AB", is: null },
    { postalCode: "geen", is: null },
  ])("finds $is for $postalCode", ({ postalCode, is }) => expect(municipalityOfPostcode(postalCode)).toBe(is));
});
