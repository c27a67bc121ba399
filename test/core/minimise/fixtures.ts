import { catalogueHash } from "../../../src/core/catalogue/published.ts";
import type {
  Catalogue,
  Category,
  CodeList,
  FieldDefinition,
  FieldMember,
  FieldType,
  IncomeTable,
  Sensitivity,
  Transform,
} from "../../../src/core/catalogue/types.ts";
import type { Instant } from "../../../src/core/ids.ts";
import type { MinimiseContext, Plan, PlannedField } from "../../../src/core/minimise/types.ts";

interface FieldExtra {
  readonly codeList?: string;
  readonly members?: Readonly<Record<string, FieldType | readonly ["code", string]>>;
  readonly sensitivity?: Sensitivity;
  readonly category?: Category;
  readonly alwaysDropped?: boolean;
}

let number = 0;

function field(name: string, type: FieldType, extra: FieldExtra = {}): [string, FieldDefinition] {
  const members = Object.entries(extra.members ?? {}).map(([member, of]): FieldMember =>
    typeof of === "string"
      ? { name: member, type: of, codeList: null }
      : { name: member, type: of[0], codeList: of[1] },
  );
  return [
    name,
    {
      number: ++number,
      name,
      nl: name,
      vera: null,
      type,
      codeList: extra.codeList ?? null,
      category: extra.category ?? "mixed",
      sensitivity: extra.sensitivity ?? "O",
      transforms: [],
      statement: [],
      alwaysDropped: extra.alwaysDropped ?? false,
      members: extra.members === undefined ? null : members,
    },
  ];
}

function list(
  name: string,
  values: Readonly<Record<string, readonly [Sensitivity, string | null]>>,
  closed = true,
): [string, CodeList] {
  const entries = Object.entries(values).map(
    ([code, [sensitivity, parent]]) => [code, { list: name, code, nl: code, sensitivity, parent }] as const,
  );
  return [name, { name, closed, values: new Map(entries) }];
}

const ADDRESS = {
  street: "string",
  houseNumber: "string",
  postalCode: "postalCode",
  city: "string",
  municipalityCode: "string",
} as const;

