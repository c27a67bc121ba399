import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { listen } from "../../src/http/serve.ts";
import { aHouse } from "./harness.ts";

const local = { host: "127.0.0.1", port: 0 };

describe("the server", () => {
  it("says where it listens and serves there", async () => {
    const server = await listen({ app: aHouse().listener, ...local });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await server.close();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  });

  it("refuses to start on a port that is taken", async () => {
    const first = await listen({ app: aHouse().listener, ...local });
    const port = Number(new URL(first.url).port);
    await expect(listen({ app: aHouse().listener, host: local.host, port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    await first.close();
  });

  it("lets an answer under way finish while it closes", async () => {
    let finish = (): void => undefined;
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const server = await listen({
      ...local,
      app: (_, response) => {
        finish = () => response.end("done");
        begun();
      },
    });
    const answer = fetch(server.url).then((response) => response.text());
    await started;
    const closed = server.close();
    finish();
    expect(await answer).toBe("done");
    await closed;
  });

  it("cuts what is still open when its patience ends", async () => {
    const server = await listen({ ...local, closeGraceMs: 1, app: () => undefined });
    const answer = fetch(server.url).then(
      () => "answered",
      () => "cut",
    );
    const { port, hostname } = new URL(server.url);
    await new Promise<void>((resolve) => connect(Number(port), hostname, resolve).on("error", () => undefined));
    await server.close();
    expect(await answer).toBe("cut");
  });
});
