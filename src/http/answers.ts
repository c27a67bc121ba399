import type { z } from "zod";

export const JSON_TYPE = "application/json";
export const PROBLEM_TYPE = "application/problem+json";

/** One representation that a route may answer with; `schema` is null where it is no JSON. */
export interface ContentSpec {
  readonly schema: z.ZodType | null;
  readonly example: unknown;
}

export interface ResponseSpec {
  readonly description: string;
  /** By media type, without parameters; empty where there is no body. */
  readonly content: Readonly<Record<string, ContentSpec>>;
  /** Headers besides those of every answer, with what each says. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a handler gives back; `mount.ts` alone writes it to the wire. */
export interface Answer {
  readonly status: number;
  /** As sent, parameters included; `null` where there is no body. */
  readonly mediaType: string | null;
  readonly body: string | Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string>>;

/** Declares a JSON body. */
export function jsonResponse(
  description: string,
  spec: {
    readonly schema: z.ZodType;
    readonly example: unknown;
    readonly mediaType?: string;
    readonly headers?: Headers;
  },
): ResponseSpec {
  const { schema, example, mediaType = JSON_TYPE, headers = {} } = spec;
  return { description, content: { [mediaType]: { schema, example } }, headers };
}

/** Declares a body that is no JSON. */
export function rawResponse(
  description: string,
  spec: { readonly mediaType: string; readonly example: string; readonly headers?: Headers },
): ResponseSpec {
  return {
    description,
    content: { [spec.mediaType]: { schema: null, example: spec.example } },
    headers: spec.headers ?? {},
  };
}

export const emptyResponse = (description: string): ResponseSpec => ({ description, content: {}, headers: {} });

export function json(status: number, body: object, extra: { mediaType?: string; headers?: Headers } = {}): Answer {
  const { mediaType = JSON_TYPE, headers = {} } = extra;
  return { status, mediaType, body: JSON.stringify(body), headers };
}

export function raw(mediaType: string, body: string | Uint8Array, headers: Headers = {}): Answer {
  return { status: 200, mediaType, body, headers };
}

export const empty = (status: number): Answer => ({ status, mediaType: null, body: null, headers: {} });