const FIELDS = new Map([
  field("personRef", "identifier"),
  field("lastName", "string"),
  field("lastNamePrefix", "string"),
  field("firstNames", "string"),
  field("initials", "string"),
  field("gender", "code", { codeList: "GESLACHT" }),
  field("birthDate", "date"),
  field("age", "integer"),
  field("nationality", "code", { sensitivity: "S", alwaysDropped: true }),
  field("citizenServiceNumber", "bsn", { sensitivity: "X" }),
  field("idDocumentNumber", "string", { sensitivity: "X" }),
  field("passportPhoto", "document", { sensitivity: "X", alwaysDropped: true }),
  field("identityVerified", "object", { members: { at: "date", method: "string", by: "string" } }),
  field("ipAddress", "ip"),
  field("street", "string"),
  field("houseNumber", "string"),
  field("postalCode", "postalCode"),
  field("city", "string"),
  field("municipalityCode", "code"),
  field("newAddress", "address", { members: ADDRESS }),
  field("freeAddress", "address"),
  field("phoneNumber", "phone"),
  field("mobilePhone", "phone"),
  field("email", "email"),
  field("emergencyContact", "person", { members: { name: "string", phone: "phone" } }),
  field("administrator", "person"),
  field("registrationNumber", "identifier"),
  field("registrationDate", "date"),
  field("reactionHistory", "list", { members: { date: "date", status: "code" } }),
  field("priorityReason", "code", { codeList: "VOORRANGDETAILSOORT", sensitivity: "S" }),
  field("specialTargetGroup", "codes", { codeList: "AANVULLENDEDOELGROEP", sensitivity: "S" }),
  field("rejectionReason", "code", { codeList: "REJECTIONREASON" }),
  field("urgencyDeclaration", "document", { sensitivity: "B" }),
  field("allocationDate", "date"),
  field("serviceQuestion", "text", { sensitivity: "S" }),
  field("householdSize", "integer"),
  field("householdMembers", "list", {
    members: { role: ["code", "ROLE"], name: "string", firstNames: "string", birthDate: "date", age: "integer" },
  }),
  field("minorsInHousehold", "integer"),
  field("elderlyHousehold", "boolean"),
  field("householdIncome", "money", { sensitivity: "S" }),
  field("incomeYear", "integer"),
  field("tenancyNumber", "identifier"),
  field("tenancyStart", "date"),
  field("coTenants", "list", {
    members: {
      name: "string",
      firstNames: "string",
      initials: "string",
      lastNamePrefix: "string",
      lastName: "string",
      birthDate: "date",
    },
  }),
  field("coTenant", "person"),
  field("landlordStatement.nuisance", "code", { codeList: "NUISANCEESTABLISHED", sensitivity: "S*" }),
  field("landlordStatement.remarks", "text", { sensitivity: "S*" }),
  field("iban", "iban"),
  field("paymentHistory", "list", { members: { date: "date", amount: "money" } }),
  field("arrearsAmount", "money"),
  field("arrearsMonths", "number"),
  field("remindersSent", "dates"),
  field("debtHelpPointedOut", "date"),
  field("paymentArrangement", "object", { members: { status: "code", amount: "money", terms: "integer" } }),
  field("paymentStatus", "string"),
  field("claimSpecification", "list", { members: { period: "month", amount: "money" } }),
  field("externalCollection", "object", {
    members: { kind: "code", status: "code", amount: "money", handedOverOn: "date" },
  }),
  field("judgment", "object", { members: { court: "string", caseNo: "identifier", date: "date", type: "string" } }),
  field("caregiverOrganisation", "string"),
  field("mandateGround", "code", { sensitivity: "B", alwaysDropped: true }),
  field("nuisanceType", "code", { codeList: "ZAAKTYPEDETAILSOORT", sensitivity: "S*" }),
  field("signals", "list", { members: { date: "date", detail: ["code", "SIGNALERINGDETAILSOORT"] } }),
  field("nuisancePeriod", "dates"),
  field("nuisanceEvidence", "document", { sensitivity: "S*" }),
  field("reporter", "person", { members: { name: "string", phone: "phone" } }),
  field("lastChanceAgreement", "object", { members: { id: "identifier", date: "date", conditions: "text" } }),
  field("medicalData", "text", { sensitivity: "B" }),
  field("medicalIndication", "code", { codeList: "VOORRANGDETAILSOORT", sensitivity: "B" }),
  field("careNeed", "codes", { codeList: "AANVULLENDEDOELGROEP", sensitivity: "B" }),
  field("repairOrder", "identifier"),
  field("repairDescription", "text"),
  field("alternativeContact", "text"),
  field("appointment", "object", { members: { from: "instant", until: "instant" } }),
  field("appointmentAt", "instant"),
  field("housingPreferences", "object"),
  field("notes", "list"),
  field("surveyAnswers", "object"),
  field("messageKey", "uuid"),
  field("period", "month"),
  field("hasGarden", "boolean"),
  field("organisation", "object"),
  field("caseRef", "identifier"),
  field("clientRef", "identifier"),
  field("remark", "text", { sensitivity: "S" }),
  field("backup", "document"),
  field("unlisted", "code", { codeList: "NO_SUCH_LIST" }),
]);

