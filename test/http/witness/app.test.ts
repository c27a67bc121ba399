import { rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { originHash } from "../../../src/core/ledger/witness.ts";
import { createRateLimits } from "../../../src/http/rate-limits.ts";
import { listen, type Listening } from "../../../src/http/serve.ts";
import { createWitnessApp, type WitnessEvent } from "../../../src/http/witness/app.ts";
import { aFolder, history, key, NOW, stateOf } from "../../adapters/witness-state/site.ts";
import { LOG_VKEY, ORIGIN, strangerKey, TestLog, WITNESS, WITNESS_VKEY, entriesOf } from "../../core/ledger/support.ts";

const honest = history();
const forked = history(1000);
const trusted = { origin: ORIGIN, vkey: LOG_VKEY, witnesses: [WITNESS_VKEY] };
const events: WitnessEvent[] = [];
let now = NOW;
let folder: string;
let listening: Listening;

async function serve(requestsPerSecond = 1000): Promise<Listening> {
  const limits = createRateLimits({ requestsPerSecond, tokenRefusalsPerMinute: 1 });
  const tell = (event: WitnessEvent): void => void events.push(event);
  const app = createWitnessApp({ state: stateOf(folder), key, limits, now: () => now, tell });
  return listen({ app, host: "127.0.0.1", port: 0, closeGraceMs: 0 });
}

beforeEach(async () => {
  folder = await aFolder();
  listening = await serve();
  events.length = 0;
  now = NOW;
});
afterEach(async () => {
  await listening.close();
  await rm(folder, { recursive: true });
});

interface Told {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}
async function call(path: string, init?: RequestInit): Promise<Told> {
  const response = await fetch(`${listening.url}${path}`, init);
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}
const post = (body: string | Uint8Array<ArrayBuffer>): Promise<Told> =>
  call("/add-checkpoint", { method: "POST", body });
const SIZE = "text/x.tlog.size";

describe("POST /add-checkpoint", () => {
  it("gives a cosignature that makes the checkpoint one that readers trust", async () => {
    const { status, body } = await post(honest.body(0, 5));
    expect(status).toBe(200);
    expect(openCheckpoint(honest.note(5) + body, trusted)).toMatchObject({
      size: 5,
      cosignatures: [{ name: WITNESS, time: NOW }],
    });
    expect(events).toEqual([{ what: "cosigned", origin: ORIGIN, size: 5, error: null }]);
  });

  const other = honest.body(0, 5).replaceAll(ORIGIN, "other.example");
  const strange = (): string => `old 5\n\n${new TestLog().append(entriesOf(7)).publish(strangerKey)}`;
  it.each([
    { name: "the same again", body: honest.body(5, 5), status: 200, type: "text/plain; charset=utf-8" },
    { name: "another old size", body: honest.body(3, 7), status: 409, type: SIZE, said: "5\n" },
    { name: "an old size of 0", body: honest.body(0, 7), status: 409, type: SIZE, said: "5\n" },
    { name: "another tree of one size", body: forked.body(5, 5), status: 409, type: SIZE, said: "5\n", what: "split" },
    { name: "another history", body: forked.body(5, 7), status: 422 },
    { name: "no proof", body: `old 5\n\n${honest.note(7)}`, status: 422 },
    { name: "another's signature", body: strange(), status: 403 },
    { name: "a signature of something else", body: honest.body(5, 7).replace("\n7\n", "\n8\n"), status: 403 },
    { name: "a log that is not watched", body: other, status: 404 },
    { name: "an old size beyond the new", body: `old 9\n\n${honest.note(7)}`, status: 400 },
    { name: "64 hashes", body: `old 5\n${`${"A".repeat(43)}=\n`.repeat(64)}\n${honest.note(7)}`, status: 400 },
    { name: "nothing", body: "", status: 400 },
    { name: "more than 128 KiB", body: "x".repeat(128 * 1024 + 1), status: 413 },
  ])("answers $name with $status, and remembers what it did", async ({ body, status, type, said, what }) => {
    await post(honest.body(0, 5));
    const told = await post(body);
    expect(told.status).toBe(status);
    if (type !== undefined) expect(told.type).toBe(type);
    if (said !== undefined) expect(told.body).toBe(said);
    if (what !== undefined) expect(events.at(-1)).toMatchObject({ what });
    expect(told.body).not.toContain("other.example");
    expect(await post(honest.body(0, 9))).toMatchObject({ status: 409, body: "5\n" });
  });

  it("lets one of two logs of one name win, over real connections", async () => {
    const bodies = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? honest : forked).body(0, 5));
    const told = await Promise.all(bodies.map(post));
    const won = told.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect([honest, forked].filter(({ note }) => isTrusted(note(5) + won[0]!.body))).toHaveLength(1);
    expect(told.filter(({ status, body }) => status === 409 && body === "5\n")).toHaveLength(11);
  });

  it("says nothing but that it failed when its folder is damaged, and cosigns nothing", async () => {
    await post(honest.body(0, 5));
    await writeFile(join(folder, "logs", `${originHash(ORIGIN)}.json`), "{}");
    const told = await post(honest.body(5, 7));
    expect(told.status).toBe(500);
    expect(told.body).not.toMatch(/damaged|json|logs/);
    expect(events.at(-1)).toMatchObject({ what: "failed", error: { code: "LEDGER_MISMATCH" } });
    expect((await call("/")).status).toBe(500);
  });

  it("stops when its clock goes back", async () => {
    await post(honest.body(0, 5));
    now = NOW - 3600;
    expect((await post(honest.body(5, 7))).status).toBe(503);
    now = NOW + 1;
    expect((await post(honest.body(5, 7))).status).toBe(200);
  });

  it("answers one that sends half a body and goes, with nothing", async () => {
    const { hostname, port } = new URL(listening.url);
    const socket = createConnection(Number(port), hostname);
    socket.write("POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n\r\nold 0\n");
    socket.end();
    await new Promise((resolve) => socket.once("close", resolve).resume());
    expect((await post(honest.body(0, 5))).status).toBe(200);
  });
});

const isTrusted = (note: string): boolean => {
  try {
    return openCheckpoint(note, trusted).size === 5;
  } catch {
    return false;
  }
};

describe("what people read", () => {
  it("is the witness's name and key, and each log with what was cosigned last", async () => {
    expect((await call("/")).body).toContain("nog niets medeondertekend");
    await post(honest.body(0, 5));
    const { status, type, body } = await call("/");
    expect({ status, type }).toEqual({ status: 200, type: "text/plain; charset=utf-8" });
    for (const said of [WITNESS, WITNESS_VKEY, ORIGIN, LOG_VKEY, " 5\n", "2026-11-22T"]) expect(body).toContain(said);
    const path = /\/[0-9a-f]{64}\/checkpoint/.exec(body)?.[0] ?? "";
    expect(openCheckpoint((await call(path)).body, trusted)).toMatchObject({ size: 5 });
  });

  it.each([
    "/nothing",
    "/add-checkpoint",
    "/checkpoint",
    `/${"0".repeat(64)}/checkpoint`,
    "/x/checkpoint",
    "/%ff/checkpoint",
  ])("is not found under %s", async (path) => {
    const { status, body } = await call(path);
    expect(status).toBe(404);
    expect(body).not.toContain("Error");
  });

  it("has the headers that keep a browser from doing anything with it", async () => {
    const { headers } = await fetch(listening.url);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("a flood", () => {
  it("is answered with 429 and when to come back", async () => {
    const slow = await serve(3);
    const told = await Promise.all(Array.from({ length: 8 }, () => fetch(slow.url)));
    await slow.close();
    const refused = told.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
  });
});
