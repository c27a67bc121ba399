import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

import { useWorld } from "./world.ts";

const world = useWorld();
const root = fileURLToPath(new URL("../..", import.meta.url));

function start(...line: readonly string[]) {
  const child = spawn(process.execPath, ["src/cli/main.ts", ...line], { cwd: root });
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed.err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return { child, printed, ended };
}

describe("the process", () => {
  it("ends with the exit code, results on one stream and errors on the other", async () => {
    const [version, slip] = [start("version", "--json"), start("sned")];
    expect([await version.ended, await slip.ended]).toEqual([0, 2]);
    expect(JSON.parse(version.printed.out)).toMatchObject({ v: 1 });
    expect(slip.printed.out).toBe("");
    expect(slip.printed.err).toContain("gateway send");
  });

  it("reads a document from standard input, and ends with 130 when it is interrupted there", async () => {
    const profile = await world().profile();
    const { child, ended } = start("send", "-", "--profile", profile);
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("standard input")) resolve();
      });
    });
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(world().gateway.heard).toEqual([]);
  });

  it("says with 5 that nothing answers, through a real pipe", async () => {
    const profile = await world().profile({ gateway: "http://127.0.0.1:9" });
    const { child, ended, printed } = start(
      "send",
      "--covenant",
      "a-b",
      "--purpose",
      "c-d",
      "--direction",
      "in",
      "--json",
      "--profile",
      profile,
    );
    child.stdin.end('{"caseRef":"S-1"}');
    expect(await ended).toBe(5);
    expect(JSON.parse(printed.out)).toMatchObject({ error: { code: "UNREACHABLE" } });
  });
});
