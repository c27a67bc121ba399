import type { z } from "zod";
import type { Data } from "../core/document/types.ts";
import type { ErrorCode } from "../core/errors.ts";
import { JSON_TYPE } from "./answers.ts";
import { parseForm } from "./form-body.ts";
import { parseJsonBody, parseJsonObject } from "./json-body.ts";

/** Our JSON bodies are small forms: the largest is a person's record. */
const JSON_BYTES_MAX = 256 * 1024;
/** An assertion is under 2 KB. */
const FORM_BYTES_MAX = 64 * 1024;

/** How a request's body is read, refused and described. */
export interface BodySpec<Body> {
  readonly mediaTypes: readonly string[];
  readonly bytesMax: number;
  /** `null` where the body is no JSON. */
  readonly schema: z.ZodType | null;
  readonly example: unknown;
  readonly errors: readonly ErrorCode[];
  readonly parse: (bytes: Uint8Array) => Body;
}

const JSON_ERRORS = [
  "BODY_INVALID",
  "DOCUMENT_MALFORMED",
  "DOCUMENT_TOO_DEEP",
  "DOCUMENT_DUPLICATE_KEY",
  "DOCUMENT_FORBIDDEN_KEY",
] as const;

export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
  example: z.input<Schema>,
): BodySpec<z.output<Schema>> {
  return {
    mediaTypes: [JSON_TYPE],
    bytesMax: JSON_BYTES_MAX,
    schema,
    example,
    errors: JSON_ERRORS,
    parse: (bytes) => parseJsonBody(bytes, schema),
  };
}

/** For bodies whose schema is applied further in: here it only describes them. */
export function objectBody<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>): BodySpec<Data> {
  return { ...jsonBody(schema, example), parse: parseJsonObject };
}

export function formBody<Schema extends z.ZodType>(
  schema: Schema,
  example: z.input<Schema>,
): BodySpec<z.output<Schema>> {
  return {
    mediaTypes: ["application/x-www-form-urlencoded"],
    bytesMax: FORM_BYTES_MAX,
    schema,
    example,
    errors: ["BODY_INVALID"],
    parse: (bytes) => parseForm(bytes, schema),
  };
}

export function bytesBody(spec: {
  readonly mediaTypes: readonly string[];
  readonly bytesMax: number;
  readonly example: string;
}): BodySpec<Uint8Array> {
  return { ...spec, schema: null, errors: [], parse: (bytes) => bytes };
}
