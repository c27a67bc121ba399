import type { z } from "zod";
import { GatewayError, type ErrorCode } from "../core/errors.ts";

/** Places named in one problem; a stranger chooses how many mistakes a body holds. */
const PLACES_MAX = 10;

/**
 * The value as the schema has it, or the code with every place that is wrong (ADR: all errors at once). A place is named
 * only where the schema itself knows the name; what a stranger made up is shown as `*`.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  { value, code, what }: { readonly value: unknown; readonly code: ErrorCode; readonly what: string },
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const known = "shape" in schema ? new Set(Object.keys(schema.shape as object)) : new Set<string>();
  const places = new Set(parsed.error.issues.map((issue) => placeOf(issue, known)));
  const at = [...places].slice(0, PLACES_MAX).join(", ");
  throw new GatewayError(code, `the ${what} has what is missing, unknown or not of its type`, {
    at: at === "" ? what : at,
    remedy: "see the schema of this call in GET /v1/openapi.json",
  });
}

function placeOf(issue: z.core.$ZodIssue, known: ReadonlySet<string>): string {
  const [first, ...rest] = issue.path;
  if (first === undefined) return issue.code === "unrecognized_keys" ? "*" : "";
  const head = typeof first === "string" && known.has(first) ? first : "*";
  const tail = rest.map((part) => (typeof part === "number" ? `.${part}` : ".*"));
  return `${head}${tail.join("")}`;
}
