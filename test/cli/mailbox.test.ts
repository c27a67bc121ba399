import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { sha256Of } from "../../src/core/hash.ts";
import { verifyDetached } from "../../src/openpgp/detached.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { noon, utf8 } from "../support/openpgp-identities.ts";
import { problem } from "./gateway.ts";
import { EXCHANGE, gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const OTHER = "019a9c3e-0f00-7a11-8b22-0123456789ac";

const view = (exchangeId: string) => ({
  exchangeId,
  messageId: "019a9c3e-0e00-7a11-8b22-ba9876543210",
  outcome: "allow",
  reasons: [],
  fields: [{ field: "caseRef", verdict: "released", transform: "pass", reason: null }],
  retryable: false,
  from: "oosterpoort",
  to: "gemeente-bergendal",
  covenant: { id: "bergendal-early-signal", version: 1, hash: "4f".repeat(32) },
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  decidedAt: "2026-11-22T10:00:00.000Z",
  replyTo: null,
  parcel: { sha256: "0c".repeat(32), size: 1840, status: "ready" },
});
const item = (exchangeId: string) => ({
  exchangeId,
  outcome: "allow",
  from: "oosterpoort",
  to: "gemeente-bergendal",
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  decidedAt: "2026-11-22T10:00:00.000Z",
  replyTo: null,
  parcel: { sha256: "0c".repeat(32), size: 1840, status: "ready" },
});

const CONTENT = {
  header: { exchangeId: EXCHANGE, to: "gemeente-bergendal" },
  subjects: [{ role: "tenant" }],
  data: { caseRef: "S-1", lastName: "Vermeulen" },
};
const sealed = (by: "ours" | "theirs" = "theirs") =>
  sealMessage({
    plaintext: utf8(JSON.stringify(CONTENT)),
    signWith: world()[by],
    encryptTo: [world().ours.certificate],
    now: noon,
    profile: "gnupg",
  });
const atProfile = async (...line: readonly string[]) => [...line, "--profile", await world().profile()];

describe("gateway inbox", () => {
  it("reads page after page, waiting for the first alone", async () => {
    world().gateway.says("GET /v1/exchanges", ({ path: asked }) =>
      asked.includes("after=")
        ? { json: { items: [view(OTHER)], next: null, cursor: "to-here" } }
        : { json: { items: [view(EXCHANGE)], next: "the-rest", cursor: "half-way" } },
    );
    expect(await gatewayJson(await atProfile("inbox", "--wait", "30"))).toEqual({
      exitCode: 0,
      json: { v: 1, environment: "sandbox", items: [item(EXCHANGE), item(OTHER)], cursor: "to-here" },
    });
    expect(world().gateway.calls()).toEqual([
      "GET /v1/exchanges?role=recipient&unfetched=true&wait=30",
      `GET /v1/exchanges?role=recipient&unfetched=true&after=the-rest`,
    ]);
  });

  it("goes on from the cursor of another time, and waits there", async () => {
    world().gateway.says("GET /v1/exchanges", { json: { items: [], next: null, cursor: "to-here" } });
    const line = await atProfile("inbox", "--all", "--after", "to-here", "--wait", "5");
    expect(await gatewayJson(line)).toMatchObject({ json: { items: [], cursor: "to-here" } });
    expect(world().gateway.calls()).toEqual(["GET /v1/exchanges?role=recipient&unfetched=false&after=to-here&wait=5"]);
  });

  it("lists what was fetched before with --all", async () => {
    world().gateway.says("GET /v1/exchanges", { json: { items: [], next: null } });
    await gateway(await atProfile("inbox", "--all"));
    expect(world().gateway.calls()).toEqual(["GET /v1/exchanges?role=recipient&unfetched=false&wait=0"]);
  });

  it("opens each with --open, and one that is gone keeps no other shut", async () => {
    const bytes = await sealed();
    world()
      .gateway.says("GET /v1/exchanges", { json: { items: [view(OTHER), view(EXCHANGE)], next: null } })
      .says(`GET /v1/exchanges/${OTHER}/message`, problem(410, "PARCEL_GONE"))
      .says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes });
    const { exitCode, json } = await gatewayJson(await atProfile("inbox", "--open"));
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({
      opened: [
        { exchangeId: OTHER, parcel: null, error: { code: "PARCEL_GONE" } },
        { exchangeId: EXCHANGE, parcel: { ...CONTENT, sha256: sha256Of(bytes) }, error: null },
      ],
    });
  });

  it("shows people what it opened", async () => {
    const bytes = await sealed();
    world()
      .gateway.says("GET /v1/exchanges", { json: { items: [view(EXCHANGE)], next: null } })
      .says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes });
    const { out } = await gateway(await atProfile("inbox", "--open"));
    expect(out).toContain('"lastName": "Vermeulen"');
    expect(out).toContain(`gateway fetch ${EXCHANGE} --profile `);
  });
});

