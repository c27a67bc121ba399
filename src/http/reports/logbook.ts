import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { parseInstant, type Instant } from "../../core/ids.ts";
import { rfc3339 } from "../../core/instants.ts";
import { LOGBOOK_FORMS } from "../../core/logbook/lines.ts";
import { raw, rawResponse } from "../answers.ts";
import { defineRoute } from "../define-route.ts";
import { API_VERSION } from "../openapi/version.ts";
import { instantText } from "../openapi/words.ts";

const PATH = "/v1/reports/logbook";
const DAY_MS = 86_400_000;
const LINES_TYPE = "application/x-ndjson";

const query = z.strictObject({
  form: z.enum(LOGBOOK_FORMS).default("ldv"),
  /** From inclusive; a day before `until` where absent. */
  since: instantText.optional(),
  /** Exclusive; now where absent. */
  until: instantText.optional(),
  after: z
    .string()
    .regex(/^[0-9.]{3,31}$/)
    .optional(),
});

export const getLogbook = defineRoute({
  method: "get",
  path: PATH,
  operationId: "getLogbook",
  summary:
    "What was decided, a record a line, in the form of Logboek Dataverwerkingen (ldv), the Authorization Decision Log (adl) or FSC Logging (fsc): names of fields and pseudonyms of this reader's own, no values; in the order of the ledger",
  tag: "reports",
  auth: { scopes: ["exchange:read"], who: "staff", roles: ["privacy-officer", "deputy", "fg", "auditor"] },
  request: { query },
  responses: {
    200: rawResponse("A page of records; the export of each page is recorded in the ledger.", {
      mediaType: LINES_TYPE,
      example: '{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","status":"Ok"}\n',
      headers: { Link: 'The next page, `rel="next"`; absent on the last.' },
    }),
  },
  errors: ["LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  safe: false,
  handler: async ({ caller, query: asked }, { gateway, issuer, now }) => {
    const { form, after = null } = asked;
    const until = asked.until === undefined ? now() : instantOf(asked.until);
    const since = asked.since === undefined ? parseInstant(until - DAY_MS) : instantOf(asked.since);
    if (until <= since) {
      throw new GatewayError("QUERY_INVALID", "`until` is not after `since`", { at: "until", remedy: "give a span" });
    }
    const by = { base: issuer, version: API_VERSION };
    const { lines, next } = await gateway.logbook(caller, { form, since, until, after, by });
    const link = new URLSearchParams({ form, since: rfc3339(since), until: rfc3339(until), after: next ?? "" });
    const headers: Record<string, string> = next === null ? {} : { Link: `<${PATH}?${link.toString()}>; rel="next"` };
    return raw(LINES_TYPE, lines.map((line) => `${line}\n`).join(""), headers);
  },
});

const instantOf = (text: string): Instant => parseInstant(Date.parse(text));
