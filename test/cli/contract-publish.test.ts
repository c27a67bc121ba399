import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { UnlockedKey } from "../../src/openpgp/holders.ts";
import { signDetached } from "../../src/openpgp/detached.ts";
import { noon } from "../support/openpgp-identities.ts";
import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const contracts = useContracts();
const SIGNAL = "bergendal-early-signal";
const V2 = `covenants/${SIGNAL}/v2.yaml`;
const inFolder = (file: string): string => path.join(contracts().folder, file);
const listed = () => readFile(inFolder("published.json"), "utf8");
let before = "";

/** The next version, with a field more or less, signed by both parties. */
async function nextVersion(from: string, to: string): Promise<void> {
  const text = await readFile(inFolder(`covenants/${SIGNAL}/v1.yaml`), "utf8");
  const next = text.replace("version: 1", "version: 2").replace("from: 2026-01-01", "from: 2026-11-24");
  const bytes = Buffer.from(next.replace(from, to));
  await writeFile(inFolder(V2), bytes);
  const signers: readonly (readonly [string, UnlockedKey])[] = [
    ["oosterpoort", world().theirs],
    ["gemeente-bergendal", world().ours],
  ];
  for (const [party, key] of signers) {
    const armored = await signDetached({ bytes, signWith: key, now: noon });
    await writeFile(inFolder(`covenants/${SIGNAL}/v2.${party}.asc`), armored);
  }
}
const wider = () => nextVersion("weekly: 150 per week", "weekly: 160 per week");
const unsaid = (): string[] => ["contract", "publish", `${SIGNAL}@2`, "--certificates", inFolder("certificates")];
const line = (): string[] => [...unsaid(), "--take-over"];

beforeAll(async () => {
  await mkdir(inFolder("certificates"));
  for (const [party, { fingerprint, certificate }] of [
    ["oosterpoort", world().theirs],
    ["gemeente-bergendal", world().ours],
  ] as const) {
    await writeFile(inFolder(`certificates/${party}.asc`), certificate.armored);
    await contracts().change(`parties/${party}.yaml`, (text) =>
      text.replace(/^fingerprints: .*$/m, `fingerprints: ["${fingerprint}"]`),
    );
  }
  await contracts().publishCatalogue();
  before = await listed();
});
beforeEach(() => writeFile(inFolder("published.json"), before));

describe("gateway contract publish, asked on a terminal whether a wider version may", () => {
  it.each(["y", "Yes", " ja "])("publishes after %j, having shown what widens", async (types) => {
    await wider();
    const { exitCode, err } = await gateway(line(), { env: contracts().env, types });
    expect(exitCode).toBe(0);
    expect(err).toContain("160 per week");
    expect(JSON.parse(await listed())).toHaveProperty([V2]);
  });

  it.each(["", "n", "no", "yeah sure", "y y"])("does not after %j, and changes nothing", async (types) => {
    await wider();
    expect((await gateway(line(), { env: contracts().env, types })).exitCode).toBe(10);
    expect(await listed()).toBe(before);
  });

  it("is not asked where nobody is there: a script says --yes", async () => {
    await wider();
    expect(await gatewayJson(line(), { env: contracts().env })).toMatchObject({
      exitCode: 10,
      json: { published: false, widens: true, findings: [] },
    });
    expect(await listed()).toBe(before);
    expect(await gatewayJson([...line(), "--yes"], { env: contracts().env })).toMatchObject({ exitCode: 0 });
  });

  it("is not asked of what only narrows", async () => {
    await nextVersion("      - arrearsMonths\n    limits", "    limits");
    const { exitCode } = await gateway(line(), { env: contracts().env, types: "n" });
    expect(exitCode).toBe(0);
    expect(JSON.parse(await listed())).toHaveProperty([V2]);
  });

  it("is not asked of what a missing signature stops", async () => {
    await wider();
    await writeFile(inFolder(V2), `${await readFile(inFolder(V2), "utf8")}# later\n`);
    expect((await gateway(line(), { env: contracts().env, types: "y" })).exitCode).toBe(20);
    expect(await listed()).toBe(before);
  });
});

describe("gateway contract publish, of a version that begins before the one before it has ended", () => {
  it("refuses until somebody says that it takes over, and says so to whoever is asked", async () => {
    await wider();
    expect(await gatewayJson([...unsaid(), "--yes"], { env: contracts().env })).toMatchObject({
      exitCode: 1,
      json: { published: false, findings: [{ code: "VALIDITY_TAKES_OVER", at: V2 }] },
    });
    expect(await listed()).toBe(before);
    const { exitCode, err } = await gateway(line(), { env: contracts().env, types: "y" });
    expect(exitCode).toBe(0);
    expect(err).toContain("it takes over from version 1");
  });
});