describe("gateway fetch", () => {
  it("decrypts, verifies and prints", async () => {
    const bytes = await sealed();
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes });
    expect(await gatewayJson(await atProfile("fetch", EXCHANGE))).toEqual({
      exitCode: 0,
      json: {
        v: 1,
        environment: "sandbox",
        exchangeId: EXCHANGE,
        sha256: sha256Of(bytes),
        parcel: { ...CONTENT, sha256: sha256Of(bytes) },
      },
    });
  });

  it("writes a new file for its owner alone, prints no value, and never writes over a file", async () => {
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes: await sealed() });
    const file = path.join(world().folder, "fetched.json");
    const ran = await gateway(await atProfile("fetch", EXCHANGE, "--out", file));
    expect(ran.exitCode).toBe(0);
    expect(ran.all).not.toContain("Vermeulen");
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject(CONTENT);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await gateway(await atProfile("fetch", EXCHANGE, "--out", file))).exitCode).toBe(2);
  });

  it("finds a parcel broken that the gateway has not signed", async () => {
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes: await sealed("ours") });
    const ran = await gateway(await atProfile("fetch", EXCHANGE));
    expect(ran.exitCode).toBe(20);
    expect(ran.all).not.toContain("Vermeulen");
  });

  it("finds a parcel broken of which one bit was turned", async () => {
    const bytes = await sealed();
    bytes[bytes.length - 20]! ^= 1;
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}/message`, { bytes });
    expect((await gateway(await atProfile("fetch", EXCHANGE))).exitCode).toBe(20);
  });
});

describe("gateway ack", () => {
  const call = `POST /v1/exchanges/${EXCHANGE}/acknowledgements`;
  it.each(["receipt", "deletion"])("signs a statement of %s over the parcel's digest", async (kind) => {
    world()
      .gateway.says(`GET /v1/exchanges/${EXCHANGE}`, { json: view(EXCHANGE) })
      .says(call, { status: 201, json: { recorded: true } });
    expect(await gatewayJson(await atProfile("ack", EXCHANGE, "--kind", kind))).toEqual({
      exitCode: 0,
      json: { v: 1, environment: "sandbox", exchangeId: EXCHANGE, kind, recorded: true },
    });
    const { statement, signature } = world().gateway.jsonOf(call) as { statement: string; signature: string };
    expect(JSON.parse(statement)).toMatchObject({ exchangeId: EXCHANGE, kind, sha256: "0c".repeat(32) });
    const question = { bytes: utf8(statement), signature, signers: [world().ours.certificate], now: noon };
    expect((await verifyDetached(question)).signer).toBe(world().ours.fingerprint);
  });

  it("knows no other kind", async () => {
    expect((await gateway(await atProfile("ack", EXCHANGE, "--kind", "both"))).exitCode).toBe(2);
    expect(world().gateway.heard).toEqual([]);
  });
});

describe("gateway show", () => {
  it("prints the exchange as it is", async () => {
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}`, { json: view(EXCHANGE) });
    const json = { v: 1, environment: "sandbox", exchange: view(EXCHANGE) };
    expect(await gatewayJson(await atProfile("show", EXCHANGE))).toEqual({ exitCode: 0, json });
  });

  it("is not 0 for a refusal", async () => {
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}`, { json: { ...view(EXCHANGE), outcome: "deny" } });
    expect((await gateway(await atProfile("show", EXCHANGE))).exitCode).toBe(3);
  });

  it("keeps what another wrote from steering the terminal", async () => {
    const says = "wipe \u001b[2J\u009b1m \u202eesrever";
    const reasons = [{ code: "X", says, next: "nothing" }];
    world().gateway.says(`GET /v1/exchanges/${EXCHANGE}`, { json: { ...view(EXCHANGE), reasons } });
    const { out } = await gateway(await atProfile("show", EXCHANGE));
    expect(out).toContain("wipe ");
    expect(out).not.toMatch(/[\u001b\u009b\u202e]/);
  });
});
