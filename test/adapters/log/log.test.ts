import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createLog, type LogOptions } from "../../../src/adapters/log/log.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import type { OperationsLog } from "../../../src/ports/operations-log.ts";

const SECRET = "Anna Lucia de Vries, 1967-12-24";

async function linesOf(style: LogOptions["style"], say: (log: OperationsLog) => void): Promise<string[]> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  say(createLog({ style, level: "info", write, now: () => Date.UTC(2026, 10, 22, 10) }));
  await setImmediate();
  return lines;
}

const recordsOf = async (say: (log: OperationsLog) => void): Promise<Record<string, unknown>[]> =>
  (await linesOf("json", say)).map((line) => JSON.parse(line) as Record<string, unknown>);

it("writes one JSON object a line with time, level, event and the allowed fields", async () => {
  const [line] = await recordsOf((log) => log.info("exchange.committed", { party: "entree", durationMs: 12 }));
  expect(line).toEqual({
    time: "2026-11-22T10:00:00.000Z",
    level: "info",
    event: "exchange.committed",
    party: "entree",
    durationMs: 12,
  });
});

it("drops and counts the fields that are not on the list", async () => {
  const [line] = await recordsOf((log) => log.warn("x", { party: "entree", lastName: "de Vries", personRef: "T-1" }));
  expect(line).toMatchObject({ party: "entree", droppedFields: 2 });
  expect(JSON.stringify(line)).not.toContain("de Vries");
});

it("names the witness that failed", async () => {
  const failed = new GatewayError("WITNESS_REFUSED", "the witness answered 503");
  const [line] = await recordsOf((log) => log.error("ledger.witness-failed", failed, { witness: "fg" }));
  expect(line).toMatchObject({ witness: "fg", error: "WITNESS_REFUSED", says: "the witness answered 503" });
  expect(line).not.toHaveProperty("droppedFields");
});

it("drops a text too long to be a name of ours", async () => {
  const [line] = await recordsOf((log) => log.info("x", { reason: "x".repeat(500) }));
  expect(line).toMatchObject({ droppedFields: 1 });
});

describe.each(["json", "readable"] as const)("an error in the %s style", (style) => {
  const tell = (error: unknown) =>
    linesOf(style, (log) => log.error("exchange.failed", error, { route: "/v1/exchanges" }));

  it.each([
    { name: "a library's message", error: new TypeError(`cannot read ${SECRET}`) },
    {
      name: "the message of a cause",
      error: new GatewayError("INVARIANT_BROKEN", "broken", { cause: new Error(SECRET) }),
    },
    { name: "a thrown string", error: SECRET },
    { name: "own properties of an error", error: Object.assign(new Error("x"), { detail: SECRET, hint: SECRET }) },
    { name: "a code that is a sentence", error: Object.assign(new Error("x"), { code: SECRET }) },
    { name: "a renamed error", error: Object.assign(new Error("x"), { name: SECRET }) },
  ])("never repeats $name", async ({ error }) => {
    const lines = await tell(error);
    expect(lines).toHaveLength(1);
    expect(lines.join("")).not.toContain("Anna");
  });

  it("names our code and tells the frames", async () => {
    const [line] = await tell(
      new GatewayError("LEDGER_BEHIND", "the ledger runs behind", { cause: new RangeError("x") }),
    );
    expect(line).toContain("LEDGER_BEHIND");
    expect(line).toContain("RangeError");
    expect(line).toContain("log.test.ts");
  });

  it("keeps the code of a platform or database error", async () => {
    const [line] = await tell(Object.assign(new Error("connect to 10.0.0.1"), { code: "ECONNREFUSED" }));
    expect(line).toContain("ECONNREFUSED");
    expect(line).not.toContain("10.0.0.1");
  });
});

it("writes a readable line with the hour and the level", async () => {
  const [line] = await linesOf("readable", (log) =>
    log.warn("source.unavailable", { source: "erp", reason: "status" }),
  );
  expect(line).toBe('10:00:00 warn  source.unavailable source="erp" reason="status"\n');
});

it("stays silent below its level", async () => {
  const lines: string[] = [];
  const log = createLog({ style: "json", level: "error", write: (line) => void lines.push(line), now: () => 0 });
  log.info("x");
  log.warn("x");
  await setImmediate();
  expect(lines).toEqual([]);
});
