import type { RegisterReport } from "../../core/register-of-processing/schema.ts";
import { isSet, textOf } from "../call-values.ts";
import { cleanAnswer, cleanText, printJson } from "../clean.ts";
import type { Call, Command, Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote, type Remote } from "../remote.ts";
import { UsageError } from "../usage-error.ts";

const FORMATS = ["md", "csv", "json"] as const;
type Format = (typeof FORMATS)[number];

/** AVG 30, for officers, data protection officer and auditor. */
export const reportRegister: Command = {
  name: "report register",
  group: "people who decide",
  says: "the register of processing (AVG 30): what it says, or said at the end of a day, with its use",
  profile: true,
  arguments: [],
  options: {
    on: { type: "string", value: "DAY", says: "as it was at the end of this day, 2026-11-22; today where absent" },
    format: { type: "string", value: "FORMAT", says: "md (default), csv or json" },
    out: { type: "string", value: "FILE", says: "write it there; never over something else" },
  },
  examples: ["gateway report register", "gateway report register --on 2026-01-01 --format csv --out register-2026.csv"],
  async run(call) {
    const format = formatOf(call);
    const remote = await openRemote(call);
    const bytes = await fetchReport(remote, { on: textOf(call, "on"), format });
    const file = textOf(call, "out");
    if (file === undefined)
      return shown(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), { call, remote, format });
    // Byte for byte as it was given: its SHA-256 is that of the call.
    await call.toolbox.files.writeNew(file, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    const { environment } = remote.profile;
    return { exitCode: EXIT.ok, json: { environment, format, written: file }, text: [`written: ${cleanText(file)}`] };
  },
};

function formatOf(call: Call): Format {
  const given = textOf(call, "format");
  if (given === undefined) return isSet(call, "json") ? "json" : "md";
  const format = FORMATS.find((known) => known === given);
  if (format === undefined) throw new UsageError("option `--format` is no format", `give ${FORMATS.join(", ")}`);
  // The one object of `--json` holds the report itself, and that has one shape.
  if (format !== "json" && isSet(call, "json") && textOf(call, "out") === undefined) {
    throw new UsageError("`--json` prints JSON", "leave out `--format`, or write the file with `--out`");
  }
  return format;
}

async function fetchReport(
  { client }: Remote,
  { on, format }: { readonly on: string | undefined; readonly format: Format },
): Promise<Uint8Array> {
  const search = new URLSearchParams({ ...(on === undefined ? {} : { on }), format });
  const path = `/v1/reports/register?${search.toString()}`;
  return (await client.connection.call({ method: "GET", path })).bytes;
}

function shown(
  text: string,
  { call, remote, format }: { readonly call: Call; readonly remote: Remote; readonly format: Format },
): Result {
  const { environment } = remote.profile;
  if (format !== "json") {
    const lines = text.split(/\r?\n/).map(cleanText);
    if (lines.at(-1) === "") lines.pop();
    return { exitCode: EXIT.ok, json: {}, text: lines };
  }
  const report = cleanAnswer(JSON.parse(text) as RegisterReport);
  const printed = isSet(call, "json") ? [] : [printJson(report)];
  return { exitCode: EXIT.ok, json: { environment, report }, text: printed };
}
