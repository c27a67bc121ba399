import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";

import { ProblemError } from "../../src/client/problem.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT, exitOf } from "../../src/cli/exit-codes.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { GatewayError, type ErrorCode } from "../../src/core/errors.ts";
import { LOG_VKEY } from "../core/ledger/support.ts";
import { EXCHANGE, gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const CLAUSE = ["bergendal-early-signal", "early-debt-signalling", "out"];
const DOCUMENT = ["--covenant", "a-covenant", "--purpose", "a-purpose", "--data", "-"];
const stdin = JSON.stringify({ lastName: "Vermeulen" });

/** A line of each command that is right in itself. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  "send": ["send", ...DOCUMENT, "--direction", "in"],
  "ask": ["ask", ...DOCUMENT],
  "inbox": ["inbox"],
  "show": ["show", EXCHANGE],
  "fetch": ["fetch", EXCHANGE],
  "ack": ["ack", EXCHANGE],
  "receipt get": ["receipt", "get", EXCHANGE],
  "receipt verify": ["receipt", "verify", "-"],
  "token": ["token"],
  "covenants": ["covenants"],
  "example": ["example", ...CLAUSE],
  "dry-run": ["dry-run", ...CLAUSE, "--fields", "caseRef"],
  "contract check": ["contract", "check"],
  "contract explain": ["contract", "explain", "bergendal-early-signal", "arrearsAmount"],
  "contract diff": ["contract", "diff", "bergendal-early-signal", "bergendal-early-signal"],
  "contract export": ["contract", "export", "bergendal-early-signal", "--format", "md"],
  "contract inform": [
    "contract",
    "inform",
    "vital-emergency@1",
    "vital-emergency/out/default",
    "--how",
    "x",
    "--by",
    "y",
  ],
  "contract new": ["contract", "new", "--questions"],
  "contract sign": ["contract", "sign", "bergendal-early-signal", "--party", "gemeente-bergendal"],
  "contract verify": ["contract", "verify"],
  "contract lint": ["contract", "lint"],
  "contract publish": ["contract", "publish", "bergendal-early-signal@1"],
  "contract simulate": ["contract", "simulate", "bergendal-early-signal@1"],
  "contract suspend": ["contract", "suspend", "bergendal-early-signal@1", "--reason", "x"],
  "report register": ["report", "register"],
  "holds list": ["holds", "list"],
  "holds show": ["holds", "show", EXCHANGE],
  "holds reveal": ["holds", "reveal", EXCHANGE, "--reason", "x"],
  "holds approve": ["holds", "approve", EXCHANGE, "--reason", "x"],
  "holds reject": ["holds", "reject", EXCHANGE, "--reason", "x"],
  "alerts list": ["alerts", "list"],
  "alerts show": ["alerts", "show", EXCHANGE],
  "alerts claim": ["alerts", "claim", EXCHANGE],
  "alerts close": ["alerts", "close", EXCHANGE, "--action", "x"],
  "exchanges": ["exchanges"],
  "consents list": ["consents", "list"],
  "consents withdraw": ["consents", "withdraw", EXCHANGE, "--how", "x"],
  "relations list": ["relations", "list"],
  "relations end": ["relations", "end", EXCHANGE],
  "keys generate": ["keys", "generate", "--organisation", "O", "--email", "o@o.example"],
  "keys list": ["keys", "list"],
  "keys rotate": ["keys", "rotate", "kek"],
  "witness init": ["witness", "init", "--name", "fg.example", "--folder", "/nowhere"],
  "witness trust": ["witness", "trust", LOG_VKEY, "--folder", "/nowhere"],
  "witness serve": ["witness", "serve", "--folder", "/nowhere"],
  "witness show": ["witness", "show", "--folder", "/nowhere"],
  "catalogue publish": ["catalogue", "publish"],
  "ledger adopt-guard": ["ledger", "adopt-guard"],
  "ledger begin-anew": ["ledger", "begin-anew", "--origin", "log.example/2027", "--reason", "x"],
  "ledger logbook": ["ledger", "logbook", "--out", "/nowhere/l.ndjson"],
  "ledger audit": ["ledger", "audit", "--folder", "/nowhere", "--vkey", LOG_VKEY],
  "ledger consistency": ["ledger", "consistency", "/nowhere", "--folder", "/nowhere", "--vkey", LOG_VKEY],
  "ledger export": ["ledger", "export", "--folder", "/nowhere", "--vkey", LOG_VKEY, "--out", "/nowhere/export"],
  "ledger reconcile": ["ledger", "reconcile"],
  "ledger prove": ["ledger", "prove", "0", "--folder", "/nowhere", "--vkey", LOG_VKEY],
  "ledger verify": ["ledger", "verify", "/nowhere", "--vkey", LOG_VKEY],
  "help": ["help"],
  "version": ["version"],
};
/** What trusts a profile's keys and talks to nobody. */
const OFFLINE = ["receipt verify", "contract sign"];
const remote = COMMANDS.filter(({ name, profile }) => profile && !OFFLINE.includes(name)).map(({ name }) => name);
const needingArguments = COMMANDS.filter(
  ({ arguments: [first] }) => first !== undefined && first.optional !== true,
).map(({ name }) => name);
const lineOf = (name: string): readonly string[] => LINES[name] ?? [];

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("exit codes", () => {
  it("are tried below for every command", () => {
    expect(Object.keys(LINES).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it.each(COMMANDS.map(({ name }) => name))("%s: 2 for an option that it does not have", async (name) => {
    const ran = await gateway([...lineOf(name), "--unheard-of"]);
    expect(ran.exitCode).toBe(EXIT.usage);
  });

  it.each(needingArguments)("%s: 2 without its argument", async (name) => {
    expect((await gateway(name.split(" "))).exitCode).toBe(EXIT.usage);
  });

  it.each([...remote, ...OFFLINE])("%s: 2 without a profile, and for a profile that is not there", async (name) => {
    expect((await gateway(lineOf(name), { stdin })).exitCode).toBe(EXIT.usage);
    expect((await gateway(lineOf(name), { stdin, env: { GATEWAY_PROFILE: "/nowhere.json" } })).exitCode).toBe(
      EXIT.usage,
    );
  });

  it.each([...remote, ...OFFLINE])("%s: 4 when the profile's key cannot be read", async (name) => {
    const clientKey = { file: "passphrase", kid: "k", alg: "ES256" };
    const ran = await gateway(lineOf(name), { stdin, env: { GATEWAY_PROFILE: await world().profile({ clientKey }) } });
    expect(ran.exitCode).toBe(EXIT.credentials);
    for (const secret of world().secrets) expect(ran.all).not.toContain(secret);
  });

  it.each(remote)("%s: 5 when nothing answers", async (name) => {
    const profile = await world().profile({ gateway: `http://127.0.0.1:${await closedPort()}` });
    const { exitCode, json } = await gatewayJson(lineOf(name), { stdin, env: { GATEWAY_PROFILE: profile } });
    expect(exitCode).toBe(EXIT.network);
    expect(json).toMatchObject({ v: 1, exitCode, error: { code: "UNREACHABLE", retryable: true } });
  });

  it.each(remote)("%s: 4 when the token is refused, and no secret or value is printed", async (name) => {
    const refusal = { error: "invalid_client", error_description: "the client is refused" };
    world().gateway.says("POST /oauth/token", { status: 401, json: refusal });
    const ran = await gateway(lineOf(name), { stdin, env: { GATEWAY_PROFILE: await world().profile() } });
    expect(ran.exitCode).toBe(EXIT.credentials);
    const assertion = new URLSearchParams(world().gateway.heard[0]?.body.toString()).get("client_assertion");
    expect(assertion).toMatch(/^ey/);
    for (const secret of [...world().secrets, assertion ?? "", "Vermeulen"]) expect(ran.all).not.toContain(secret);
  });

  it("token: 0 with a token, which is what was asked for", async () => {
    const env = { GATEWAY_PROFILE: await world().profile() };
    const json = { v: 1, environment: "sandbox", accessToken: "a-token-of-the-test" };
    expect(await gatewayJson(lineOf("token"), { env })).toEqual({ exitCode: EXIT.ok, json });
  });

  const asking = remote.filter((name) => name !== "token");
  it.each(asking)("%s: 1 for a problem of another kind, told with its code and request", async (name) => {
    const env = { GATEWAY_PROFILE: await world().profile() };
    const { exitCode, json } = await gatewayJson(lineOf(name), { stdin, env });
    expect({ exitCode, json }).toEqual({
      exitCode: EXIT.failed,
      json: {
        v: 1,
        error: {
          code: "NOT_FOUND",
          what: "It was not done",
          why: "our own words on why",
          next: "do this",
          at: null,
          requestId: "019a9c3e-0f01-7a11-8b22-0123456789ab",
          retryable: false,
        },
        exitCode: EXIT.failed,
      },
    });
    const ran = await gateway(lineOf(name), { stdin, env });
    expect(ran.out).toBe("");
    for (const part of ["NOT_FOUND", "do this", "019a9c3e-0f01"]) expect(ran.err).toContain(part);
  });

  it.each(["help", "version", "contract check", "contract explain", "contract diff", "contract export"])(
    "%s: 0 when it is done",
    async (name) => {
      expect((await gateway(lineOf(name))).exitCode).toBe(EXIT.ok);
    },
  );
});

describe("the exit code of an error", () => {
  const problemOf = (status: number, code: string) => new ProblemError({ status, code, title: "x" });
  it.each([
    { name: "a slip", error: new UsageError("x", "y"), code: EXIT.usage },
    { name: "a bad token", error: problemOf(401, "TOKEN_EXPIRED"), code: EXIT.credentials },
    { name: "an assertion that OAuth refuses", error: problemOf(400, "invalid_grant"), code: EXIT.credentials },
    { name: "our key unknown there", error: problemOf(400, "PGP_SIGNER_UNKNOWN"), code: EXIT.credentials },
    { name: "our key expired", error: problemOf(400, "PGP_KEY_EXPIRED"), code: EXIT.credentials },
    { name: "a gateway that is busy", error: problemOf(503, "LEDGER_BEHIND"), code: EXIT.network },
    { name: "a proxy before a dead one", error: problemOf(502, "UNKNOWN"), code: EXIT.network },
    { name: "too many requests", error: problemOf(429, "UNKNOWN"), code: EXIT.network },
    { name: "a document that the gateway refuses", error: problemOf(400, "DOCUMENT_INVALID"), code: EXIT.usage },
    { name: "a query that it refuses", error: problemOf(400, "QUERY_INVALID"), code: EXIT.usage },
    { name: "a message id used twice", error: problemOf(409, "MESSAGE_ID_REUSED"), code: EXIT.failed },
    { name: "an error that is not ours", error: new SyntaxError("Vermeulen"), code: EXIT.failed },
    { name: "no error at all", error: "Vermeulen", code: EXIT.failed },
  ])("of $name is $code", ({ error, code }) => {
    expect(exitOf(error)).toBe(code);
  });

  it.each<[ErrorCode, number]>([
    ["LEDGER_MISMATCH", EXIT.broken],
    ["PGP_SIGNER_UNKNOWN", EXIT.broken],
    ["PGP_INTEGRITY", EXIT.broken],
    ["PGP_NOT_FOR_US", EXIT.credentials],
    ["KEY_LOCKED", EXIT.credentials],
    ["SCOPE_MISSING", EXIT.credentials],
    ["CONFIG_INVALID", EXIT.usage],
    ["DOCUMENT_MALFORMED", EXIT.usage],
    ["COVENANT_MALFORMED", EXIT.usage],
    ["FOLDER_IN_USE", EXIT.failed],
  ])("%s found here is %i", (code, exitCode) => {
    expect(exitOf(new GatewayError(code, "x"))).toBe(exitCode);
  });
});
