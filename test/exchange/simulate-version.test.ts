import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { readLooseCovenant } from "../../src/adapters/contracts/desk.ts";
import type { StaffRole } from "../../src/core/catalogue/party.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { sha256Of } from "../../src/core/hash.ts";
import { parseExchangeId, type ExchangeId } from "../../src/core/ids.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import { createSimulateVersion } from "../../src/exchange/simulate-version.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import type { LedgerWrite } from "../../src/ports/ledger.ts";
import type { RecordedDecision, RecordedDecisions } from "../../src/ports/recorded-decisions.ts";
import type { World } from "../../src/ports/world.ts";
import { aBook, aVersion, CATALOGUE, CORPORATION, NOON, PARTNER } from "../support/cases.ts";
import { readCovenants } from "../support/vectors.ts";

const SIGNAL = readCovenants().get("bergendal-early-signal@1")!;
const TEXT = readFileSync(new URL("../../contracts/covenants/bergendal-early-signal/v1.yaml", import.meta.url), "utf8");
const CLAUSE = "early-debt-signalling/out/default";
const HIGHER = TEXT.replace("version: 1", "version: 2");
const idOf = (nth: number): ExchangeId =>
  parseExchangeId(`019a9c3e-0f00-7a11-8b22-${nth.toString(16).padStart(12, "0")}`);

const decision = (nth: number, change: Partial<RecordedDecision> = {}): RecordedDecision => ({
  id: idOf(nth),
  at: NOON,
  sender: "oosterpoort",
  recipient: "gemeente-bergendal",
  version: 1,
  clause: CLAUSE,
  controllerView: JSON.stringify({
    outcome: "allow",
    fields: [{ field: "lastName", verdict: "released", transform: "pass", reason: null }],
  }),
  person: null,
  record: JSON.stringify({ checks: [], facts: {} }),
  ...change,
});

/** Newest first, as the store gives them. */
function worldOf(decisions: readonly RecordedDecision[]) {
  const entries: LedgerWrite[] = [];
  const asked: number[] = [];
  const recorded: RecordedDecisions = {
    page({ after, limit }) {
      const from = after === null ? 0 : decisions.findIndex(({ id }) => id === after) + 1;
      asked.push(entries.length);
      return Promise.resolve(decisions.slice(from, from + limit));
    },
    find: () => Promise.resolve(null),
  };
  const covenants = aBook(aVersion(SIGNAL.covenant));
  const world = {
    environment: "sandbox",
    now: () => NOON,
    newId: () => "019a9c3e-0e00-7a11-8b22-ba9876543210",
    random: (bytes: number) => randomBytes(bytes),
    contracts: { current: () => Promise.resolve({ catalogue: CATALOGUE, covenants }) },
    exchanges: { append: (entry: LedgerWrite) => Promise.resolve(void entries.push(entry)) },
    recorded,
    readCandidate: (bytes: Uint8Array) => readLooseCovenant({ file: "candidate.yaml", bytes }),
  } as unknown as World;
  return { entries, asked, simulate: createSimulateVersion(world).simulate };
}

const callerOf = (role: StaffRole | null, party = CORPORATION): Caller => ({
  party,
  clientId: "proef",
  scopes: new Set(["exchange:read"]),
  person: role === null ? null : "sanders",
  role,
});
const OFFICER = callerOf("privacy-officer");
const ask = (covenant: string) => ({ covenant, since: NOON });

describe("a simulation", () => {
  it("names the candidate by its digest, and is entered before anything is read", async () => {
    const { simulate, entries, asked } = worldOf([decision(1)]);
    const found = await simulate(OFFICER, ask(HIGHER));
    const hash = sha256Of(new TextEncoder().encode(HIGHER));
    expect(found).toMatchObject({ covenant: { id: "bergendal-early-signal", version: 2, hash }, judged: 1 });
    expect(entries).toHaveLength(1);
    expect(asked).toEqual([1]);
    expect(parseHeader(entries[0]!.header)).toMatchObject({
      kind: "report.exported",
      actor: "sanders",
      report: "simulation",
      sha256: hash,
    });
  });

  it.each([
    { name: "what is no YAML", text: "[" },
    { name: "what is no covenant", text: "id: bergendal-early-signal\n" },
    { name: "a second key of one name", text: `${TEXT}\nid: x\n` },
  ])("refuses $name as the asker's own fault, and enters nothing", async ({ text }) => {
    const { simulate, entries } = worldOf([decision(1)]);
    await expect(simulate(OFFICER, ask(text))).rejects.toMatchObject({ code: "BODY_INVALID", at: "covenant" });
    expect(entries).toEqual([]);
  });

  it("refuses a covenant under which nothing was ever decided", async () => {
    const { simulate, entries } = worldOf([decision(1)]);
    const other = TEXT.replace("id: bergendal-early-signal", "id: another-signal");
    await expect(simulate(OFFICER, ask(other))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(entries).toEqual([]);
  });

  it("reads nothing where it cannot be entered", async () => {
    const { simulate, asked, entries } = worldOf([decision(1)]);
    entries.push = () => {
      throw new GatewayError("LEDGER_BEHIND", "the ledger runs behind");
    };
    await expect(simulate(OFFICER, ask(HIGHER))).rejects.toMatchObject({ code: "LEDGER_BEHIND" });
    expect(asked).toEqual([]);
  });

  it.each([
    { caller: callerOf("collections-lead") },
    { caller: callerOf("approver") },
    { caller: callerOf("operator") },
    { caller: callerOf(null) },
    { caller: callerOf("privacy-officer", PARTNER) },
  ])("is not for $caller.role of $caller.party.id", async ({ caller }) => {
    const { simulate, entries } = worldOf([decision(1)]);
    await expect(simulate(caller, ask(HIGHER))).rejects.toMatchObject({ code: "SCOPE_MISSING" });
    expect(entries).toEqual([]);
  });

  it.each(["privacy-officer", "deputy", "fg", "auditor"] as const)("is for the %s", async (role) => {
    expect(await worldOf([]).simulate(callerOf(role), ask(HIGHER))).toMatchObject({ judged: 0, complete: true });
  });

  it.each([
    { count: 499, judged: 499, complete: true },
    { count: 500, judged: 500, complete: true },
    { count: 501, judged: 501, complete: true },
    { count: 20_000, judged: 20_000, complete: true },
    { count: 20_001, judged: 20_000, complete: false },
  ])("judges $judged of $count, and says whether that is all", async ({ count, ...expected }) => {
    const decisions = Array.from({ length: count }, (_, nth) => decision(count - nth));
    expect(await worldOf(decisions).simulate(OFFICER, ask(HIGHER))).toMatchObject(expected);
  });

  it("tells nothing of what was decided under a version that is not there any more", async () => {
    const { simulate } = worldOf([decision(1, { version: 7 })]);
    expect(await simulate(OFFICER, ask(HIGHER))).toMatchObject({
      changes: { unknown: 1 },
      untold: [{ why: "version", name: null, count: 1 }],
    });
  });

  it("tells nothing of an erased person's facts", async () => {
    const stricter = HIGHER.replace("arrearsMonths, min: 2", "arrearsMonths, min: 3");
    expect(stricter).not.toBe(HIGHER);
    const { simulate } = worldOf([
      decision(2),
      decision(1, { record: null }),
      decision(3, { record: JSON.stringify({ checks: [], facts: { arrearsMonths: 2 } }) }),
    ]);
    expect(await simulate(OFFICER, ask(stricter))).toMatchObject({
      changes: { unknown: 1 },
      untold: [{ why: "record", name: null, count: 1 }],
    });
  });
});
