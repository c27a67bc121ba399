import { parseArgs } from "node:util";
import { benchContracts } from "./contracts.ts";
import { benchDecision } from "./decision.ts";
import { benchExchange } from "./exchange.ts";
import { makeGround, openEmbedded, openPostgres } from "./installation.ts";
import { benchLedger } from "./ledger.ts";
import { machineFacts } from "./machine.ts";
import { benchOpenpgp } from "./openpgp.ts";
import type { Part, Run } from "./part.ts";
import { rounded } from "./stats.ts";
import { tableOf } from "./table.ts";
import { benchUnknown } from "./unknown.ts";

/**
 * The bench of design §11: everything that is compared is measured side by side in this one run, in turns. Standard output
 * is one JSON object with `--json`; progress, and without it a table, go to standard error. `--quick` takes a minute;
 * `--only=decision,exchange` leaves parts out. Never a timed test: it fails only where answers differ.
 */
const PARTS = ["decision", "contracts", "openpgp", "exchange", "unknown", "ledger"] as const;
type Name = (typeof PARTS)[number];

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: PARTS.join(",") },
  },
});

const chosen = new Set(values.only.split(","));
const run: Run = { quick: values.quick, say: (text) => void process.stderr.write(`${text}\n`) };
const started = new Date();
const before = machineFacts();
const parts: Partial<Record<Name, Part>> = {};
if (chosen.has("decision")) parts.decision = await benchDecision(run);
if (chosen.has("contracts")) {
  const ground = await makeGround();
  parts.contracts = await benchContracts(run, ground).finally(() => ground.dispose());
}
if (chosen.has("openpgp")) parts.openpgp = await benchOpenpgp(run);
const databases = ["exchange", "unknown", "ledger"].some((name) => chosen.has(name))
  ? await withDatabases()
  : { embedded: null, postgres: null };

const result = {
  format: "uitwisselpoort-bench/1",
  date: started.toISOString(),
  quick: values.quick,
  seconds: Math.round((Date.now() - started.getTime()) / 1_000),
  machine: { ...before, loadAverageAfter: machineFacts().loadAverage, databases },
  ...Object.fromEntries(Object.values(parts).flatMap(({ keys }) => Object.entries(keys))),
  raw: Object.fromEntries(Object.entries(parts).map(([name, { raw }]) => [name, raw])),
};
const tidy = JSON.parse(
  JSON.stringify(result, (_, value: unknown) => (typeof value === "number" ? rounded(value) : value)),
) as Record<string, unknown>;
if (values.json) process.stdout.write(`${JSON.stringify(tidy, null, 2)}\n`);
else process.stderr.write(tableOf(tidy));

async function withDatabases(): Promise<{ embedded: string | null; postgres: string | null }> {
  run.say("making keys, parties and databases");
  const ground = await makeGround();
  const embedded = await openEmbedded(ground);
  const postgres = await openPostgres();
  const open = postgres === null ? [embedded] : [embedded, postgres];
  try {
    if (chosen.has("unknown")) {
      parts.unknown = await benchUnknown(run, { ground, databases: open });
    }
    if (chosen.has("exchange")) parts.exchange = await benchExchange(run, { ground, embedded, postgres });
    if (chosen.has("ledger")) parts.ledger = await benchLedger(run, { ground, databases: open });
    return { embedded: embedded.version, postgres: postgres?.version ?? null };
  } finally {
    for (const one of open) await one.dispose();
    await ground.dispose();
  }
}
