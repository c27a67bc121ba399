import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { problemAt, readAs, refuseProblems, type Problem, type Source } from "../../core/catalogue/source.ts";
import { GatewayError } from "../../core/errors.ts";
import { isLoopback } from "../../core/loopback.ts";
import { parseYaml } from "../yaml/parse.ts";

/** The path of one exchange waits for the source while its sender waits for us. */
const TIMEOUT_MS_MAX = 30_000;
const SOURCES_MAX = 50;
const REMEDY = "write it as docs/sources.md shows";

const clausePattern = z
  .string()
  .regex(/^([a-z0-9-]+|\*)\/(in|out|pull|\*)\/([a-z0-9-]+|\*)$/, "is no clause, as debt-assistance/pull/*");
/** RFC 6901; the empty pointer, the whole answer, is of no use here. */
const pointer = z
  .string()
  .regex(/^(\/([^~/]|~0|~1)*)+$/, "is no JSON pointer, as /balance/open")
  .max(300);

function faultOf(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl)) return "is no URL";
  const { protocol, hostname, username, password, search, hash } = new URL(baseUrl);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname)))
    return "is not https, and a person's data would cross a network that others can read";
  // Credentials in a URL end up in logs; a query or fragment would be lost when the path is joined.
  return username + password + search + hash === "" ? null : "has a user, password, query or fragment";
}

const baseUrl = z.string().superRefine((text, context) => {
  const message = faultOf(text);
  if (message !== null) context.addIssue({ code: "custom", message });
});

const sourceSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "is no name of 2 to 40 lower-case letters, digits or hyphens"),
  clauses: z.array(clausePattern).min(1),
  baseUrl,
  /** Joined to the base; the person stands in the body, so no template. */
  path: z.string().regex(/^\/[A-Za-z0-9/_.-]*$/, "is no path, as /tenants/query"),
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

const sourcesSchema = z.array(sourceSchema).max(SOURCES_MAX);

/** Whether the dictionary has such a field. */
type IsField = (name: string) => boolean;

/**
 * The file that `GATEWAY_SOURCES_FILE` names (docs/sources.md), YAML or JSON. Throws CONFIG_INVALID with file, line and
 * remedy of everything in it that is not as it must be.
 */
export async function readSources(file: string, isField: IsField): Promise<readonly SourceConfig[]> {
  const source = parseYaml({ file: path.basename(file), bytes: await bytesOf(file), code: "CONFIG_INVALID" });
  const read = readAs(sourcesSchema, source);
  const problems = "problems" in read ? read.problems : meaningless(read.value, { source, isField });
  refuseProblems(
    "CONFIG_INVALID",
    problems.map((problem) => ({ ...problem, remedy: REMEDY })),
  );
  return "value" in read ? read.value : [];
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new GatewayError("CONFIG_INVALID", "the file of HTTP sources cannot be read", {
      cause,
      at: "GATEWAY_SOURCES_FILE",
      remedy: "name a file that this account may read",
    });
  }
}

interface Judging {
  readonly source: Source;
  readonly isField: IsField;
}

/** What has its form and yet can never work. */
function meaningless(sources: readonly SourceConfig[], { source, isField }: Judging): Problem[] {
  const tell = (at: readonly (string | number)[], message: string): Problem =>
    problemAt(source, at, { message, remedy: REMEDY });
  return sources.flatMap(({ name, fields }, index) => [
    ...(sources.findIndex((other) => other.name === name) < index
      ? [tell([index, "name"], "two sources have one name")]
      : []),
    ...Object.keys(fields)
      .filter((field) => !isField(field))
      .map((field) => tell([index, "fields", field], `\`${field}\` is no field of the dictionary`)),
  ]);
}
