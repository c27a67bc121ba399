import type { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { validate } from "./validate.ts";

/** RFC 6749 §3.2: a parameter stands once; an empty one counts as left out; unknown ones are passed over. */
export function parseForm<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema): z.output<Schema> {
  const form = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(Buffer.from(bytes).toString("utf8"))) {
    if (seen.has(name)) throw new GatewayError("BODY_INVALID", "a form parameter stands more than once");
    seen.add(name);
    if (value !== "") form.set(name, value);
  }
  return validate(schema, { value: Object.fromEntries(form), code: "BODY_INVALID", what: "form" });
}
