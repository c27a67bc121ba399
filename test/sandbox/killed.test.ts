import type * as fs from "node:fs/promises";
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { parseInstant } from "../../src/core/ids.ts";
import { writeExamples } from "../../src/sandbox/examples.ts";
import { makePretendWorld, type PretendClient, type PretendWorld } from "../../src/sandbox/pretend-parties.ts";
import { writeProfiles } from "../../src/sandbox/profiles.ts";
import { CONTRACTS } from "../support/pretend-world.ts";

/** Which write, counted from here, is cut off halfway; `null`: none is. */
const kill: { after: number | null; writes: number } = { after: null, writes: 0 };

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof fs>();
  const writeFile = async (file: string, text: string, options: object = {}): Promise<void> => {
    kill.writes += 1;
    if (kill.writes !== kill.after) return real.writeFile(file, text, options);
    await real.writeFile(file, text.slice(0, text.length / 2), options);
    throw new Error("killed");
  };
  return { ...real, writeFile };
});

describe("a start that is killed while it writes, over a folder that was whole", () => {
  let dataDir: string;
  let world: PretendWorld;
  let clients: readonly PretendClient[];
  const listening = {
    url: "http://127.0.0.1:1",
    environment: "sandbox",
    certificate: "x",
    ledger: { origin: "x", vkey: "x" },
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-killed-"));
    const verifySignature = (): Promise<boolean> => Promise.resolve(false);
    const loaded = await loadContracts({ folder: CONTRACTS, overlay: null, pretend: true, verifySignature });
    const parties = [...loaded.catalogue.parties.values()].slice(0, 2);
    const now = parseInstant(Date.parse("2026-11-22T10:00:00Z"));
    world = { dataDir, parties, covenants: [], now };
    await start();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  async function start(after: number | null = null): Promise<number> {
    Object.assign(kill, { after, writes: 0 });
    clients = await makePretendWorld(world);
    await writeProfiles({ dataDir, ...listening }, clients);
    await writeExamples(dataDir);
    return kill.writes;
  }

  async function contents(): Promise<Readonly<Record<string, string>>> {
    const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".part"));
    const named = files.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
    const texts = await Promise.all(
      named.map(async (file): Promise<[string, string]> => [file, await readFile(file, "utf8")]),
    );
    return Object.fromEntries(texts);
  }

  it("leaves every file as it was, at whichever write, and the next start mends what somebody broke", async () => {
    const before = await contents();
    const writes = await start();
    expect(writes).toBeGreaterThan(10);
    for (let after = 1; after <= writes; after++) {
      await expect(start(after)).rejects.toThrow("killed");
      expect(await contents()).toEqual(before);
    }
    const torn = path.join(dataDir, "overlay", "parties", `${world.parties[0]?.id}.yaml`);
    await appendFile(torn, "}");
    await start();
    expect(await contents()).toEqual(before);
  });
});
