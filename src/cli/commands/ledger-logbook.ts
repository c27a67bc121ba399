import { dayOf, formatDay, midnightAfter, parseDay, startOfDay } from "../../core/calendar.ts";
import { GatewayError } from "../../core/errors.ts";
import { rfc3339 } from "../../core/instants.ts";
import { LOGBOOK_FORMS, type LogbookForm } from "../../core/logbook/lines.ts";
import { isSet, textOf } from "../call-values.ts";
import { cleanText } from "../clean.ts";
import type { Call, Command, Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote, type Remote } from "../remote.ts";
import { UsageError } from "../usage-error.ts";

export const ledgerLogbook: Command = {
  name: "ledger logbook",
  group: "people who decide",
  says: "what was decided, a record a line, in the forms of the Dutch standards: no values, pseudonyms of your own",
  profile: true,
  arguments: [],
  options: {
    form: { type: "string", value: "FORM", says: "ldv (Logboek Dataverwerkingen, default), adl (decisions) or fsc" },
    since: { type: "string", value: "DAY", says: "the first day, 2026-11-22; today where absent" },
    until: { type: "string", value: "DAY", says: "the last day; today where absent" },
    out: { type: "string", value: "FILE", says: "write it there; never over something else" },
  },
  examples: ["gateway ledger logbook --form ldv --since 2026-11-01 --until 2026-11-30 --out november.ndjson"],
  async run(call) {
    const form = formOf(call);
    const span = spanOf(call);
    const file = textOf(call, "out");
    if (file === undefined && isSet(call, "json")) {
      throw new UsageError("`--json` prints one object, and a logbook is many", "write the records with `--out`");
    }
    const remote = await openRemote(call);
    const query = new URLSearchParams({ form, ...span });
    const pages = readPages(remote, `/v1/reports/logbook?${query.toString()}`);
    return file === undefined ? printed(call, pages) : written(call, { remote, form, file, pages });
  },
};

function formOf(call: Call): LogbookForm {
  const given = textOf(call, "form") ?? "ldv";
  const form = LOGBOOK_FORMS.find((known) => known === given);
  if (form === undefined) throw new UsageError("option `--form` is no form", `give ${LOGBOOK_FORMS.join(", ")}`);
  return form;
}

/** Whole days in Amsterdam. */
function spanOf(call: Call): { readonly since: string; readonly until: string } {
  const today = formatDay(dayOf(call.toolbox.now()));
  const [since, until] = [parseDay(textOf(call, "since") ?? today), parseDay(textOf(call, "until") ?? today)];
  if (since === null || until === null || until < since) {
    throw new UsageError("`--since` and `--until` are no span of days", "write them YYYY-MM-DD, the first one first");
  }
  return { since: rfc3339(startOfDay(since)), until: rfc3339(midnightAfter(until)) };
}

async function* readPages({ client }: Remote, first: string): AsyncGenerator<string> {
  for (let path: string | undefined = first; path !== undefined;) {
    const { bytes, headers } = await client.connection.call({ method: "GET", path });
    yield new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    path = nextIn(headers.get("link"));
  }
}

/** Only a path of the same gateway gets our token. A link that we cannot follow is no end: half would look like all. */
function nextIn(link: string | null): string | undefined {
  if (link === null) return undefined;
  const path = /^<(\/v1\/reports\/logbook\?[^<>\s]+)>; rel="next"$/.exec(link)?.[1];
  if (path !== undefined) return path;
  throw new GatewayError("BODY_INVALID", "the gateway gave a next page that is none of its logbook");
}

/** As it comes, so that a year need not fit in memory. */
async function printed({ toolbox }: Call, pages: AsyncIterable<string>): Promise<Result> {
  for await (const page of pages) toolbox.output.out(cleanText(page));
  return { exitCode: EXIT.ok, json: {}, text: [] };
}

interface Writing {
  readonly remote: Remote;
  readonly form: LogbookForm;
  readonly file: string;
  readonly pages: AsyncIterable<string>;
}

/** Whole or not at all: half a logbook looks like a quiet month. */
async function written(call: Call, { remote, form, file, pages }: Writing): Promise<Result> {
  const texts: string[] = [];
  for await (const page of pages) texts.push(page);
  const text = texts.join("");
  await call.toolbox.files.writeNew(file, text);
  const records = text.split("\n").length - 1;
  const { environment } = remote.profile;
  return {
    exitCode: EXIT.ok,
    json: { environment, form, records, written: file },
    text: [`${records} records written: ${cleanText(file)}`],
  };
}
