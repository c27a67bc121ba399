import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue, FieldMember, FieldType } from "../catalogue/types.ts";
import type { Data, Value } from "../document/types.ts";
import { AMOUNT_MAX } from "../minimise/money.ts";
import type { Leg } from "./types.ts";

const SCHEMAS: Readonly<Record<FieldType, Data>> = {
  string: { type: "string", maxLength: 200 },
  identifier: { type: "string", maxLength: 64 },
  code: { type: "string", maxLength: 40 },
  date: { type: "string", format: "date" },
  instant: { type: "string", format: "date-time" },
  month: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}$" },
  integer: { type: "integer" },
  number: { type: "number" },
  // Not `multipleOf: 0.01`: validators that divide floats refuse 19.99, others do not.
  money: {
    $comment: "euros, with at most two decimals",
    type: "number",
    minimum: -AMOUNT_MAX,
    maximum: AMOUNT_MAX,
  },
  boolean: { type: "boolean" },
  text: { type: "string", maxLength: 10_000 },
  postalCode: { type: "string", pattern: "^[1-9][0-9]{3} ?[A-Za-z]{2}$" },
  phone: { type: "string", maxLength: 30 },
  email: { type: "string", format: "email" },
  iban: { type: "string", maxLength: 42 },
  bsn: { not: {} },
  ip: { type: "string", maxLength: 39 },
  uuid: { type: "string", format: "uuid" },
  address: { type: "object" },
  person: { type: "object" },
  document: { type: ["object", "string"] },
  object: { type: "object" },
  list: { type: "array" },
  dates: { type: "array", items: { type: "string", format: "date" } },
  codes: { type: "array", items: { type: "string" } },
};

type Known = Pick<Catalogue, "fields" | "codeLists">;

/** JSON Schema (draft 2020-12) of the data of one leg. Open: fields beyond it are withheld and reported, not refused. */
export function legSchema(catalogue: Known, leg: Leg): Data {
  const names = [...leg.fields.values()];
  const whole = names.filter(({ name }) => !name.includes("."));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(whole.map(({ name }) => [name, fieldSchema(catalogue, name)])),
    required: whole.filter(({ required }) => required).map(({ name }) => name),
    ...(leg.requiredOneOf.length === 0
      ? {}
      : { allOf: leg.requiredOneOf.map((group) => ({ anyOf: group.map((name) => ({ required: [name] })) })) }),
  };
}

function fieldSchema(catalogue: Known, name: string): Data {
  const field = fieldOf(catalogue, name);
  if (field === null) return {};
  const base = memberSchema(catalogue, { name, type: field.type, codeList: field.codeList });
  const described = { ...base, description: field.nl };
  if (field.members === null) return described;
  const properties = Object.fromEntries(field.members.map((member) => [member.name, memberSchema(catalogue, member)]));
  return field.type === "list" ? { ...described, items: { type: "object", properties } } : { ...described, properties };
}

function memberSchema({ codeLists }: Known, { type, codeList }: FieldMember): Data {
  const list = codeLists.get(codeList ?? "");
  const codes: Value = list?.closed === true ? [...list.values.keys()] : [];
  if (codes.length === 0 || (type !== "code" && type !== "codes")) return SCHEMAS[type];
  return type === "code" ? { type: "string", enum: codes } : { type: "array", items: { type: "string", enum: codes } };
}
