import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire to a server that can be cut and mended. */
export interface Wire {
  readonly port: number;
  /** Every connection breaks, and new ones are refused. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function layWire(to: { readonly host: string; readonly port: number }): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to.port, to.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async cut() {
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await once(server, "close");
    },
    mend: () => listen(port),
  };
}
