import { z } from "zod";
import type { StaffRole } from "../core/catalogue/party.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { Trace } from "../core/trace.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Answer, ResponseSpec } from "./answers.ts";
import type { BodySpec } from "./body.ts";
import type { Services } from "./services.ts";
import { validate } from "./validate.ts";

export const SCOPES = [
  "exchange:send",
  "exchange:receive",
  "exchange:read",
  "covenant:read",
  "register:write",
  "hold:decide",
  "ledger:admin",
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who may call: one of the scopes suffices, held by the right kind of caller. */
export type Auth =
  | "none"
  | {
      readonly scopes: readonly Scope[];
      /** `party`: anyone with the scope; `back-office`: the corporation's software; `staff`: its people. */
      readonly who: "party" | "back-office" | "staff";
      /** For staff: the roles that may; any where absent. */
      readonly roles?: readonly StaffRole[];
      /** What parties call and people of the corporation too, under a scope and in roles of their own. */
      readonly staff?: { readonly scopes: readonly Scope[]; readonly roles: readonly StaffRole[] };
    };

/** Every scope under which somebody may call. */
export const scopesOf = (auth: Exclude<Auth, "none">): readonly Scope[] => [
  ...auth.scopes,
  ...(auth.staff?.scopes ?? []),
];

type CallerOf<A extends Auth> = A extends "none" ? null : Caller;

/** A request as it came, read but not yet judged. */
export interface RawRequest {
  readonly caller: Caller | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** The declared media type that the asker likes best. */
  readonly accepted: string;
  readonly requestId: string;
  /** The step of a processing that this request is. */
  readonly trace: Trace;
  /** The same for a request that is sent again under its `Idempotency-Key`, and for no other; `null` without one. */
  readonly once: string | null;
  /** Where it came from, as far as the proxies before us are believed. */
  readonly address: string;
}

interface RouteInput<A extends Auth, P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, Body> {
  readonly caller: CallerOf<A>;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: Body;
  readonly accepted: string;
  readonly requestId: string;
  readonly trace: Trace;
  readonly once: string | null;
  readonly address: string;
}

interface RouteSpec<A extends Auth, P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject, Body> {
  readonly method: "get" | "post" | "put";
  /** `{id}` is one segment; `{+rest}`, at the end only, is whatever follows. */
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly auth: A;
  readonly request: {
    readonly params?: P;
    readonly query?: Q;
    /** Named in lower case. */
    readonly headers?: H;
    readonly body?: BodySpec<Body>;
  };
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  readonly errors: readonly ErrorCode[];
  /** `true` where the answer may be kept and replayed for an `Idempotency-Key`: it holds no data about a person. */
  readonly idempotencyKey?: boolean;
  /** `false` where a GET leaves a trace in the ledger, so that HEAD must not run it. */
  readonly safe?: boolean;
  readonly errorStyle?: "problem" | "oauth";
  readonly handler: (input: RouteInput<A, P, Q, H, Body>, services: Services) => Promise<Answer> | Answer;
}

/** A route of the table, its types closed over: what mounts it and what describes it read the same object. */
export interface Route {
  readonly method: "get" | "post" | "put";
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly auth: Auth;
  readonly request: {
    readonly params: z.ZodObject;
    readonly query: z.ZodObject;
    readonly headers: z.ZodObject;
    readonly body: Omit<BodySpec<unknown>, "parse"> | null;
  };
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Every code that this route may answer with, those of its body, query and caller included. */
  readonly errors: readonly ErrorCode[];
  readonly idempotencyKey: boolean;
  readonly safe: boolean;
  readonly errorStyle: "problem" | "oauth";
  readonly run: (raw: RawRequest, services: Services) => Promise<Answer>;
}

const NO_PARAMS = z.strictObject({});
const NO_HEADERS = z.object({});

export function defineRoute<
  const A extends Auth,
  P extends z.ZodObject = typeof NO_PARAMS,
  Q extends z.ZodObject = typeof NO_PARAMS,
  H extends z.ZodObject = typeof NO_HEADERS,
  Body = undefined,
>(spec: RouteSpec<A, P, Q, H, Body>): Route {
  const { params, query, headers, body } = spec.request;
  return {
    ...spec,
    request: {
      params: params ?? NO_PARAMS,
      query: query ?? NO_PARAMS,
      headers: headers ?? NO_HEADERS,
      body: body ?? null,
    },
    errors: errorsOf(spec),
    idempotencyKey: spec.idempotencyKey ?? false,
    safe: spec.safe ?? true,
    errorStyle: spec.errorStyle ?? "problem",
    run: async (raw, services) => spec.handler(inputOf(spec, raw), services),
  };
}

function inputOf<A extends Auth, P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject, Body>(
  spec: RouteSpec<A, P, Q, H, Body>,
  raw: RawRequest,
): RouteInput<A, P, Q, H, Body> {
  const { params, query, headers, body } = spec.request;
  const none = <S extends z.ZodObject>(schema: S | undefined, otherwise: z.ZodObject): S => schema ?? (otherwise as S);
  return {
    // Authentication ran before and gives a caller exactly where `auth` is not "none".
    caller: raw.caller as CallerOf<A>,
    params: validate(none(params, NO_PARAMS), { value: raw.params, code: "ID_MALFORMED", what: "path" }),
    query: validate(none(query, NO_PARAMS), { value: raw.query, code: "QUERY_INVALID", what: "query" }),
    headers: validate(none(headers, NO_HEADERS), { value: raw.headers, code: "BODY_INVALID", what: "headers" }),
    // Without a body spec the handler's `Body` is `undefined`.
    body: body === undefined ? (undefined as Body) : body.parse(raw.body),
    accepted: raw.accepted,
    requestId: raw.requestId,
    trace: raw.trace,
    once: raw.once,
    address: raw.address,
  };
}

const CALLER_ERRORS = ["TOKEN_MISSING", "TOKEN_REFUSED", "TOKEN_EXPIRED", "SCOPE_MISSING", "RATE_LIMITED"] as const;
const BODY_ERRORS = ["MEDIA_TYPE_UNSUPPORTED", "BODY_TOO_LARGE"] as const;
const KEY_ERRORS = ["IDEMPOTENCY_KEY_INVALID", "IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_IN_PROGRESS"] as const;

function errorsOf<Body>(spec: {
  readonly auth: Auth;
  readonly idempotencyKey?: boolean;
  readonly errors: readonly ErrorCode[];
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  readonly request: { readonly params?: z.ZodObject; readonly body?: BodySpec<Body> };
}): readonly ErrorCode[] {
  const { params, body } = spec.request;
  const hasContent = Object.values(spec.responses).some(({ content }) => Object.keys(content).length > 0);
  return [
    ...new Set<ErrorCode>([
      "QUERY_INVALID",
      ...(hasContent ? (["NOT_ACCEPTABLE"] as const) : []),
      ...(params === undefined ? [] : (["ID_MALFORMED"] as const)),
      ...(spec.auth === "none"
        ? []
        : [...CALLER_ERRORS, "DATABASE_UNAVAILABLE" as const, "CLOCK_STEPPED_BACK" as const]),
      ...(body === undefined ? [] : [...BODY_ERRORS, ...body.errors]),
      ...(spec.idempotencyKey === true ? KEY_ERRORS : []),
      ...spec.errors,
    ]),
  ];
}
