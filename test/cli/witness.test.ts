import { spawn, type ChildProcess } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

import { openUnderPolicy } from "../../src/core/ledger/open-under-policy.ts";
import { parsePolicy } from "../../src/core/ledger/policy.ts";
import { formatVkey } from "../../src/core/ledger/note-key.ts";
import { createWitnessLines } from "../../src/cli/witness-lines.ts";
import { history } from "../adapters/witness-state/site.ts";
import { LOG_VKEY, ORIGIN, strangerKey, WITNESS, WITNESS_VKEY } from "../core/ledger/support.ts";
import { gateway, gatewayJson, PASSPHRASE, useWorld } from "./world.ts";

const world = useWorld();
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const honest = history();
const forked = history(1000);
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** A witness that watches the test log, made by its own commands; gives its folder and its policy line. */
async function aWitness(): Promise<{ folder: string; line: string; passphrase: readonly string[] }> {
  const folder = path.join(world().folder, `witness-${crypto.randomUUID()}`);
  const passphrase = ["--passphrase-file", path.join(world().folder, "passphrase")];
  const init = await gateway(["witness", "init", "--name", WITNESS, "--folder", folder, ...passphrase]);
  expect(init).toMatchObject({ exitCode: 0 });
  expect(await gateway(["witness", "trust", LOG_VKEY, "--folder", folder])).toMatchObject({ exitCode: 0, err: "" });
  return { folder, line: init.out.trim(), passphrase };
}

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly printed: { out: string; err: string };
  readonly ended: Promise<number | null>;
  post(body: string): Promise<{ status: number; body: string }>;
}

/** `gateway witness serve` as a process of its own; resolves when it listens. */
async function serve({ folder, passphrase }: { folder: string; passphrase: readonly string[] }): Promise<Running> {
  const line = ["src/cli/main.ts", "witness", "serve", "--folder", folder, "--port", "0", ...passphrase];
  const child = spawn(process.execPath, line, { cwd: ROOT });
  started.push(child);
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (printed.out += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      printed.err += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed.err);
      if (found) resolve(found[0]);
    });
    child.once("close", () => reject(new Error(`it ended: ${printed.err}`)));
  });
  return {
    url,
    child,
    printed,
    ended,
    async post(body) {
      const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
      return { status: response.status, body: await response.text() };
    },
  };
}

