import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditSource } from "../../src/client/ledger-audit.ts";
import { exportLedger } from "../../src/client/ledger-export.ts";
import { createFolderSource } from "../../src/client/ledger-folder.ts";
import { parsePolicy } from "../../src/core/ledger/policy.ts";
import { tilePath, type TileId } from "../../src/core/ledger/tile-path.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { gateway } from "../cli/world.ts";
import { entriesOf, LOG_VKEY, strangerKey, TestLog } from "../core/ledger/support.ts";

const policyText = `log ${LOG_VKEY}\nquorum none\n`;
const policy = parsePolicy(policyText);
const SIZE = 17_000;

function aLog(size = SIZE): TestLog {
  const log = new TestLog().append(entriesOf(size));
  log.publish();
  return log;
}

describe("an export", () => {
  let folder: string;
  beforeEach(async () => void (folder = path.join(await mkdtemp(path.join(tmpdir(), "ledger-")), "export")));
  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  const exported = (log: TestLog, told: { asked?: string[]; diesAt?: number } = {}) => {
    const asked = told.asked ?? [];
    const source = {
      checkpoint: () => Promise.resolve(log.checkpoint()),
      tile(id: TileId) {
        if (asked.length === told.diesAt) return Promise.reject(new Error("cut off"));
        asked.push(tilePath(id));
        return Promise.resolve(log.tile(id));
      },
    };
    return exportLedger({ source, policy, policyText, folder });
  };

  it.each([1, 255, 256, 700, SIZE])("of %i entries holds by itself, for us", async (size) => {
    const log = aLog(size);
    expect(await exported(log)).toMatchObject({ entries: size, findings: [] });
    expect(await auditSource({ source: createFolderSource(folder), policy })).toMatchObject({
      entries: size,
      findings: [],
      note: log.note,
    });
    expect(await readFile(path.join(folder, "policy"), "utf8")).toBe(policyText);
    const line = ["ledger", "audit", "--folder", folder, "--policy", path.join(folder, "policy")];
    expect((await gateway(line)).exitCode).toBe(EXIT.ok);
  });

  const checked = async (): Promise<string> => {
    const readme = await readFile(path.join(folder, "README.md"), "utf8");
    const commands = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const env = { ...process.env, TMPDIR: path.dirname(folder) };
    return execFileSync("sh", ["-e", "-c", commands], {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  };

  it.each([3, 700])("of %i entries holds for openssl and sha256sum, by the commands of its README", async (size) => {
    await exported(aLog(size));
    const [signature, leaf, stored] = (await checked()).trim().split("\n");
    expect(signature).toMatch(/Verified Successfully/);
    expect(leaf).toMatch(/^[0-9a-f]{64}$/);
    expect(stored).toBe(leaf);
  });

  it("is refused by the commands of its README when the checkpoint is another's", async () => {
    const log = aLog(3);
    await exported(log);
    await writeFile(path.join(folder, "checkpoint"), log.publish(strangerKey));
    await expect(checked()).rejects.toThrow();
  });

  it("that was cut off is none, and goes on under its checkpoint without asking twice", async () => {
    const log = aLog();
    const first: string[] = [];
    await expect(exported(log, { asked: first, diesAt: 90 })).rejects.toThrow("cut off");
    expect(existsSync(path.join(folder, "checkpoint"))).toBe(false);
    const note = log.note;
    log.append(entriesOf(500, 50_000)).publish();
    const second: string[] = [];
    expect(await exported(log, { asked: second })).toMatchObject({ entries: SIZE, findings: [], note });
    // But for the few that were under way.
    expect(second.filter((at) => first.includes(at)).length).toBeLessThan(16);
    expect(await readFile(path.join(folder, "checkpoint"), "utf8")).toBe(note);
  });

  it("is never written over, nor over anything else", async () => {
    await exported(aLog(3));
    await expect(exported(aLog(4))).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
    await rm(path.join(folder, "checkpoint"));
    await expect(exported(aLog(4))).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
  });

  it.each([
    { name: "an entry", path: "tile/entries/001", code: "TILE_DIFFERS" },
    { name: "a tile", path: "tile/0/001", code: "TILE_DIFFERS" },
  ])(
    "of a log with $name changed is not finished, and asks for it again once it is right",
    async ({ path: at, code }) => {
      const log = aLog();
      const right = log.stored.get(at);
      log.edit(at, (data) => data.map((byte, place) => (place === 40 ? byte ^ 2 : byte)));
      const { findings } = await exported(log);
      expect(findings.map((finding) => finding.code)).toContain(code);
      expect(existsSync(path.join(folder, "checkpoint"))).toBe(false);
      if (right) log.stored.set(at, right);
      expect(await exported(log)).toMatchObject({ entries: SIZE, findings: [] });
    },
  );
});
