import type { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { JSON_TYPE, PROBLEM_TYPE, type ResponseSpec } from "../answers.ts";
import type { Route } from "../define-route.ts";
import { oauthErrorOf } from "../oauth/oauth-error.ts";
import { PROBLEM_KINDS, problemOf } from "../problem.ts";
import { refTo, type JsonSchema } from "./json-schema.ts";

type Example = { readonly value: unknown } | { readonly $ref: string };

export interface MediaObject {
  readonly schema?: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Example>>;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers: JsonSchema;
  readonly content?: Readonly<Record<string, MediaObject>>;
}

const COMMON_HEADERS = {
  "API-Version": { $ref: "#/components/headers/ApiVersion" },
  "Request-Id": { $ref: "#/components/headers/RequestId" },
};
/** Told to every client that is known; not to who only reads what is public. */
const CLIENT_HEADERS = {
  ...COMMON_HEADERS,
  "RateLimit": { $ref: "#/components/headers/RateLimit" },
  "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
};
const headersOf = ({ auth }: Route): JsonSchema => (auth === "none" ? COMMON_HEADERS : CLIENT_HEADERS);
const EXAMPLE_REQUEST = "019a9c3e-0f01-7a11-8b22-0123456789ab";

export function bodyOf(body: NonNullable<Route["request"]["body"]>): JsonSchema {
  const media: MediaObject = {
    ...(body.schema === null ? {} : { schema: refTo(body.schema) }),
    example: body.example,
  };
  return { required: true, content: Object.fromEntries(body.mediaTypes.map((type) => [type, media])) };
}

/** Declared answers, and under each error status the problems that may stand there, each with an example. */
export function responsesOf(
  route: Route,
  schemas: { readonly problem: z.ZodType; readonly oauth: z.ZodType },
): Readonly<Record<string, ResponseObject>> {
  const declared = Object.entries(route.responses).map(
    ([status, spec]) => [status, declaredOf(spec, headersOf(route))] as const,
  );
  const failures = Object.entries(failuresOf(route, schemas)).map(([status, failure]) => {
    const also = declared.find(([one]) => one === status)?.[1];
    return [status, also === undefined ? failure : merged(also, failure)] as const;
  });
  return Object.fromEntries([...declared, ...failures]);
}

function declaredOf({ description, content, headers }: ResponseSpec, common: JsonSchema): ResponseObject {
  const media = Object.entries(content).map(([type, { schema, example }]) => [
    type,
    { ...(schema === null ? {} : { schema: refTo(schema) }), example },
  ]);
  return {
    description,
    headers: {
      ...common,
      ...Object.fromEntries(
        Object.entries(headers).map(([name, says]) => [name, { description: says, schema: { type: "string" } }]),
      ),
    },
    ...(media.length === 0 ? {} : { content: Object.fromEntries(media) as Record<string, MediaObject> }),
  };
}

/** The declared schema holds for both; the problems are shown beside its own example. */
function merged(declared: ResponseObject, failure: ResponseObject): ResponseObject {
  const own = declared.content?.[PROBLEM_TYPE];
  const examples = { ...failure.content?.[PROBLEM_TYPE]?.examples, declared: { value: own?.example } };
  return { ...declared, content: { [PROBLEM_TYPE]: { ...(own?.schema ? { schema: own.schema } : {}), examples } } };
}

function failuresOf(
  route: Route,
  schemas: { readonly problem: z.ZodType; readonly oauth: z.ZodType },
): Readonly<Record<string, ResponseObject>> {
  const isOauth = route.errorStyle === "oauth";
  const examples: Record<string, Record<string, Example>> = { 500: { INTERNAL: exampleOf(null, isOauth) } };
  for (const code of route.errors) {
    const status = isOauth && code === "SCOPE_MISSING" ? 400 : PROBLEM_KINDS[code].status;
    examples[status] = { ...examples[status], [code]: exampleOf(code, isOauth) };
  }
  const type = isOauth ? JSON_TYPE : PROBLEM_TYPE;
  const schema = refTo(isOauth ? schemas.oauth : schemas.problem);
  return Object.fromEntries(
    Object.entries(examples).map(([status, there]) => [
      status,
      {
        description: Object.keys(there).join(", "),
        headers: headersOf(route),
        content: { [type]: { schema, examples: there } },
      },
    ]),
  );
}

function exampleOf(code: ErrorCode | null, isOauth: boolean): Example {
  if (!isOauth) return { $ref: `#/components/examples/${code ?? "INTERNAL"}` };
  const error = errorOf(code);
  return { value: JSON.parse(String(oauthErrorOf(error, problemOf(error, EXAMPLE_REQUEST), {}).body)) as unknown };
}

/** One example for every code that any of the routes declares, and the bare 500. */
export function problemExamples(routes: readonly Route[]): Readonly<Record<string, Example>> {
  const codes = new Set(routes.filter(({ errorStyle }) => errorStyle === "problem").flatMap(({ errors }) => errors));
  return Object.fromEntries([
    ["INTERNAL", { value: problemOf(null, EXAMPLE_REQUEST) }],
    ...[...codes].map((code) => [code, { value: problemOf(errorOf(code), EXAMPLE_REQUEST) }]),
  ]) as Record<string, Example>;
}

const errorOf = (code: ErrorCode | null): GatewayError | null =>
  code === null ? null : new GatewayError(code, PROBLEM_KINDS[code].title);
