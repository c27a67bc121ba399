import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { signDetached } from "../../src/openpgp/detached.ts";
import { formatVkey } from "../../src/core/ledger/note-key.ts";
import { ORIGIN, strangerKey, text, vectorFile } from "../core/ledger/support.ts";
import { noon, utf8 } from "../support/openpgp-identities.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const SEQUENCED = text(vectorFile("receipt.json"));
const PENDING = text(vectorFile("receipt-pending.json"));
const { exchangeId } = JSON.parse(SEQUENCED) as { exchangeId: string };

interface Kept {
  readonly status: string;
  readonly receipt: string;
  readonly signature: string;
  readonly proof: string | null;
}
const kept = async (receipt: string, by: "ours" | "theirs" = "theirs"): Promise<Kept> => ({
  status: receipt === PENDING ? "pending" : "sequenced",
  receipt,
  signature: await signDetached({ bytes: utf8(receipt), signWith: world()[by], now: noon }),
  proof: null,
});
let good: Kept;
beforeAll(async () => void (good = await kept(SEQUENCED)));

const checked = (change: object = {}) => ({
  v: 1,
  environment: "sandbox",
  exchangeId,
  kind: "exchange.decided",
  outcome: "allow",
  proven: true,
  index: 300,
  size: 341,
  signer: world().theirs.fingerprint,
  ...change,
});

describe("gateway receipt verify", () => {
  const verify = async (content: unknown, change = {}) =>
    gatewayJson([
      "receipt",
      "verify",
      await world().write("receipt.json", content),
      "--profile",
      await world().profile(change),
    ]);

  it("holds for a receipt with its proof, and asks nobody", async () => {
    expect(await verify(good)).toEqual({ exitCode: 0, json: checked() });
    expect(world().gateway.heard).toEqual([]);
  });

  it("says of a pending one that it is signed and not proven", async () => {
    const { exitCode, json } = await verify(await kept(PENDING));
    expect({ exitCode, json }).toEqual({ exitCode: 0, json: checked({ proven: false, index: null, size: null }) });
  });

  it("reads standard input", async () => {
    const ran = await gateway(["receipt", "verify", "-", "--profile", await world().profile()], {
      stdin: JSON.stringify(good),
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain("✓ in the ledger");
  });

  it("takes what `receipt get --json` printed", async () => {
    world().gateway.says(`GET /v1/exchanges/${exchangeId}/receipt`, { json: good });
    const { json } = await gatewayJson(["receipt", "get", exchangeId, "--profile", await world().profile()]);
    expect(await verify(json)).toMatchObject({ exitCode: 0, json: { proven: true } });
  });

  const strangerVkey = formatVkey({ name: ORIGIN, type: 1, publicKey: strangerKey.publicKey });
  it.each([
    {
      name: "an outcome that was changed",
      of: () => ({ ...good, receipt: good.receipt.replace('"allow"', '"deny"') }),
    },
    { name: "a signature of another", of: () => kept(SEQUENCED, "ours") },
    { name: "the proof of another log", of: () => good, change: { ledger: { origin: ORIGIN, vkey: strangerVkey } } },
    {
      name: "an entry of another exchange, signed though it is",
      of: () => kept(SEQUENCED.replaceAll(exchangeId, "019a9c3e-0f00-7a11-8b22-0123456789ab")),
    },
    { name: "nothing of a receipt", of: () => ({ receipt: SEQUENCED }) },
    { name: "a signature that is none", of: () => ({ ...good, signature: "x" }) },
  ])("finds it broken with $name", async ({ of, change = {} }) => {
    const { exitCode, json } = await verify(await of(), change);
    expect(exitCode).toBe(20);
    expect(json).toMatchObject({ v: 1, exitCode: 20 });
  });
});

describe("gateway receipt get", () => {
  const get = async (...more: readonly string[]) => [
    "receipt",
    "get",
    exchangeId,
    "--profile",
    await world().profile(),
    ...more,
  ];

  it("prints what it checked and what it got", async () => {
    world().gateway.says(`GET /v1/exchanges/${exchangeId}/receipt`, { json: good });
    expect(await gatewayJson(await get())).toEqual({ exitCode: 0, json: { ...checked(), ...good } });
  });

  it("waits for the proof, and keeps a file that verifies", async () => {
    world().gateway.says(`GET /v1/exchanges/${exchangeId}/receipt`, { json: good });
    const file = path.join(world().folder, "kept.json");
    expect((await gateway(await get("--wait", "5", "--out", file))).exitCode).toBe(0);
    expect(world().gateway.heard.at(-1)?.headers["prefer"]).toBe("wait=5");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(good);
  });

  it("does not show a receipt that does not hold", async () => {
    world().gateway.says(`GET /v1/exchanges/${exchangeId}/receipt`, { json: await kept(SEQUENCED, "ours") });
    const ran = await gateway(await get());
    expect(ran).toMatchObject({ exitCode: 20, out: "" });
  });

  it.each(["6", "-1", "soon"])("refuses to wait %s seconds", async (wait) => {
    expect((await gateway(await get(`--wait=${wait}`))).exitCode).toBe(2);
  });
});
