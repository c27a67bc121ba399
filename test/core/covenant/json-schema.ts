import type { Data, Value } from "../../../src/core/document/types.ts";

/**
 * A validator of the few keywords of JSON Schema (draft 2020-12) that a leg's schema uses, written from the
 * specification. Any other keyword throws, so that none is passed over in silence.
 */
export function faultsOf(schema: Data, value: Value, at = ""): string[] {
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`this validator does not know ${keyword}`);
    return check({ argument, value, schema, at });
  });
}

interface Checking {
  readonly argument: Value;
  readonly value: Value;
  readonly schema: Data;
  readonly at: string;
}

const isObject = (value: Value): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const TYPES: Readonly<Record<string, (value: Value) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  object: isObject,
  array: isList,
};

/** As annotations by default, as assertions where a reader turns them on; the stricter reading is the one to satisfy. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  "date": /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i,
  "email": /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  "uuid": /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

const when = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);

const KEYWORDS: Readonly<Record<string, (checking: Checking) => string[]>> = {
  $schema: () => [],
  $comment: () => [],
  description: () => [],
  type: ({ argument, value, at }) => {
    const types = (isList(argument) ? argument : [argument]) as readonly string[];
    return when(
      types.some((type) => TYPES[type]!(value)),
      `${at} type`,
    );
  },
  enum: ({ argument, value, at }) => when((argument as readonly Value[]).includes(value), `${at} enum`),
  maxLength: ({ argument, value, at }) =>
    when(typeof value !== "string" || Array.from(value).length <= Number(argument), `${at} maxLength`),
  pattern: ({ argument, value, at }) =>
    when(typeof value !== "string" || new RegExp(argument as string, "u").test(value), `${at} pattern`),
  format: ({ argument, value, at }) =>
    when(typeof value !== "string" || FORMATS[argument as string]!.test(value), `${at} format`),
  // No `multipleOf`: what a fraction is a multiple of depends on how a validator divides.
  minimum: ({ argument, value, at }) => when(typeof value !== "number" || value >= Number(argument), `${at} minimum`),
  maximum: ({ argument, value, at }) => when(typeof value !== "number" || value <= Number(argument), `${at} maximum`),
  not: ({ argument, value, at }) => when(faultsOf(argument as Data, value, at).length > 0, `${at} not`),
  required: ({ argument, value, at }) =>
    isObject(value)
      ? (argument as readonly string[]).flatMap((name) => when(Object.hasOwn(value, name), `${at}.${name} required`))
      : [],
  properties: ({ argument, value, at }) =>
    isObject(value)
      ? Object.entries(argument as Data).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? faultsOf(schema as Data, value[name]!, `${at}.${name}`) : [],
        )
      : [],
  items: ({ argument, value, at }) =>
    isList(value) ? value.flatMap((item, index) => faultsOf(argument as Data, item, `${at}.${index}`)) : [],
  allOf: ({ argument, value, at }) => (argument as readonly Data[]).flatMap((schema) => faultsOf(schema, value, at)),
  anyOf: ({ argument, value, at }) =>
    when(
      (argument as readonly Data[]).some((schema) => faultsOf(schema, value, at).length === 0),
      `${at} anyOf`,
    ),
};
