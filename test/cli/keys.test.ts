import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { endingOf } from "../../src/cli/key-endings.ts";
import type { KeyRow } from "../../src/cli/toolbox.ts";
import { DAY, later, noon } from "../support/openpgp-identities.ts";
import { gateway, gatewayJson, PASSPHRASE, useWorld, type Ran } from "./world.ts";

const world = useWorld();
const KINDS = ["openpgp-v4", "openpgp-v6", "ledger", "token", "kek", "index"];

interface Listed {
  readonly keys: readonly {
    readonly kind: string;
    readonly state: string;
    readonly id: string;
    readonly from: string;
    readonly until: string | null;
    readonly warnDays: number | null;
  }[];
}

let folder: string;
let made: Ran;
const owner = ["--organisation", "Oosterpoort Wonen", "--email", "privacy@oosterpoort.example"];
const generate = async (at: string) =>
  gateway(["keys", "generate", "--keys", at, ...owner, "--passphrase-file", path.join(world().folder, "passphrase")]);
const listed = async (): Promise<Listed> =>
  (await gatewayJson(["keys", "list"], { env: { GATEWAY_KEYS_DIR: folder } })).json as Listed;

beforeAll(async () => {
  folder = path.join(world().folder, "keys");
  made = await generate(folder);
});

describe("gateway keys", () => {
  it("makes one of each kind, and lists them without a passphrase", async () => {
    expect(made.exitCode).toBe(0);
    const { keys, ...rest } = await listed();
    expect(rest).toEqual({ v: 1 });
    expect(keys.map(({ kind }) => kind)).toEqual(KINDS);
    expect(keys[0]).toEqual({
      kind: "openpgp-v4",
      state: "active",
      from: "2026-11-22T12:00:00.000Z",
      until: "2029-11-21T12:00:00.000Z",
      id: expect.stringMatching(/^[0-9A-F]{40}$/) as string,
      warnDays: null,
    });
  });

  it("makes none where there are keys", async () => {
    expect((await generate(folder)).exitCode).toBe(1);
    expect((await listed()).keys).toHaveLength(6);
  });

  it("shows people kind, state, from, until and fingerprint", async () => {
    const { out } = await gateway(["keys", "list", "--keys", folder]);
    const [titles, first] = out.split("\n").map((line) => line.trim().split(/ {2,}/));
    expect(titles).toEqual(["kind", "state", "from", "until", "fingerprint"]);
    expect(first).toEqual(["openpgp-v4", "active", "2026-11-22", "2029-11-21", (await listed()).keys[0]?.id]);
  });

  it("warns on standard error when the end is near", async () => {
    vi.setSystemTime(later(1066 * DAY));
    const ran = await gateway(["keys", "list", "--keys", folder]);
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain("gateway keys rotate openpgp-v4");
    expect(ran.out).not.toContain("rotate");
  });

  it("rotates at once or at an instant, under the same passphrase", async () => {
    const at = "2027-01-01T00:00:00Z";
    const env = { GATEWAY_KEYS_DIR: folder, GATEWAY_PASSPHRASE: PASSPHRASE };
    const { exitCode, json } = await gatewayJson(["keys", "rotate", "token", "--activate-at", at], { env });
    expect(exitCode).toBe(0);
    const tokens = (json as Listed).keys.filter(({ kind }) => kind === "token");
    expect(tokens.map(({ state }) => state).sort()).toEqual(["active", "next"]);
  });

  it("does not rotate under another passphrase", async () => {
    const env = { GATEWAY_KEYS_DIR: folder, GATEWAY_PASSPHRASE: "een-heel-andere-zin-dan-die" };
    const ran = await gateway(["keys", "rotate", "kek"], { env });
    expect(ran.exitCode).toBe(4);
    expect(ran.all).not.toContain("een-heel-andere");
  });

  it("finds no keys in an empty folder", async () => {
    expect((await gateway(["keys", "list", "--keys", path.join(world().folder, "none")])).exitCode).toBe(4);
  });

  const at = () => ["--keys", path.join(world().folder, "never")];
  it.each([
    { name: "a ledger key", line: () => ["keys", "rotate", "ledger"] },
    { name: "a kind that is none", line: () => ["keys", "rotate", "rsa"] },
    { name: "an instant that is none", line: () => ["keys", "rotate", "kek", "--activate-at", "tomorrow"] },
    { name: "no passphrase", line: () => ["keys", "generate", ...owner, ...at()], env: {} },
    {
      name: "a passphrase that the gateway would refuse",
      line: () => ["keys", "generate", ...owner, ...at()],
      env: { GATEWAY_PASSPHRASE: "kort-geheim" },
    },
    {
      name: "two passphrases",
      line: () => ["keys", "generate", ...owner, ...at()],
      env: { GATEWAY_PASSPHRASE: PASSPHRASE, GATEWAY_PASSPHRASE_FILE: "passphrase" },
    },
    { name: "no organisation", line: () => ["keys", "generate", "--email", "a@b.example", ...at()] },
  ])("refuses $name as usage, and prints no passphrase", async ({ line, env = { GATEWAY_PASSPHRASE: PASSPHRASE } }) => {
    const ran = await gateway(line(), { env });
    expect(ran.exitCode).toBe(2);
    for (const secret of [PASSPHRASE, "kort-geheim"]) expect(ran.all).not.toContain(secret);
  });
});

describe("the end of a key", () => {
  const row = (change: Partial<KeyRow>): KeyRow => ({
    kind: "openpgp-v4",
    id: "A",
    state: "active",
    from: noon,
    until: null,
    ...change,
  });
  it.each([
    { name: "that has none", row: row({}), warn: null },
    { name: "in 61 days", row: row({ until: later(61 * DAY) }), warn: null },
    { name: "in 60 days", row: row({ until: later(60 * DAY) }), warn: 60 },
    { name: "in 31 days", row: row({ until: later(31 * DAY) }), warn: 60 },
    { name: "in 30 days", row: row({ until: later(30 * DAY) }), warn: 30 },
    { name: "in 8 days", row: row({ until: later(8 * DAY) }), warn: 30 },
    { name: "in 7 days", row: row({ until: later(7 * DAY) }), warn: 7 },
    { name: "at this instant", row: row({ until: noon }), warn: 0 },
    { name: "of an overlap", row: row({ state: "decrypt-only", until: later(DAY) }), warn: null },
  ])("$name warns as it should", ({ row: given, warn }) => {
    expect(endingOf(given, noon)).toBe(warn);
  });
});
