import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A slow sender of 16 MB gets this long; a slower one holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const HEADERS_MAX = 64;
/** How long a close waits for answers under way; the longest long poll is 30 s. */
const CLOSE_GRACE_MS = 35_000;

export interface Listening {
  readonly url: string;
  /** Takes no new connections, lets answers under way finish, then cuts what is left. */
  close(): Promise<void>;
}

export function listen(options: {
  readonly app: RequestListener;
  readonly host: string;
  readonly port: number;
  readonly closeGraceMs?: number;
}): Promise<Listening> {
  const { app, host, port, closeGraceMs = CLOSE_GRACE_MS } = options;
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS },
    app,
  );
  server.maxHeadersCount = HEADERS_MAX;
  // Once closing, a kept-alive connection must go when its answer is out: its client would keep it, and us, alive.
  server.on("request", (_, response) => {
    response.once("close", () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address() as AddressInfo;
      const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
      resolve({ url: `http://${name}:${address.port}`, close: () => closeServer(server, closeGraceMs) });
    });
  });
}

function closeServer(server: ReturnType<typeof createServer>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
