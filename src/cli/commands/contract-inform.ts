import { informedSchema, isSameClause, type Informed } from "../../core/catalogue/informed.ts";
import { dayOf, formatDay } from "../../core/calendar.ts";
import { readVersionName, type Desk } from "../../core/covenant/desk.ts";
import { notTold } from "../../core/covenant/not-told.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { neededText, positional, textOf } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { CONTRACTS, contractsFolder, nameOf, openDesk, pickVersion } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-informed/1";

export const contractInform: Command = {
  name: "contract inform",
  group: "covenants",
  says: "record how people are informed of clauses that the privacy statement does not promise",
  profile: false,
  arguments: [
    { name: "VERSION", says: "one version, as ID@2" },
    { name: "CLAUSE", says: "as purpose/direction/message", many: true },
  ],
  options: {
    ...CONTRACTS,
    how: { type: "string", value: "TEXT", says: "how people get to know it, in a sentence that they could be shown" },
    by: { type: "string", value: "OFFICER", says: "privacy-officer, deputy or officer-1; never a person's name" },
    on: { type: "string", value: "DAY", says: "the day of the record, as 2026-11-22; today when absent" },
  },
  examples: [
    'gateway contract inform vital-emergency@1 vital-emergency/out/default --how "Een brief achteraf." --by privacy-officer',
  ],
  async run(call) {
    const desk = await openDesk(call);
    const covenant = versionOf(call, desk);
    const rows = call.positionals.slice(1).map((clause) => rowOf(call, { covenant, clause }));
    requireSilent(rows, { covenant, desk });
    await call.toolbox.desk.recordInformed(contractsFolder(call), rows);
    const left = notTold([covenant], [...desk.informed, ...rows]).map(({ clause }) => clause);
    const { style } = call;
    return {
      exitCode: EXIT.ok,
      json: { format: FORMAT, covenant: covenant.id, version: covenant.version, recorded: rows, left },
      text: [
        ...rows.map(({ clause }) => `${style.good("✓")} recorded how people are informed of ${clause}`),
        ...left.map((clause) => `  ${style.warn("not told yet")} ${clause}`),
        `${style.dim("next")} ${left.length > 0 ? "record those too" : `gateway contract publish ${nameOf(covenant)}`}`,
      ],
    };
  },
};

function versionOf(call: Call, desk: Desk): Covenant {
  const text = positional(call, 0);
  // Each version is told of anew, so that no name may stand for whichever is the newest.
  if (readVersionName(text)?.version == null) throw new UsageError("this names no version", "write it as ID@2");
  return pickVersion(desk, text).covenant;
}

const OPTIONS: Readonly<Record<string, string>> = { how: "--how", by: "--by", on: "--on" };

function rowOf(call: Call, { covenant, clause }: { readonly covenant: Covenant; readonly clause: string }): Informed {
  const today = formatDay(dayOf(call.toolbox.now()));
  const { id, version } = covenant;
  const [how, by] = [neededText(call, "how"), neededText(call, "by")];
  const read = informedSchema.safeParse({ covenant: id, version, clause, how, by, on: textOf(call, "on") ?? today });
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = OPTIONS[String(issue?.path[0])] ?? "CLAUSE";
    throw new UsageError(`\`${place}\` ${issue?.message ?? "does not fit"}`, "see --help");
  }
  if (read.data.on > today) throw new UsageError("`--on` is a day to come", "record it on the day itself");
  return read.data;
}

/** Only what is not told by another way: a record beside the statement's own promise would say two things. */
function requireSilent(
  rows: readonly Informed[],
  { covenant, desk }: { readonly covenant: Covenant; readonly desk: Desk },
): void {
  const silent = notTold([covenant], desk.informed).map(({ clause }) => clause);
  const remedy =
    silent.length === 0 ? "nothing is left to record of this version" : `left to record: ${silent.join(", ")}`;
  for (const [at, row] of rows.entries()) {
    const clause = covenant.clauses.find(({ id }) => id === row.clause);
    if (clause === undefined) throw new UsageError("this version has no such clause", remedy);
    if (clause.statement.length > 0) throw new UsageError("the privacy statement tells people of this clause", remedy);
    if (rows.slice(0, at).some((earlier) => isSameClause(earlier, row)))
      throw new UsageError("a clause is named twice", "name it once");
    if (!silent.includes(row.clause))
      throw new UsageError("it is recorded already", "change that record in informed.yaml");
  }
}
