import type { z } from "zod";
import { parseStrictJson } from "../core/document/json.ts";
import type { Data, Value } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import { validate } from "./validate.ts";

/** The body as the schema has it. Throws the DOCUMENT_ codes of strict JSON, and BODY_INVALID. */
export function parseJsonBody<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema): z.output<Schema> {
  return validate(schema, { value: parseStrictJson(bytes), code: "BODY_INVALID", what: "body" });
}

/** Any JSON object; its shape is judged further in, where the schema is at home. */
export function parseJsonObject(bytes: Uint8Array): Data {
  const value = parseStrictJson(bytes);
  if (!isObject(value)) throw new GatewayError("BODY_INVALID", "the body is no JSON object", { at: "body" });
  return value;
}

function isObject(value: Value): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
