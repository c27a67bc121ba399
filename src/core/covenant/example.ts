import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue, FieldMember, FieldType } from "../catalogue/types.ts";
import type { Data, Value } from "../document/types.ts";
import type { Leg } from "./types.ts";

/** Invented, and valid for its type; the phone, postcode and IBAN belong to nobody (0201-range, PO box, documentation IBAN). */
const EXAMPLES: Readonly<Record<FieldType, Value>> = {
  string: "Voorbeeld",
  identifier: "VB-0001",
  code: "VB",
  date: "2026-09-01",
  instant: "2026-11-24T09:00:00+01:00",
  month: "2026-09",
  integer: 2,
  number: 2,
  money: 612.5,
  boolean: true,
  text: "De kraan in de keuken lekt.",
  postalCode: "6561AB",
  phone: "0243995555",
  email: "voorbeeld@huurder.example",
  iban: "NL91ABNA0417164300",
  bsn: null,
  ip: "192.0.2.1",
  uuid: "0192f0c1-0000-7000-8000-000000000001",
  address: {},
  person: {},
  document: { ref: "DOC-0001", type: "brief", date: "2026-09-01" },
  object: { note: "Voorbeeld" },
  list: [],
  dates: ["2026-09-01"],
  codes: [],
};

/** Where the type alone would give an example that reads oddly, or of which the clause's transform would leave nothing. */
const BY_NAME: Readonly<Record<string, Value>> = {
  lastName: "Jansen",
  firstNames: "Anna Lucia",
  initials: "A.L.",
  lastNamePrefix: "van",
  birthDate: "1967-12-24",
  street: "Dorpsstraat",
  houseNumber: "12",
  houseLetter: "A",
  houseNumberAddition: "bis",
  city: "Groesbeek",
  municipalityCode: "1945",
  arrearsAmount: 1420.5,
  careNeed: "Kan geen trappen lopen.",
  medicalData: "Kan geen trappen lopen.",
  medicalIndication: "ROL",
  alternativeContact: "De buurvrouw, 024-3995556.",
  // The first code of these lists is one that VERA no longer uses.
  accessibilityLabel: "GNV",
  guardianship: "CUR",
  role: "MDH",
};

type Known = Pick<Catalogue, "fields" | "codeLists">;

/** Data for one leg with every agreed field filled in, ready to be signed and tried. */
export function exampleData(catalogue: Known, leg: Leg): Data {
  const data: Record<string, Value> = {};
  for (const name of leg.fields.keys()) {
    const value = exampleOf(catalogue, name);
    const dot = name.indexOf(".");
    if (dot < 0) data[name] = value;
    else data[name.slice(0, dot)] = { ...(data[name.slice(0, dot)] as object), [name.slice(dot + 1)]: value };
  }
  return data;
}

function exampleOf(catalogue: Known, name: string): Value {
  const own = BY_NAME[name];
  const field = fieldOf(catalogue, name);
  if (own !== undefined || field === null) return own ?? "VB-0001";
  const members = membersOf(catalogue, field.members ?? []);
  if (field.type === "list") return [field.members === null ? "VB-0001" : members];
  if (field.members !== null) return members;
  return memberExample(catalogue, { name, type: field.type, codeList: field.codeList });
}

function membersOf(catalogue: Known, members: readonly FieldMember[]): { readonly [key: string]: Value } {
  return Object.fromEntries(
    members.map((member) => [member.name, BY_NAME[member.name] ?? memberExample(catalogue, member)]),
  );
}

function memberExample({ codeLists }: Known, { type, codeList }: FieldMember): Value {
  if (type !== "code" && type !== "codes") return EXAMPLES[type];
  const values = [...(codeLists.get(codeList ?? "")?.values.values() ?? [])];
  const code = values.find(({ sensitivity }) => sensitivity === "O")?.code ?? values[0]?.code ?? "VB";
  return type === "codes" ? [code] : code;
}
