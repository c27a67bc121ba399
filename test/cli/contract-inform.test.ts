import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

useWorld();
const contracts = useContracts();
const VERSION = "vital-emergency@1";
const [OUT, PULL] = ["vital-emergency/out/default", "vital-emergency/pull/default"];
const HOW = ["--how", 'Een brief achteraf: "wij gaven uw adres door".', "--by", "privacy-officer"];
const file = (): string => path.join(contracts().folder, "informed.yaml");
const text = (): Promise<string> => readFile(file(), "utf8");
const inform = (...more: readonly string[]) => gatewayJson(["contract", "inform", ...more], { env: contracts().env });
const EMPTY = "# Why this file is here.\ninformed: []\n";

afterEach(() => writeFile(file(), EMPTY));

describe("gateway contract inform", () => {
  it("records a clause of a version, and says which are left", async () => {
    await writeFile(file(), EMPTY);
    const { exitCode, json } = await inform(VERSION, OUT, ...HOW);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { recorded: [{ clause: OUT, by: "privacy-officer", on: "2026-11-22" }], left: [PULL] },
    });
    expect(await text()).toBe(
      `# Why this file is here.
informed:
  - covenant: vital-emergency
    version: 1
    clause: vital-emergency/out/default
    how: 'Een brief achteraf: "wij gaven uw adres door".'
    by: privacy-officer
    on: 2026-11-22
`,
    );
    expect(await inform(VERSION, PULL, ...HOW, "--on", "2026-11-01")).toMatchObject({ json: { left: [] } });
    expect(await text()).toContain("on: 2026-11-01");
  });

  it("takes away what stopped the version from being published", async () => {
    const codes = async () => {
      const { json } = await gatewayJson(["contract", "publish", VERSION], { env: contracts().env });
      return (json as { findings: { code: string }[] }).findings.map(({ code }) => code);
    };
    expect(await codes()).toContain("NOT_TOLD");
    await inform(VERSION, OUT, PULL, ...HOW);
    expect(await codes()).not.toContain("NOT_TOLD");
    expect((await gateway(["contract", "check"], { env: contracts().env })).exitCode).toBe(0);
  });

  it.each([
    { name: "a clause that there is not", line: [VERSION, "vital-emergency/in/default", ...HOW] },
    { name: "a clause that the statement promises", line: ["portability@1", "data-portability/out/default", ...HOW] },
    { name: "a clause named twice", line: [VERSION, OUT, OUT, ...HOW] },
    { name: "what is no clause", line: [VERSION, "vital-emergency", ...HOW] },
    { name: "a covenant without its version", line: ["vital-emergency", OUT, ...HOW] },
    { name: "a version that there is not", line: ["vital-emergency@9", OUT, ...HOW] },
    { name: "nobody's record", line: [VERSION, OUT, "--how", "Een brief."] },
    { name: "a person's name", line: [VERSION, OUT, "--how", "Een brief.", "--by", "J. Jansen"] },
    { name: "no way of telling", line: [VERSION, OUT, "--how", " ", "--by", "deputy"] },
    { name: "a day that there is not", line: [VERSION, OUT, ...HOW, "--on", "2026-02-30"] },
    { name: "a day to come", line: [VERSION, OUT, ...HOW, "--on", "2026-11-23"] },
    { name: "no clause at all", line: [VERSION, ...HOW] },
  ])("refuses $name, and writes nothing", async ({ line }) => {
    expect(await inform(...line)).toMatchObject({ exitCode: 2 });
    expect(await text()).toBe(EMPTY);
  });

  it("refuses a second record of one clause", async () => {
    await inform(VERSION, OUT, ...HOW);
    const once = await text();
    expect(await inform(VERSION, OUT, ...HOW)).toMatchObject({ exitCode: 2 });
    expect(await text()).toBe(once);
  });
});
