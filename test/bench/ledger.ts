import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { commitArguments, type CommitArguments } from "../../src/adapters/database/commit-arguments.ts";
import type { Database } from "../../src/adapters/database/database.ts";
import { createSequencer } from "../../src/adapters/database/sequencer.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { ExchangeId, Pseudonym } from "../../src/core/ids.ts";
import { addSubject, commitOf, ledgerWrite, newExchangeId, testStore } from "../adapters/database/fixtures.ts";
import { optionsFor } from "../adapters/database/ledger-fixtures.ts";
import { memoryGuard } from "../support/guards.ts";
import { aTrace } from "../support/traces.ts";
import { inParallel, install, openEmbedded, openPostgres, type BenchDatabase, type Ground } from "./installation.ts";
import type { Measured } from "./ledger-million.ts";
import type { Part, Run } from "./part.ts";
import { seedRepairs } from "./repairs.ts";
import { median, quantile } from "./stats.ts";

const MILLION = 1_000_000;
const WIDTH = 8;
/** Exchanges a second for the receipts: an hour of a busy day for a large corporation. */
const RATE = 20;
const RECEIPT_WAIT_MS = 10_000;

const EFFORTS = {
  quick: { rounds: 5, block: 100, receipts: 100, times: 1 },
  full: { rounds: 15, block: 300, receipts: 600, times: 3 },
} as const;
type Effort = (typeof EFFORTS)[keyof typeof EFFORTS];

export interface LedgerOn {
  readonly ground: Ground;
  readonly databases: readonly BenchDatabase[];
}

