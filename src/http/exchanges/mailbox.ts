import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { isUuidV7, parseExchangeId, parseInstant, type ExchangeId, type Instant } from "../../core/ids.ts";
import type { MailboxRequest } from "../../exchange/gateway.ts";
import type { ReviewQuery } from "../../ports/exchange-reviews.ts";
import { json, jsonResponse, raw, rawResponse } from "../answers.ts";
import { isStaff } from "../authenticate.ts";
import { defineRoute, type Auth } from "../define-route.ts";
import { instantText, partyId, uuid7, word, wholeNumber } from "../openapi/words.ts";
import { exampleExchange } from "./examples.ts";
import { exchangeSchema, mailboxSchema } from "./exchange-schema.ts";

const LIMIT_MAX = 100;
/** Longest long poll; under the idle limits of common proxies. */
const WAIT_SECONDS_MAX = 30;

/** Opaque to its reader: only to be given back. */
const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,300}$/);
const EXAMPLE_CURSOR = "MjAyNi0xMS0yMlQxMDowMDowMC4wMDAwMDBaIDAxOWE5YzNlLTBmMDAtN2ExMS04YjIyLTAxMjM0NTY3ODlhYg";

export const exchangeParams = z.strictObject({ id: uuid7 });

/** People of the corporation read the exchanges of all parties, without their parcels (design §12.11). */
export const readers = {
  scopes: ["exchange:read"],
  roles: ["privacy-officer", "deputy", "fg", "auditor"],
} as const satisfies NonNullable<Exclude<Auth, "none">["staff"]>;

const listQuery = z.strictObject({
  after: cursor.optional(),
  limit: wholeNumber({ min: 1, max: LIMIT_MAX, otherwise: 20 }),
  role: z.enum(["sender", "recipient", "any"]).optional(),
  unfetched: z.enum(["true", "false"]).optional(),
  wait: wholeNumber({ min: 0, max: WAIT_SECONDS_MAX, otherwise: 0 }),
  party: partyId.optional(),
  covenant: word.optional(),
  purpose: word.optional(),
  outcome: z.enum(["allow", "deny", "hold"]).optional(),
  since: instantText.optional(),
  until: instantText.optional(),
});
type ListQuery = z.output<typeof listQuery>;

export const listExchanges = defineRoute({
  method: "get",
  path: "/v1/exchanges",
  operationId: "listExchanges",
  summary:
    "The mailbox: exchanges that this party sent or receives, by their last decision, oldest first; for people of the corporation those of all parties, newest first, by `party`, `covenant`, `purpose`, `outcome`, `since` and `until`",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive", "exchange:send"], who: "party", staff: readers },
  request: { query: listQuery },
  responses: {
    200: jsonResponse(
      "A page; `next` is the `after` of the next one, `null` at the end. A mailbox has a `cursor` too, the `after` of another time: whatever is decided since, holds that end included, comes after it. One exchange may come twice, none is missed.",
      { schema: mailboxSchema, example: { items: [exampleExchange], next: null, cursor: EXAMPLE_CURSOR } },
    ),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(
      200,
      isStaff(caller)
        ? await gateway.review(caller, reviewQuery(query))
        : await gateway.list(caller, mailboxRequest(query)),
    ),
});

function mailboxRequest(query: ListQuery): MailboxRequest {
  refuse(query, ["party", "covenant", "purpose", "outcome", "since", "until"]);
  return {
    role: query.role ?? "any",
    after: query.after ?? null,
    limit: query.limit,
    unfetched: query.unfetched === "true",
    waitMs: query.wait * 1000,
  };
}

function reviewQuery(query: ListQuery): ReviewQuery {
  refuse({ ...query, wait: query.wait === 0 ? undefined : query.wait }, ["role", "unfetched", "wait"]);
  const instant = (text: string | undefined): Instant | null =>
    text === undefined ? null : parseInstant(Date.parse(text));
  return {
    party: query.party ?? null,
    covenant: query.covenant ?? null,
    purpose: query.purpose ?? null,
    outcome: query.outcome ?? null,
    since: instant(query.since),
    until: instant(query.until),
    after: query.after === undefined ? null : placeOf(query.after),
    limit: query.limit,
  };
}

/** Here the place is that of an exchange; a mailbox's cursor is none. */
function placeOf(after: string): ExchangeId {
  if (isUuidV7(after)) return parseExchangeId(after);
  throw new GatewayError("QUERY_INVALID", "`after` is no `next` of this list", {
    at: "after",
    remedy: "give the `next` of the page before as it came, or leave `after` out",
  });
}

/** A filter without effect would show more than was asked for, and nobody would notice. */
function refuse(query: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const given = names.filter((name) => query[name] !== undefined);
  if (given.length === 0) return;
  throw new GatewayError("QUERY_INVALID", "the query has what is not for this caller", {
    at: given.join(", "),
    remedy: "a mailbox takes `role`, `unfetched` and `wait`; the other filters are for people of the corporation",
  });
}

export const getExchange = defineRoute({
  method: "get",
  path: "/v1/exchanges/{id}",
  operationId: "getExchange",
  summary:
    "The decision on one exchange, as this party may see it; an officer's look at why an emergency was let through is recorded",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive", "exchange:send"], who: "party", staff: readers },
  request: { params: exchangeParams },
  responses: { 200: jsonResponse("The exchange.", { schema: exchangeSchema, example: exampleExchange }) },
  errors: ["NOT_FOUND", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  handler: async ({ caller, params }, { gateway }) => json(200, await gateway.find(caller, parseExchangeId(params.id))),
});

export const getMessage = defineRoute({
  method: "get",
  path: "/v1/exchanges/{id}/message",
  operationId: "getMessage",
  summary: "The parcel, sealed to its recipient; fetching it is recorded in the ledger",
  tag: "exchanges",
  auth: { scopes: ["exchange:receive"], who: "party" },
  request: { params: exchangeParams },
  responses: {
    200: rawResponse("An OpenPGP message, binary.", { mediaType: "application/pgp-encrypted", example: "(binary)" }),
  },
  errors: ["NOT_FOUND", "PARCEL_GONE", "PARCEL_WITHHELD", "STATE_MOVED", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  safe: false,
  handler: async ({ caller, params }, { gateway }) =>
    raw("application/pgp-encrypted", await gateway.fetchMessage(caller, parseExchangeId(params.id)), {
      "Content-Disposition": "attachment",
    }),
});
