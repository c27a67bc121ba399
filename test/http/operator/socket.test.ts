import { once } from "node:events";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EXIT } from "../../../src/cli/exit-codes.ts";
import { operatorSocket } from "../../../src/config.ts";
import { createOperatorApp } from "../../../src/http/operator/app.ts";
import { serveSocket, type CloseSocket } from "../../../src/http/operator/serve-socket.ts";
import { gatewayJson } from "../../cli/world.ts";
import { eachDatabase } from "../../support/databases.ts";
import { runGateway, type RunningGateway } from "../../support/running-gateway.ts";

eachDatabase("The operator's socket of a running gateway", (under) => {
  let g: RunningGateway;
  let socket: string;
  beforeAll(async () => {
    g = await runGateway(under);
    socket = operatorSocket(g);
    await g.sequenced();
  });
  afterAll(() => g.close());

  const serving = async (work: () => Promise<void>, app = createOperatorApp(g.composed.operator)): Promise<void> => {
    const close = (await serveSocket(app, socket)) as CloseSocket;
    try {
      await work();
    } finally {
      await close();
    }
  };
  const reconcile = () => gatewayJson(["ledger", "reconcile"], { env: { GATEWAY_DATA_DIR: g.dataDir } });

  it("answers the command while the gateway has the database", async () => {
    const { entries } = await g.audit();
    await serving(async () => {
      expect(await reconcile()).toMatchObject({ exitCode: EXIT.ok, json: { whole: true, entries, found: 0 } });
      expect((await stat(socket)).mode & 0o777).toBe(0o600);
    });
    // With nobody there, the command looks for a database of its own.
    expect((await reconcile()).exitCode).toBe(EXIT.usage);
  });

  it("is left to the process that has it, and taken from one that was killed", async () => {
    await serving(async () => {
      expect(await serveSocket(createOperatorApp(g.composed.operator), socket)).toBeNull();
    });
    const script = `require("net").createServer().listen(${JSON.stringify(socket)}, () => console.log("up"))`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect((await stat(socket)).isSocket()).toBe(true);
    await serving(async () => expect((await reconcile()).exitCode).toBe(EXIT.ok));
  });

  it("tells nothing of what went wrong inside but that it did", async () => {
    const lines: string[] = [];
    const log = { ...g.composed.operator.log, error: (name: string) => void lines.push(name) };
    const app = createOperatorApp({ reconcile: () => Promise.reject(new Error("Vermeulen")), log });
    await serving(async () => {
      const { exitCode, json } = await reconcile();
      expect(exitCode).not.toBe(EXIT.ok);
      expect(JSON.stringify(json)).not.toContain("Vermeulen");
      expect(lines).toEqual(["operator.failed"]);
      const status = await new Promise((resolve) => {
        request({ socketPath: socket, path: "/v1/exchanges" }, (answer) => resolve(answer.resume().statusCode)).end();
      });
      expect(status).toBe(404);
    }, app);
  });

  it("is not made where a path is too long for one", async () => {
    const long = path.join(g.dataDir, "x".repeat(120), "operator.sock");
    await expect(serveSocket(createOperatorApp(g.composed.operator), long)).rejects.toThrow();
  });
});