/** What the ledger costs: in the statement that commits, in hashing and auditing a million entries, and in waiting for a receipt. */
export async function benchLedger({ quick, say }: Run, on: LedgerOn): Promise<Part> {
  const effort = EFFORTS[quick ? "quick" : "full"];
  say("ledger: the commit with and without its entry");
  const plain = await onBoth(on.ground, effort);
  say("ledger: a million entries");
  const million = await aMillion(effort);
  const receipts = [];
  for (const open of on.databases) {
    say(`ledger: receipts at ${RATE} exchanges a second, ${open.database.kind}`);
    receipts.push({ kind: open.database.kind, ...(await receiptsOn(open.database, { ground: on.ground, effort })) });
  }
  return {
    keys: {
      "ledger.vsPlainInsert": Math.min(...plain.map(({ vsPlain }) => vsPlain)),
      ...Object.fromEntries(plain.map(({ kind, vsPlain }) => [`ledger.vsPlainInsert${capital(kind)}`, vsPlain])),
      "ledger.append1MPerSecond": million.appendPerSecond,
      "ledger.append1MRssMiB": million.append.rssMiB,
      "ledger.auditSeconds1M": million.audit.seconds,
      "ledger.auditRssMiB1M": million.audit.rssMiB,
      "ledger.receiptP99Ms": Math.max(...receipts.map(({ p99Ms }) => p99Ms)),
      ...Object.fromEntries(receipts.map(({ kind, p99Ms }) => [`ledger.receiptP99Ms${capital(kind)}`, p99Ms])),
    },
    raw: { plain, million, receipts },
  };
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** On databases of their own: what is committed here is no exchange of the installation's. */
async function onBoth(ground: Ground, effort: Effort) {
  const dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-bench-ledger-"));
  const embedded = await openEmbedded({ ...ground, config: { ...ground.config, dataDir } });
  const postgres = await openPostgres();
  const opened = postgres === null ? [embedded] : [embedded, postgres];
  try {
    const measured = [];
    for (const { database } of opened) {
      measured.push({ kind: database.kind, ...(await againstPlain(database, effort)) });
    }
    return measured;
  } finally {
    await Promise.all(opened.map((open) => open.dispose()));
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The statement that commits an exchange, and the same without its entry, in turns; everything sealed beforehand. */
async function againstPlain(database: Database, { rounds, block }: Effort) {
  await makePlainCommit(database);
  const store = testStore(database);
  const persons: Pseudonym[] = [];
  while (persons.length < 2 * block) persons.push(await addSubject(store));
  const sequencer = createSequencer({ ...optionsFor(database), guard: memoryGuard() });
  /** Each release raises its person's version, so that each person is told of once a round. */
  const commits = (of: readonly Pseudonym[], version: number): Promise<CommitArguments[]> =>
    Promise.all(of.map((pseudonym) => argumentsOf(store, { pseudonym, version })));
  const run = async (name: string, values: readonly CommitArguments[]): Promise<number> => {
    const text = `SELECT ${name}($1::jsonb, $2::bytea[], $3::bytea, $4::bytea, $5::bytea)`;
    const from = performance.now();
    await inParallel(values, { width: WIDTH, work: (each) => database.pool.query({ name, text, values: [...each] }) });
    return (performance.now() - from) / block;
  };
  const pairs: { ours: number; plain: number; sequencing: number }[] = [];
  for (let round = -1; round < rounds; round++) {
    const a = await commits(persons.slice(0, block), round + 2);
    const b = await commits(persons.slice(block), round + 2);
    const plainFirst = round % 2 === 0 ? await run("plain_commit", b) : null;
    const ours = await run("commit_exchange", a);
    const plain = plainFirst ?? (await run("plain_commit", b));
    const from = performance.now();
    if ((await sequencer.runOnce()) !== block) throw new Error("another number of entries was written than committed");
    if (round >= 0) pairs.push({ ours, plain, sequencing: (performance.now() - from) / block });
  }
  return {
    /** The plain commit's time as a share of ours: 1 would be no cost at all. */
    vsPlain: median(pairs.map(({ ours, plain }) => plain / ours)),
    vsPlainWithSequencing: median(pairs.map(({ ours, plain, sequencing }) => plain / (ours + sequencing))),
    oursMs: median(pairs.map(({ ours }) => ours)),
    plainMs: median(pairs.map(({ plain }) => plain)),
    sequencingMs: median(pairs.map(({ sequencing }) => sequencing)),
    concurrency: WIDTH,
    rounds: pairs.length,
  };
}

/** The very function that commits, less what it does for the ledger: so both always do the same besides. */
async function makePlainCommit({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ text: string }>(
    "SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = 'commit_exchange'",
  );
  let text = rows[0]?.text ?? "";
  for (const [from, to] of [
    ["commit_exchange(", "plain_commit("],
    ["PERFORM ledger_must_keep_up();", ""],
    ["PERFORM write_ledger(c->'ledger', parts);", ""],
  ] as const) {
    if (text.split(from).length !== 2) throw new Error(`commit_exchange does not have \`${from}\` once`);
    text = text.replace(from, to);
  }
  await pool.query(text);
}

/** An exchange about one person, allowed, with its parcel. */
function argumentsOf(
  { vault }: ReturnType<typeof testStore>,
  person: { readonly pseudonym: Pseudonym; readonly version: number },
): Promise<CommitArguments> {
  const id = newExchangeId();
  const commit = commitOf({
    exchange: { id },
    ledger: ledgerWrite({ exchangeId: id, persons: [person.pseudonym] }),
    decidedOn: { subjects: [person], covenant: null, counters: [] },
  });
  return commitArguments(commit, {
    vault,
    relationDigest: () => Buffer.alloc(32),
    partnerDigest: () => Promise.resolve(null),
    parcelInChunks: false,
  });
}

const SCRIPT = fileURLToPath(new URL("ledger-million.ts", import.meta.url));

async function aMillion({ times }: Effort) {
  const folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-bench-million-"));
  const measure = async (...line: readonly string[]): Promise<Measured> => {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...line]);
    return JSON.parse(stdout) as Measured;
  };
  try {
    const append = await repeated(times, () => measure("append", folder, String(MILLION)));
    const audit = await repeated(times, () => measure("audit", folder));
    if (audit.entries !== MILLION) throw new Error("the audit hashed another number of entries than were appended");
    return { append, audit, appendPerSecond: MILLION / append.seconds };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The one of the median time. */
async function repeated(times: number, measure: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  while (all.length < times) all.push(await measure());
  return all.sort((a, b) => a.seconds - b.seconds)[Math.floor(times / 2)]!;
}

/** From the instant that an exchange was due, at a fixed rate, to its receipt with the proof in it. */
async function receiptsOn(
  database: Database,
  { ground, effort }: { readonly ground: Ground; readonly effort: Effort },
) {
  const installation = await install(ground, database);
  try {
    const { gateway } = installation.composed.services;
    const office = await installation.party("oosterpoort");
    const repairs = await seedRepairs(installation, { orders: effort.receipts, run: "L" });
    const messages = await Promise.all(repairs.take(effort.receipts).map((outgoing) => office.seal(outgoing)));
    await installation.composed.sequencer.runOnce();
    const from = performance.now();
    const took = await Promise.all(
      messages.map(async (message, at) => {
        const due = from + (at / RATE) * 1_000;
        await pause(Math.max(0, due - performance.now()));
        const { view } = await sent(() => gateway.submit(office.caller, { message, trace: aTrace() }));
        const answered = performance.now();
        const receipt = await gateway.receipt(office.caller, view.exchangeId as ExchangeId, RECEIPT_WAIT_MS);
        if (receipt.proof === null) throw new Error("an exchange had no proof within ten seconds");
        return { whole: performance.now() - due, waited: performance.now() - answered };
      }),
    );
    const [whole, waited] = [took.map((each) => each.whole), took.map((each) => each.waited)];
    return {
      perSecond: RATE,
      exchanges: took.length,
      p50Ms: median(whole),
      p99Ms: quantile(whole, 0.99),
      /** From the decision's answer on: what the ledger alone makes somebody wait. */
      p50MsAfterAnswer: median(waited),
      p99MsAfterAnswer: quantile(waited, 0.99),
    };
  } finally {
    await installation.close();
  }
}

/** Two exchanges about one person at one instant: the later one is asked to come again, as a client does. */
async function sent<Reply>(submit: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    try {
      return await submit();
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== "STATE_MOVED") throw error;
    }
  }
}
