import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createConnection, type Connection, type Retry } from "../../src/client/connection.ts";
import type { Profile } from "../../src/client/profile.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: ServerResponse, asked: Asked) => unknown;

export interface Gatewayish {
  readonly url: string;
  /** Everything asked but tokens, in order. */
  readonly asked: Asked[];
  /** The assertions with which tokens were asked, in order. */
  readonly assertions: string[];
  /** How long it was waited before each retry. */
  readonly pauses: number[];
  /** What the next requests get, one each; the last stays. */
  replies: Reply[];
  tokenReply: Reply;
  /** Milliseconds since 1970, as the connection sees them. */
  now: number;
  /** How long each attempt takes besides. */
  hangsMs: number;
  /** What a waiting person was told of each retry. */
  readonly retries: Retry[];
  connection(): Connection;
  close(): Promise<void>;
}

export const json =
  (status: number, body: unknown): Reply =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });

export const profileAt = (gateway: string): Profile => ({
  gateway,
  environment: "sandbox",
  party: "gemeente-bergendal",
  controller: "oosterpoort",
  clientId: "gemeente-bergendal-system",
  clientKey: { key, kid: "k-1", alg: "ES256" },
  openpgp: null,
  gatewayCertificates: [],
  ledger: { origin: "log.example", vkey: "" },
});

/** Something on a port that answers as it is told, with tokens `token-1`, `token-2` and so on that last five minutes. */
export async function aServer(): Promise<Gatewayish> {
  const served = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const asked = { method, path, headers, body: Buffer.concat(parts).toString() };
      if (path === "/oauth/token") {
        at.assertions.push(new URLSearchParams(asked.body).get("client_assertion") ?? "");
        at.tokenReply(response, asked);
        return;
      }
      at.asked.push(asked);
      const reply = at.replies.length > 1 ? at.replies.shift() : at.replies[0];
      reply?.(response, asked);
    });
  });
  await new Promise<void>((done) => served.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(served.address() as AddressInfo).port}`;
  const at: Gatewayish = {
    url,
    asked: [],
    assertions: [],
    pauses: [],
    retries: [],
    replies: [json(200, {})],
    tokenReply: (response, asked) =>
      json(200, { access_token: `token-${at.assertions.length}`, token_type: "Bearer", expires_in: 300 })(
        response,
        asked,
      ),
    now: Date.parse("2026-11-24T09:00:00Z"),
    hangsMs: 0,
    connection: () =>
      createConnection(profileAt(url), {
        timing: {
          now: () => at.now,
          pause: (ms) => {
            at.pauses.push(ms);
            at.now += ms + at.hangsMs;
            return Promise.resolve();
          },
        },
        onRetry: (retry) => void at.retries.push(retry),
      }),
    close: async () => {
      served.closeAllConnections();
      await new Promise((done) => served.close(done));
    },
  };
  return at;
}