const LISTS = new Map([
  list("GESLACHT", { M: ["O", null], V: ["O", null], O: ["O", null], X: ["O", null] }),
  list("VOORRANGDETAILSOORT", {
    MED: ["B", "VOORRANGSOORT.URG"],
    ROL: ["B", "VOORRANGSOORT.IND"],
    RST: ["B", "VOORRANGSOORT.IND"],
    GEL: ["B", "VOORRANGSOORT.IND"],
    SER: ["B", "VOORRANGSOORT.IND"],
    MAN: ["B", "VOORRANGSOORT.URG"],
    EXD: ["C", "VOORRANGSOORT.URG"],
    GEW: ["S", "VOORRANGSOORT.URG"],
    ECO: ["O", "VOORRANGSOORT.BIN"],
    HUI: ["O", "VOORRANGSOORT.URG"],
  }),
  list("VOORRANGSOORT", { URG: ["S", null], IND: ["B", null], BIN: ["O", null], GRO: ["O", null] }),
  list("AANVULLENDEDOELGROEP", {
    GGZ: ["B", null],
    PSY: ["B", null],
    VER: ["B", null],
    ZIN: ["B", null],
    GED: ["C", null],
    DAK: ["S", null],
    KUN: ["O", null],
  }),
  list("ZAAKTYPEDETAILSOORT", {
    PSY: ["B", "ZAAKTYPESOORT.SOC"],
    VER: ["B", "ZAAKTYPESOORT.SOC"],
    HEN: ["C", "ZAAKTYPESOORT.SOC"],
    DRU: ["C", "ZAAKTYPESOORT.SOC"],
    GEL: ["S*", "ZAAKTYPESOORT.SOC"],
    VUI: ["S*", "ZAAKTYPESOORT.SOC"],
  }),
  list("ZAAKTYPESOORT", { SOC: ["S*", null], FIN: ["S", null] }),
  list("SIGNALERINGDETAILSOORT", {
    VER: ["S*", "SIGNALERINGSOORT.ONE"],
    GEL: ["S*", "SIGNALERINGSOORT.OVE"],
    HEN: ["C", "SIGNALERINGSOORT.ONE"],
    CUR: ["B", null],
    BRA: ["C", "MISSINGLIST.AGR"],
  }),
  list("SIGNALERINGSOORT", { ONE: ["S*", null], OVE: ["S*", null] }),
  list("REJECTIONREASON", { income: ["S", null], household: ["O", null], documents: ["O", null], other: ["O", null] }),
  list("NUISANCEESTABLISHED", { none: ["S*", null], established: ["S*", null] }),
  list("ROLE", { MDH: ["O", null], MBW: ["O", null] }, false),
]);

const noon = (iso: string): Instant => Date.parse(iso) as Instant;

const INCOME: readonly IncomeTable[] = [
  {
    year: 2026,
    from: noon("2025-12-31T23:00:00Z"),
    until: noon("2026-12-31T23:00:00Z"),
    pt: { onePerson: 29_400, morePersons: 39_925, onePersonElderly: 28_775, morePersonsElderly: 38_650 },
    daeb: { onePerson: 51_537, morePersons: 56_910, onePersonElderly: 51_537, morePersonsElderly: 56_910 },
  },
];

/** A dictionary of our own, small beside `contracts/`, with at least one field of every type. */
export const catalogue: Catalogue = {
  hash: catalogueHash(new Map()),
  fields: FIELDS,
  purposes: new Map(),
  forbiddenPurposes: new Map(),
  refusals: new Map(),
  codeLists: LISTS,
  facts: new Map(),
  incomeTables: INCOME,
  parties: new Map(),
};

/** 22 November 2026, eleven in the morning in Groesbeek. */
export const NOW = noon("2026-11-22T10:00:00Z");

export const aContext = (change: Partial<MinimiseContext> = {}): MinimiseContext => ({
  catalogue,
  now: NOW,
  declaredIdentifiers: [],
  subjectNames: [],
  pseudonymise: (value) => `p:${Array.from(value, (char) => char.charCodeAt(0).toString(16)).join("")}`,
  ...change,
});

/** `month`, `lastMonths(12)`. */
export function transformOf(text: string): Transform {
  const match = /^(\w+)(?:\((\d+)\))?$/.exec(text);
  const id = match?.[1] as Transform["id"];
  return match?.[2] === undefined ? { id } : { id, months: Number(match[2]) };
}

export const planned = (name: string, transform = "pass", change: Partial<PlannedField> = {}): PlannedField => ({
  name,
  action: "release",
  transform: transformOf(transform),
  reason: null,
  required: false,
  specialCodesAllowed: false,
  approval: null,
  ...change,
});

export const withheld = (name: string): PlannedField =>
  planned(name, "drop", { action: "withhold", reason: { code: "FIELD_STRIPPED", param: name } });

export const aPlan = (fields: readonly PlannedField[], context: Partial<MinimiseContext> = {}): Plan => ({
  fields,
  requiredOneOf: [],
  context: aContext(context),
});

/** The nine-digit number that passes the test and begins with these eight digits, if there is one. */
export function bsnFrom(eight: string): string | null {
  const sum = Array.from(eight).reduce((total, digit, at) => total + (9 - at) * Number(digit), 0);
  const last = sum % 11;
  return last === 10 || Number(eight) === 0 ? null : `${eight}${last}`;
}
