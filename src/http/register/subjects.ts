import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { registerSchemas } from "../../exchange/register-requests.ts";
import type { Caller } from "../../ports/contracts.ts";
import { empty, emptyResponse, raw, type ResponseSpec } from "../answers.ts";
import { bytesBody, jsonBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { parseJsonObject } from "../json-body.ts";
import { named } from "../openapi/registry.ts";
import { instantText } from "../openapi/words.ts";
import { problemOf } from "../problem.ts";
import { problemSchema } from "../problem-schema.ts";
import { examples } from "./examples.ts";
import { changeSchema, exampleChange } from "./rows.ts";

const NDJSON_TYPE = "application/x-ndjson";
const NDJSON_BYTES_MAX = 16 * 1024 * 1024;
/** Every row is a transaction with a ledger entry: more would outlast a client's patience. */
const ROWS_MAX = 10_000;

named("SubjectRow", registerSchemas.subjects);

/** One line of the answer for one line of the question, in the same order. */
export const rowResultSchema = named(
  "SubjectRowResult",
  z.union([changeSchema.extend({ row: z.int().min(1) }), z.object({ row: z.int().min(1), problem: problemSchema })]),
);

const lines: ResponseSpec = {
  description: "One line a row, in the order sent: what was recorded, or a problem. A row that failed stops no other.",
  content: {
    [NDJSON_TYPE]: { schema: rowResultSchema, example: { row: 1, ...exampleChange, kind: "subject.recorded" } },
  },
  headers: {},
};

/** Upsert: the same rows may be sent again, so that a broken connection costs nothing. */
export const upsertSubjects = defineRoute({
  method: "post",
  path: "/v1/subjects",
  operationId: "upsertSubjects",
  summary: "Record persons in bulk, one JSON object (`SubjectRow`) a line; safe to send again",
  tag: "register",
  auth: { scopes: ["register:write"], who: "back-office" },
  request: {
    body: bytesBody({
      mediaTypes: [NDJSON_TYPE],
      bytesMax: NDJSON_BYTES_MAX,
      example: `${JSON.stringify(examples.subjects)}\n`,
    }),
  },
  responses: { 200: lines },
  errors: ["LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  handler: async ({ caller, body, requestId }, { gateway }) => {
    const rows = splitLines(body);
    const results: string[] = [];
    for (const [at, row] of rows.entries()) {
      results.push(JSON.stringify({ row: at + 1, ...(await upsert(row, { gateway, caller, requestId })) }));
    }
    return raw(NDJSON_TYPE, results.map((line) => `${line}\n`).join(""));
  },
});

function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    // A last newline ends the last row; an empty line elsewhere is a row that fails.
    rows.push(bytes.subarray(start, end));
    if (rows.length > ROWS_MAX) {
      throw new GatewayError("BODY_TOO_LARGE", `the body has more than ${ROWS_MAX} rows`);
    }
    start = end + 1;
  }
  return rows;
}

async function upsert(
  row: Uint8Array,
  { gateway, caller, requestId }: { readonly gateway: Gateway; readonly caller: Caller; readonly requestId: string },
): Promise<object> {
  try {
    return await gateway.change(caller, { resource: "subjects", body: parseJsonObject(row) });
  } catch (error) {
    const problem = problemOf(error, requestId);
    // The gateway itself fails: the rows that follow would fare no better.
    if (problem.status >= 500) throw error;
    return { problem };
  }
}

const synchronisationSchema = named("Synchronisation", z.strictObject({ syncedAt: instantText }));

export const putSynchronisation = defineRoute({
  method: "put",
  path: "/v1/register/synchronisation",
  operationId: "putSynchronisation",
  summary: "Say that everything up to this instant was sent; outbound traffic is held after 24 hours without",
  tag: "register",
  auth: { scopes: ["register:write"], who: "back-office" },
  request: { body: jsonBody(synchronisationSchema, { syncedAt: "2026-11-22T06:00:00Z" }) },
  responses: { 204: emptyResponse("Noted.") },
  errors: [],
  handler: async ({ caller, body }, { gateway }) => {
    await gateway.synced(caller, body.syncedAt);
    return empty(204);
  },
});
