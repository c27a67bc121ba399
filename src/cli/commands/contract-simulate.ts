import { readVersionName } from "../../core/covenant/desk.ts";
import type { SimulatedChange, SimulationView } from "../../core/covenant/simulation.ts";
import { positional, textOf } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { CONTRACTS, openDesk, pickVersion } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";
import { UsageError } from "../usage-error.ts";

const DAY_MS = 86_400_000;
const DAYS_MAX = 3_660;

export const contractSimulate: Command = {
  name: "contract simulate",
  group: "covenants",
  says: "what a version would have done with the decisions of the past; exit code 10 when it would release more",
  profile: true,
  arguments: [{ name: "VERSION", says: "one version, as ID@2, or a file" }],
  options: {
    ...CONTRACTS,
    since: { type: "string", value: "DAYS", says: "how far back, as 30d (default)" },
  },
  examples: ["gateway contract simulate bergendal-early-signal@2 --since 30d"],
  async run(call) {
    const since = new Date(call.toolbox.now() - daysOf(call) * DAY_MS).toISOString();
    const covenant = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await candidateOf(call));
    const remote = await openRemote(call);
    const found = await remote.post<SimulationView>("/v1/simulations", { covenant, since });
    return {
      exitCode: found.changes.widened > 0 ? EXIT.difference : EXIT.ok,
      json: { environment: remote.profile.environment, ...found },
      text: simulationLines(found, call.style),
    };
  },
};

function daysOf(call: Call): number {
  const [, text] = /^([1-9]\d{0,3})d$/.exec(textOf(call, "since") ?? "30d") ?? [];
  const days = Number(text);
  if (!(days <= DAYS_MAX)) throw new UsageError("option `--since` is no number of days", `give 1d to ${DAYS_MAX}d`);
  return days;
}

/** The exact bytes: their SHA-256 is what the ledger says was looked at. */
async function candidateOf(call: Call): Promise<Uint8Array> {
  const text = positional(call, 0);
  const name = readVersionName(text);
  if (name === null && /[/.\\]/.test(text)) return call.toolbox.files.read(text);
  if (name !== null && name.version === null) throw new UsageError("this names no version", "write it as ID@2");
  return pickVersion(await openDesk(call), text).bytes;
}

const number = (count: number): string => count.toLocaleString("en-GB");
const UNTOLD: Readonly<Record<SimulationView["untold"][number]["why"], (name: string) => string>> = {
  fact: (name) => `no precondition compared fact ${name} then, so it was not kept`,
  value: (name) => `of fact ${name} only was kept that it was there`,
  field: (name) => `what would be left of field ${name} was never worked out`,
  rule: (name) => `${name} differs, and no record holds what it rests on`,
  release: () => "it was refused before its data were looked at",
  record: () => "the person was erased, or the record's term is over",
  version: () => "the version it was decided under is not in the folder",
};
const SAID: readonly Exclude<SimulatedChange, "unknown">[] = ["widened", "limited", "held", "refused"];

export function simulationLines(found: SimulationView, style: Style): readonly string[] {
  const { judged, changed, changes, fields, untold, complete, examples } = found;
  const parts = SAID.filter((change) => changes[change] > 0).map((change) => `${number(changes[change])} ${change}`);
  const said = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const table = tableLines(fields, {
    style,
    columns: [
      { title: "field", of: ({ field }) => field },
      { title: "before → after", of: ({ before, after }) => `${before} → ${after}` },
      { title: "exchanges", of: ({ count }) => number(count) },
    ],
  });
  const widened = examples.filter(({ change }) => change === "widened");
  return [
    style.strong(`${number(changed)} of ${number(judged)} would change${said}`),
    ...(changes.unknown === 0 ? [] : [`of ${number(changes.unknown)} the record does not tell (unknown)`]),
    ...untold.map(({ count, ...one }) => `  ${style.warn("?")} ${UNTOLD[one.why](one.name ?? "")}: ${number(count)}`),
    ...(complete ? [] : [style.warn(`there are more; only the newest ${number(judged)} were judged`)]),
    ...table,
    ...widened.map(({ exchangeId }) => `  ${style.bad("▲")} ${exchangeId}`),
  ];
}
