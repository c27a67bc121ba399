import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";

/** The path of one exchange waits for the source while its sender waits for us. */
const TIMEOUT_MS_MAX = 30_000;
const SOURCES_MAX = 50;

/** A clause id with `*` for any part: `debt-assistance/pull/default`, or with stars. */
const pattern = z.string().regex(/^([a-z0-9-]+|\*)\/(in|out|pull|\*)\/([a-z0-9-]+|\*)$/);
/** RFC 6901; the empty pointer, the whole answer, is of no use here. */
const pointer = z
  .string()
  .regex(/^(\/([^~/]|~0|~1)*)+$/)
  .max(300);

const baseUrl = z.url({ protocol: /^https?$/ }).refine((text) => {
  const url = new URL(text);
  // Credentials in a URL end up in logs; a query or fragment would be lost when the path is joined.
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "";
});

const sourceSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  clauses: z.array(pattern).min(1),
  baseUrl,
  /** Joined to the base; the person stands in the body, so no template. */
  path: z.string().regex(/^\/[A-Za-z0-9/_.-]*$/),
  auth: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("bearer"), tokenFile: z.string().min(1) }),
    z.strictObject({ kind: z.literal("basic"), user: z.string().min(1), passwordFile: z.string().min(1) }),
    z.strictObject({ kind: z.literal("none") }),
  ]),
  timeoutMs: z.int().min(100).max(TIMEOUT_MS_MAX),
  /** Our field → where its value stands in the answer. */
  fields: z.record(z.string().min(1), pointer),
});
export type SourceConfig = z.infer<typeof sourceSchema>;

export const sourcesSchema = z
  .array(sourceSchema)
  .max(SOURCES_MAX)
  .refine((sources) => new Set(sources.map(({ name }) => name)).size === sources.length, {
    message: "two sources have one name",
  });

/** Refuses, with CONFIG_INVALID and the place, what a source's configuration may not say. */
export function parseSources(value: unknown): readonly SourceConfig[] {
  const parsed = sourcesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GatewayError("CONFIG_INVALID", "the configuration of an HTTP source is not valid", {
    at: ["sources", ...(issue?.path ?? [])].join("."),
    remedy: issue?.message ?? "see the README on sources",
  });
}
