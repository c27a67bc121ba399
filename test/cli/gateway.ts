import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Heard {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Says {
  readonly status?: number;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection in the place of an answer. */
  readonly hangsUp?: boolean;
}

type Rule = (heard: Heard) => Says | Promise<Says>;

/** A gateway on the wire that says what a test tells it to: real HTTP, and tokens that are handed out to everybody. */
export class SayingGateway {
  readonly heard: Heard[] = [];
  readonly rules = new Map<string, Rule>();
  #server: Server | null = null;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      void this.#answer(request).then(({ status = 200, json, bytes, headers = {}, hangsUp = false }) => {
        if (hangsUp) {
          request.socket.destroy();
          return;
        }
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(bytes ?? JSON.stringify(json));
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Forgets what was heard and said before. */
  reset(): this {
    this.heard.length = 0;
    this.rules.clear();
    return this.says("POST /oauth/token", { json: { access_token: "a-token-of-the-test", expires_in: 600 } });
  }

  /** `GET /v1/covenants`, without query. */
  says(call: string, rule: Says | Rule): this {
    this.rules.set(call, typeof rule === "function" ? rule : () => rule);
    return this;
  }

  /** Requests but for those of tokens. */
  calls(): readonly string[] {
    return this.heard.map(({ method, path }) => `${method} ${path}`).filter((call) => !call.endsWith("/oauth/token"));
  }

  jsonOf(call: string): unknown {
    const found = this.heard.find(({ method, path }) => `${method} ${path}` === call);
    return found === undefined ? undefined : JSON.parse(found.body.toString("utf8"));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Says> {
    const { method = "", url = "", headers } = request;
    const heard = { method, path: url, headers, body: await buffer(request) };
    this.heard.push(heard);
    const rule = this.rules.get(`${method} ${url.split("?")[0] ?? ""}`);
    return rule === undefined ? notFound : rule(heard);
  }
}

export const problem = (status: number, code: string): Says => ({
  status,
  json: {
    type: `/docs/problems#${code}`,
    title: "It was not done",
    status,
    detail: "our own words on why",
    code,
    next: "do this",
    retryable: false,
    requestId: "019a9c3e-0f01-7a11-8b22-0123456789ab",
  },
});

const notFound = problem(404, "NOT_FOUND");
