import type { Instant } from "../../core/ids.ts";
import { rfc3339 } from "../../core/instants.ts";
import { neededText, positional, textOf } from "../call-values.ts";
import type { Call, Command, Options } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { passphraseOf } from "../passphrase.ts";
import type { ReadWitnessLog } from "../toolbox.ts";
import { UsageError } from "../usage-error.ts";
import { createWitnessLines } from "../witness-lines.ts";

const FORMAT = "uitwisselpoort-witness/1";
const group = "a witness" as const;
const PORT_DEFAULT = 8090;
const HOST_DEFAULT = "127.0.0.1";
const FOLDER: Options = {
  folder: { type: "string", value: "FOLDER", says: "where this witness keeps its key and what it cosigned" },
};
const PASSPHRASE: Options = {
  "passphrase-file": {
    type: "string",
    value: "FILE",
    says: "the passphrase of the key; or set GATEWAY_PASSPHRASE_FILE or GATEWAY_PASSPHRASE",
  },
};

export const witnessInit: Command = {
  name: "witness init",
  group,
  says: "make the key of a witness, on a machine that the gateway's administrators do not run",
  profile: false,
  arguments: [],
  options: {
    ...FOLDER,
    ...PASSPHRASE,
    name: {
      type: "string",
      value: "NAME",
      says: "an address of yours without `https://`, for as long as the key lives",
    },
    url: { type: "string", value: "URL", says: "where the gateway will reach it, for the policy line" },
  },
  examples: ["gateway witness init --name fg.corporatie.example/witness --folder getuige"],
  async run(call) {
    const name = neededText(call, "name");
    const folder = neededText(call, "folder");
    const url = urlOf(call);
    const vkey = await call.toolbox.witness.make({ folder, name, passphrase: await passphraseOf(call) });
    const line = ["witness", name, vkey, ...(url === null ? [] : [url])].join(" ");
    call.note("next: give this line to who keeps the ledger policy, and watch a log with `gateway witness trust`");
    return { exitCode: EXIT.ok, json: { format: FORMAT, name, vkey, policyLine: line }, text: [line] };
  },
};

export const witnessTrust: Command = {
  name: "witness trust",
  group,
  says: "watch a log from now on, by the key that stands in the covenant's annex; never by what the log itself says",
  profile: false,
  arguments: [{ name: "VKEY", says: "the log's key, as name+id+key" }],
  options: FOLDER,
  examples: ["gateway witness trust log.example/2026+c0ffee00+AQ... --folder getuige"],
  async run(call) {
    const log = await call.toolbox.witness.trust(neededText(call, "folder"), positional(call, 0));
    return {
      exitCode: EXIT.ok,
      json: { format: FORMAT, origin: log.origin },
      text: [`${log.origin} is watched; a running witness has taken it up`],
    };
  },
};

export const witnessShow: Command = {
  name: "witness show",
  group,
  says: "the witness's key, and of each log what it cosigned last",
  profile: false,
  arguments: [],
  options: FOLDER,
  examples: ["gateway witness show --folder getuige"],
  async run(call) {
    const { vkey, logs } = await call.toolbox.witness.read(neededText(call, "folder"));
    const lied = logs.some(({ proofs }) => proofs.length > 0);
    return {
      exitCode: lied ? EXIT.broken : EXIT.ok,
      json: { format: FORMAT, vkey, logs: logs.map(logJson) },
      text: [vkey, ...logs.flatMap((log) => logLines(log, call))],
    };
  },
};

export const witnessServe: Command = {
  name: "witness serve",
  group,
  says: "cosign what the watched logs publish, as long as each extends what it published before; until stopped",
  profile: false,
  arguments: [],
  options: {
    ...FOLDER,
    ...PASSPHRASE,
    host: {
      type: "string",
      value: "ADDRESS",
      says: `where to listen; without it ${HOST_DEFAULT}, behind a proxy with TLS`,
    },
    mirror: {
      type: "string",
      value: "URL",
      says: "copy every entry from this gateway before cosigning, so that a loss can be restored",
    },
    port: { type: "string", value: "PORT", says: `without it ${PORT_DEFAULT}` },
  },
  examples: [
    "gateway witness serve --folder getuige --port 8090",
    "gateway witness serve --folder getuige --mirror https://gateway.corporatie.example",
  ],
  async run(call) {
    const folder = neededText(call, "folder");
    const port = portOf(call);
    const host = textOf(call, "host") ?? HOST_DEFAULT;
    const lineOf = createWitnessLines(call.toolbox.now);
    await call.toolbox.witness.serve({
      folder,
      host,
      port,
      mirrorUrl: textOf(call, "mirror") ?? null,
      passphrase: await passphraseOf(call),
      onListening: ({ url, logs }) =>
        call.note(`listening on ${url}, watching ${logs} ${logs === 1 ? "log" : "logs"}; stop with SIGTERM or Ctrl-C`),
      onHappening(happening) {
        const line = lineOf(happening);
        if (line !== null) call.note(line);
      },
    });
    return { exitCode: EXIT.ok, json: { format: FORMAT, stopped: true }, text: ["stopped; what was cosigned is kept"] };
  },
};

function urlOf(call: Call): string | null {
  const url = textOf(call, "url");
  if (url === undefined) return null;
  if (/^https?:\/\/\S+$/.test(url) && URL.canParse(url)) return url;
  throw new UsageError(
    "option `--url` is no http or https address",
    "give it as https://fg.corporatie.example/witness",
  );
}

function portOf(call: Call): number {
  const text = textOf(call, "port");
  if (text === undefined) return PORT_DEFAULT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new UsageError("option `--port` is no port", "give 1 to 65535, or 0 for any");
  return port;
}

const cosignedAt = (seconds: number): string => rfc3339((seconds * 1000) as Instant);

const logJson = ({ origin, vkey, last, proofs }: ReadWitnessLog) => ({
  origin,
  vkey,
  size: last?.size ?? null,
  cosignedAt: last === null ? null : cosignedAt(last.time),
  proofsOfSplit: proofs,
});

function logLines({ origin, last, proofs }: ReadWitnessLog, { style }: Call): readonly string[] {
  const state = last === null ? "nothing cosigned yet" : `size ${last.size}, cosigned at ${cosignedAt(last.time)}`;
  const alarm = style.bad("it signed two histories of one size; the proof is in");
  return [
    "",
    origin,
    `  ${state}`,
    ...(proofs.length === 0 ? [] : [`  ${alarm}`, ...proofs.map((file) => `  ${file}`)]),
  ];
}
