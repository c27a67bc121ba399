import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const contracts = fileURLToPath(new URL("../../contracts", import.meta.url));
const SIGNAL = "covenants/bergendal-early-signal/v1.yaml";

describe("gateway contract check", () => {
  it("prints a line for each covenant of the repository", async () => {
    const { exitCode, json } = await gatewayJson(["contract", "check"]);
    expect({ exitCode, ...(json as object) }).toMatchObject({ exitCode: 0, v: 1, holds: true });
    const { out } = await gateway(["contract", "check"]);
    expect(out).toContain("bergendal-early-signal v1");
  });

  it("is not 0 for a changed byte of a published file", async () => {
    const folder = path.join(world().folder, "contracts");
    await cp(contracts, folder, { recursive: true });
    const file = path.join(folder, SIGNAL);
    await writeFile(file, `${await readFile(file, "utf8")}\n`);
    const { exitCode, json } = await gatewayJson(["contract", "check"], { env: { GATEWAY_CONTRACTS_DIR: folder } });
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ v: 1, holds: false, lines: expect.arrayContaining(["COVENANT_ALTERED"]) as string[] });
  });
});
