import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

import { addLog, listProofs } from "../../../src/adapters/witness-state/logs.ts";
import { removeLeftovers } from "../../../src/adapters/witness-state/state.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { originHash } from "../../../src/core/ledger/witness.ts";
import { LOG_VKEY, logKey, ORIGIN, strangerKey, WITNESS_VKEY } from "../../core/ledger/support.ts";
import { aFolder, ask, history, NOW, sizeOf, stateOf } from "./site.ts";

const CHILD = fileURLToPath(new URL("killed-decide.ts", import.meta.url));
const honest = history();
const forked = history(1000);
const folders: string[] = [];
const folderWith = async (size?: number): Promise<string> => {
  const folder = await aFolder();
  folders.push(folder);
  if (size !== undefined) await ask(stateOf(folder), honest.body(0, size));
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
const fileOf = (folder: string): string => join(folder, "logs", `${originHash(ORIGIN)}.json`);

describe("what a witness remembers", () => {
  it("is on the disk when the answer is given", async () => {
    const folder = await folderWith();
    expect(await sizeOf(folder)).toBeNull();
    expect(await ask(stateOf(folder), honest.body(0, 3))).toMatchObject({ outcome: "cosigned", size: 3 });
    expect(await ask(stateOf(folder), honest.body(3, 8))).toMatchObject({ outcome: "cosigned", size: 8 });
    expect(await ask(stateOf(folder), honest.body(3, 9))).toEqual({ outcome: "conflict", size: 8 });
    expect(await sizeOf(folder)).toBe(8);
  });

  it("is nothing of a log that is not watched", async () => {
    const folder = await folderWith();
    const neverAsked = (): never => {
      throw new Error("decided");
    };
    expect(await stateOf(folder).decide("other.example", neverAsked)).toBeNull();
    expect(await stateOf(folder).decide("../key", neverAsked)).toBeNull();
  });

  it("lets exactly one of many conflicting requests win", async () => {
    const folder = await folderWith(3);
    const state = stateOf(folder);
    const bodies = Array.from({ length: 20 }, (_, at) => honest.body(3, 4 + at));
    const answers = await Promise.all(bodies.map((body) => ask(state, body)));
    const won = answers.filter((answer) => answer?.outcome === "cosigned");
    expect(won).toHaveLength(1);
    const size = (won[0] as { size: number }).size;
    const lost = answers.filter((answer) => answer !== won[0]);
    expect(lost).toEqual(lost.map(() => ({ outcome: "conflict", size })));
    expect(await sizeOf(folder)).toBe(size);
  });

  it("cosigns one of two histories that are asked at once, and keeps the proof of the other", async () => {
    const folder = await folderWith();
    const state = stateOf(folder);
    const answers = await Promise.all([ask(state, honest.body(0, 6)), ask(state, forked.body(0, 6))]);
    expect(answers.map((answer) => answer?.outcome).sort()).toEqual(["cosigned", "split"]);
    const [proof] = await listProofs(folder, ORIGIN);
    const cosigned = answers[0]?.outcome === "cosigned" ? honest : forked;
    const other = cosigned === honest ? forked : honest;
    expect(await readFile(proof!, "utf8")).toBe(other.note(6));
    expect((await stateOf(folder).logs())[0]?.note?.startsWith(cosigned.note(6))).toBe(true);
  });

  it("does not fill the disk with proofs", async () => {
    const folder = await folderWith(5);
    const state = stateOf(folder);
    for (let at = 1; at <= 20; at++) await ask(state, history(at * 1000).body(0, 5));
    expect(await listProofs(folder, ORIGIN)).toHaveLength(16);
  });

  it("goes on after a request that failed", async () => {
    const folder = await folderWith(3);
    const state = stateOf(folder);
    const failing = state.decide(ORIGIN, () => {
      throw new Error("planted");
    });
    const next = ask(state, honest.body(3, 5));
    await expect(failing).rejects.toThrow("planted");
    expect(await next).toMatchObject({ outcome: "cosigned" });
  });

  it("is never older than what was answered, wherever the process is killed", async () => {
    const whole = await killAt(await folderWith(3), 0);
    expect(whole).toMatchObject({ signal: null, outcome: "cosigned" });
    const sizes: (number | null)[] = [];
    for (let step = 1; step <= whole.steps; step++) {
      const folder = await folderWith(3);
      expect((await killAt(folder, step)).signal).toBe("SIGKILL");
      await removeLeftovers(folder);
      expect((await readdir(join(folder, "logs"))).filter((name) => !name.endsWith(".json"))).toEqual([]);
      sizes.push(await sizeOf(folder));
      // The log never got an answer, and asks again: it learns the size, or is cosigned as if nothing had been.
      const again = await ask(stateOf(folder), honest.body(3, 8), NOW + 60);
      expect(again).toMatchObject(
        sizes.at(-1) === 3 ? { outcome: "cosigned", size: 8 } : { outcome: "conflict", size: 8 },
      );
      expect(await ask(stateOf(folder), honest.body(8, 8), NOW + 60)).toMatchObject({ outcome: "cosigned" });
      expect(await ask(stateOf(folder), forked.body(8, 8))).toMatchObject({ outcome: "split" });
    }
    // Before the rename the old, after it the new; the last step stands between keeping and answering.
    expect(sizes[0]).toBe(3);
    expect(sizes.at(-1)).toBe(8);
    expect(sizes).toEqual([...sizes].sort());
  });
});

async function killAt(
  folder: string,
  step: number,
): Promise<{ signal: string | null; steps: number; outcome?: string }> {
  const args = [CHILD, folder, honest.body(3, 8), String(step)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  const told = said === "" ? { steps: 0 } : (JSON.parse(said) as { steps: number; outcome: string });
  return { signal, ...told };
}

describe("a damaged folder", () => {
  it.each<{ name: string; change: (text: string) => string }>([
    { name: "an empty file", change: () => "" },
    { name: "half a file", change: (text) => text.slice(0, text.length / 2) },
    { name: "another size", change: (text) => text.replace("\\n5\\n", "\\n4\\n") },
    { name: "a note that it did not cosign", change: (text) => text.replace(/— fg[^\\]*\\n/, "") },
    { name: "another log's key", change: (text) => text.replace(LOG_VKEY, strangerVkey) },
  ])("with $name is refused at the start and at each request, with what to do", async ({ change }) => {
    const folder = await folderWith(5);
    const before = await readFile(fileOf(folder), "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(fileOf(folder), after);
    const refusal = { code: "LEDGER_MISMATCH", remedy: expect.stringMatching(/new witness/) as string };
    await expect(stateOf(folder).logs()).rejects.toMatchObject(refusal);
    await expect(ask(stateOf(folder), honest.body(5, 8))).rejects.toMatchObject(refusal);
  });

  it("with a log under another's name is refused", async () => {
    const folder = await folderWith(5);
    const text = await readFile(fileOf(folder), "utf8");
    await writeFile(join(folder, "logs", `${originHash("other.example")}.json`), text);
    await expect(stateOf(folder).logs()).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
  });
});

const strangerVkey = formatVkey({ name: ORIGIN, type: 1, publicKey: strangerKey.publicKey });

describe("watching a log", () => {
  it("twice by one key changes nothing of what is remembered", async () => {
    const folder = await folderWith(5);
    expect(await addLog(folder, LOG_VKEY)).toMatchObject({ origin: ORIGIN, vkey: LOG_VKEY });
    expect(await sizeOf(folder)).toBe(5);
  });

  it("by another key under its name is refused, and so is a witness's key", async () => {
    const folder = await folderWith(5);
    await expect(addLog(folder, strangerVkey)).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
    await expect(addLog(folder, WITNESS_VKEY)).rejects.toMatchObject({ code: "LEDGER_MALFORMED" });
    expect(await sizeOf(folder)).toBe(5);
  });

  it("begins while the witness runs", async () => {
    const folder = await folderWith();
    const state = stateOf(folder);
    expect(await state.logs()).toHaveLength(1);
    await addLog(folder, formatVkey({ name: "second.example", type: 1, publicKey: logKey.publicKey }));
    expect((await state.logs()).map(({ origin }) => origin)).toEqual([ORIGIN, "second.example"]);
    expect((await readdir(join(folder, "logs"))).every((name) => name.endsWith(".json"))).toBe(true);
  });
});
