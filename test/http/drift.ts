import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { z } from "zod";
import type { ErrorCode } from "../../src/core/errors.ts";
import type { Route } from "../../src/http/define-route.ts";
import { oauthErrorSchema } from "../../src/http/oauth/oauth-error-schema.ts";
import { API_VERSION } from "../../src/http/openapi/version.ts";
import { problemSchema } from "../../src/http/problem-schema.ts";

/** An answer as it went to the wire. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** The app with a witness before it: whatever it sends is compared with what the route table promises. */
export function witnessed(
  app: RequestListener,
  { routes, faults }: { readonly routes: readonly Route[]; readonly faults: string[] },
): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    const end = response.end.bind(response) as (chunk?: unknown) => ServerResponse;
    response.end = ((chunk?: unknown) => {
      if (chunk instanceof Uint8Array || typeof chunk === "string") chunks.push(Buffer.from(chunk));
      const sent = sentOf(request, response, Buffer.concat(chunks));
      faults.push(...faultsOf(sent, routes).map((fault) => `${sent.method} ${sent.path} ${sent.status}: ${fault}`));
      return end(chunk);
    }) as typeof response.end;
    app(request, response);
  };
}

function sentOf(request: IncomingMessage, response: ServerResponse, body: Buffer): Sent {
  return {
    method: request.method ?? "",
    path: (request.url ?? "").split("?")[0] ?? "",
    status: response.statusCode,
    headers: response.getHeaders(),
    body,
  };
}

export function routeOf(routes: readonly Route[], { method, path }: { method: string; path: string }): Route | null {
  const fits = (route: Route): boolean => {
    const pattern = route.path
      .replace(/[.]/g, "\\.")
      .replace(/\{\+\w+\}/, ".+")
      .replace(/\{\w+\}/g, "[^/]+");
    return new RegExp(`^${pattern}$`).test(path);
  };
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  return routes.find((route) => route.method === verb && fits(route)) ?? null;
}

export function faultsOf(sent: Sent, routes: readonly Route[]): readonly string[] {
  const { headers, status } = sent;
  const faults: string[] = [];
  if (headers["api-version"] !== API_VERSION) faults.push("no API-Version");
  if (typeof headers["request-id"] !== "string") faults.push("no Request-Id");
  if (headers["uitwisselpoort-mode"] !== "sandbox") faults.push("no mode");
  if (headers["x-powered-by"] !== undefined) faults.push("says what it runs on");
  if (!String(headers["content-security-policy"]).startsWith("default-src 'none'")) faults.push("no policy");
  if (headers["x-content-type-options"] !== "nosniff") faults.push("no nosniff");
  const route = routeOf(routes, sent);
  if (route === null || status === 405) return [...faults, ...problemFaults(sent, [404, 405])];
  return [...faults, ...contentFaults(sent, route)];
}

function contentFaults(sent: Sent, route: Route): readonly string[] {
  const declared = route.responses[sent.status];
  const type = typeOf(sent);
  const content = type === null ? undefined : declared?.content[type];
  if (declared !== undefined && type === null) {
    return Object.keys(declared.content).length === 0 ? [] : ["lacks its body"];
  }
  if (content !== undefined) return schemaFaults(sent, { schema: content.schema, type });
  if (sent.status < 400) return [`${type ?? "no type"} is not declared under this status`];
  if (route.errorStyle === "oauth") return schemaFaults(sent, { schema: oauthErrorSchema, type });
  return [...problemFaults(sent, null), ...codeFaults(sent, route)];
}

function codeFaults(sent: Sent, route: Route): readonly string[] {
  const { code } = JSON.parse(sent.body.toString("utf8")) as { code?: ErrorCode };
  if (code === undefined) return sent.status === 500 ? [] : ["has no code"];
  return route.errors.includes(code) ? [] : [`code ${code} is not declared`];
}

const typeOf = ({ headers }: Sent): string | null => {
  const type = headers["content-type"];
  return typeof type === "string" ? (type.split(";")[0] ?? null) : null;
};

function problemFaults(sent: Sent, statuses: readonly number[] | null): readonly string[] {
  if (typeOf(sent) !== "application/problem+json") return ["is no problem document"];
  if (statuses !== null && !statuses.includes(sent.status)) return ["comes from no route"];
  return schemaFaults(sent, { schema: problemSchema, type: "application/problem+json" });
}

function schemaFaults(
  sent: Sent,
  { schema, type }: { schema: z.ZodType | null; type: string | null },
): readonly string[] {
  if (schema === null || sent.method === "HEAD") return [];
  const text = sent.body.toString("utf8");
  const values = type === "application/x-ndjson" ? text.split("\n").slice(0, -1) : [text];
  return values.flatMap((value) => valueFaults(JSON.parse(value), schema));
}

/** A schema drops what it does not know: what is lost was not declared. */
function valueFaults(value: unknown, schema: z.ZodType): readonly string[] {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return [`does not fit its schema: ${JSON.stringify(parsed.error.issues)}`];
  return JSON.stringify(sorted(parsed.data)) === JSON.stringify(sorted(value)) ? [] : ["has members not declared"];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, sorted(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
