import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

useWorld();
const contracts = useContracts();
const publish = (...more: readonly string[]) =>
  gatewayJson(["catalogue", "publish", ...more], { env: contracts().env });
const check = () => gateway(["contract", "check"], { env: contracts().env });
const list = () => readFile(path.join(contracts().folder, "published.json"), "utf8");

describe("gateway catalogue publish", () => {
  it("has nothing to do where nothing changed", async () => {
    expect(await publish()).toMatchObject({ exitCode: 0, json: { files: [], changes: [], published: false } });
  });

  it("asks where a fact gets another provider, and only then lists it; until then the gateway would not start", async () => {
    const before = await list();
    await contracts().change("facts.yaml", (text) => text.replace(/(signalRefused: .*from: )register/, "$1data"));
    expect((await check()).exitCode).toBe(1);
    const verify = await gatewayJson(["contract", "verify"], { env: contracts().env });
    expect(verify).toMatchObject({ exitCode: 20, json: { altered: [{ file: "facts.yaml", state: "changed" }] } });
    const shown = await publish();
    expect(shown).toMatchObject({
      exitCode: 10,
      json: { widens: true, published: false, files: [{ file: "facts.yaml", state: "changed" }] },
    });
    const provider = {
      reach: "wider",
      what: "fact",
      name: "signalRefused provider",
      before: "register",
      after: "data",
    };
    expect((shown.json as { changes: unknown }).changes).toContainEqual(expect.objectContaining(provider));
    expect(await list()).toBe(before);
    expect(await publish("--yes")).toMatchObject({ exitCode: 0, json: { published: true } });
    expect((await check()).exitCode).toBe(0);
    expect(await publish()).toMatchObject({ json: { changes: [] } });
  });

  it("publishes without asking what only narrows, and says ▲ of what widens", async () => {
    const certificate = "A".repeat(40);
    const pinned = (prints: string) => (text: string) =>
      text.replace(/^fingerprints: .*$/m, `fingerprints: [${prints}]`);
    await contracts().change("parties/entree.yaml", pinned(certificate));
    const { out } = await gateway(["catalogue", "publish", "--yes"], { env: contracts().env });
    expect(out).toMatch(/▲.*party entree fingerprints/);
    await contracts().change("parties/entree.yaml", pinned(""));
    expect(await publish()).toMatchObject({ exitCode: 0, json: { widens: false, published: true } });
  });

  it("takes it for wider where nobody can say what changed: the copies are not what was published", async () => {
    await writeFile(path.join(contracts().folder, "published/fields.yaml"), "fields: []\n");
    await contracts().change("refused.yaml", (text) => `${text}# a line\n`);
    expect(await publish()).toMatchObject({ exitCode: 10, json: { widens: true, changes: null, published: false } });
  });
});