describe("gateway witness", () => {
  it("makes a key under its passphrase, never a second one, and gives the line for a policy", async () => {
    const { folder, line, passphrase } = await aWitness();
    const policy = parsePolicy(`log ${LOG_VKEY}\n${line}\nquorum ${WITNESS}\n`);
    expect(policy.witnesses).toEqual([{ name: WITNESS, vkey: line.split(" ")[2], url: null }]);
    expect(policy.witnesses[0]?.vkey).not.toBe(WITNESS_VKEY);
    const again = await gatewayJson(["witness", "init", "--name", WITNESS, "--folder", folder, ...passphrase]);
    expect(again).toMatchObject({ exitCode: 1, json: { error: { code: "FOLDER_IN_USE" } } });
    expect((await stat(path.join(folder, "key", "secret.json"))).mode & 0o077).toBe(0);
    expect(await readFile(path.join(folder, "key", "secret.json"), "utf8")).not.toContain(PASSPHRASE);
  });

  it("adds the address that it was given to the line, and refuses names and addresses that cannot stand there", async () => {
    const passphrase = ["--passphrase-file", path.join(world().folder, "passphrase")];
    const init = (name: string, url: string) =>
      gateway([
        "witness",
        "init",
        "--name",
        name,
        "--url",
        url,
        "--folder",
        `${world().folder}/${crypto.randomUUID()}`,
        ...passphrase,
      ]);
    expect((await init("a.example", "https://a.example/w")).out).toMatch(
      /^witness a\.example \S+ https:\/\/a\.example\/w\n$/,
    );
    expect((await init("a b", "https://a.example")).exitCode).toBe(2);
    expect((await init("a+b", "https://a.example")).exitCode).toBe(2);
    expect((await init("a.example", "ftp://a.example")).exitCode).toBe(2);
  });

  it("cosigns a log over HTTP as a process, shows what it did, and ends with 0 when asked to", async () => {
    const { folder, line, passphrase } = await aWitness();
    const policy = parsePolicy(`log ${LOG_VKEY}\n${line}\nquorum ${WITNESS}\n`);
    const running = await serve({ folder, passphrase });
    for (const [from, to] of [
      [0, 3],
      [3, 8],
      [8, 8],
      [8, 21],
    ] as const) {
      const { status, body } = await running.post(honest.body(from, to));
      expect(status).toBe(200);
      const now = Math.floor(performance.timeOrigin / 1000);
      expect(openUnderPolicy(honest.note(to) + body, policy, { now, ageSecondsMax: 600 })).toMatchObject({ size: to });
    }
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(running.printed.err).toContain(`${ORIGIN}  cosigned  size 3`);
    const { exitCode, json } = await gatewayJson(["witness", "show", "--folder", folder]);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { logs: [{ origin: ORIGIN, size: 21, proofsOfSplit: [] }] },
    });
    for (const secret of world().secrets) expect(running.printed.out + running.printed.err).not.toContain(secret);
  });

  it("goes on after kill -9 from what it answered last", async () => {
    const made = await aWitness();
    const first = await serve(made);
    expect((await first.post(honest.body(0, 8))).status).toBe(200);
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await serve(made);
    expect(await second.post(honest.body(0, 9))).toEqual({ status: 409, body: "8\n" });
    expect((await second.post(forked.body(8, 9))).status).toBe(422);
    expect((await second.post(honest.body(8, 9))).status).toBe(200);
  });

  it("raises an alarm where the log signed two histories, and keeps the proof", async () => {
    const made = await aWitness();
    const running = await serve(made);
    await running.post(honest.body(0, 8));
    expect(await running.post(forked.body(8, 8))).toEqual({ status: 409, body: "8\n" });
    const { exitCode, json } = await gatewayJson(["witness", "show", "--folder", made.folder]);
    const { logs } = json as { logs: { proofsOfSplit: string[] }[] };
    expect(exitCode).toBe(20);
    expect(await readFile(logs[0]!.proofsOfSplit[0]!, "utf8")).toBe(forked.note(8));
    expect(running.printed.err).toContain("ALARM");
  });

  it("runs once on a folder, takes up a log while it runs, and does not start with another passphrase", async () => {
    const made = await aWitness();
    const running = await serve(made);
    const again = await gatewayJson(["witness", "serve", "--folder", made.folder, "--port", "0", ...made.passphrase]);
    expect(again).toMatchObject({ exitCode: 1, json: { error: { code: "FOLDER_IN_USE" } } });
    const second = formatVkey({ name: "second.example/2027", type: 1, publicKey: strangerKey.publicKey });
    expect((await gateway(["witness", "trust", second, "--folder", made.folder])).exitCode).toBe(0);
    expect(await (await fetch(running.url)).text()).toContain("second.example/2027");
    const env = { GATEWAY_PASSPHRASE: "een-heel-andere-zin" };
    const locked = await gatewayJson(["witness", "serve", "--folder", made.folder, "--port", "0"], { env });
    expect(locked).toMatchObject({ exitCode: 4, json: { error: { code: "KEY_LOCKED" } } });
  });

  it("does not start as a mirror of an address that anybody between could change", async () => {
    const made = await aWitness();
    const line = ["witness", "serve", "--folder", made.folder, "--port", "0", ...made.passphrase];
    const { exitCode, json } = await gatewayJson([...line, "--mirror", "http://gateway.example"]);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 2,
      json: { error: { code: "CONFIG_INVALID", at: "--mirror" } },
    });
  });

  it("is no witness where there is none", async () => {
    const folder = path.join(world().folder, "empty");
    for (const line of [["show"], ["trust", LOG_VKEY]]) {
      expect((await gateway(["witness", ...line, "--folder", folder])).exitCode).toBe(4);
    }
  });
});

describe("what a witness tells on its terminal", () => {
  it("is told once a minute, with how often it happened since", () => {
    let now = 0;
    const lineOf = createWitnessLines(() => now);
    const happening = { what: "cosigned", origin: ORIGIN, size: 3, error: null } as const;
    expect(lineOf(happening)).toContain("cosigned  size 3");
    expect([1, 2].map(() => lineOf(happening))).toEqual([null, null]);
    expect(lineOf({ ...happening, what: "split" })).toContain("ALARM");
    now = 60_000;
    expect(lineOf(happening)).toContain("(and 2 times more since then)");
  });
});
