import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { GatewayError } from "../../core/errors.ts";

/**
 * Keeps other processes off an embedded database's folder until the returned function is called; throws FOLDER_IN_USE.
 * A listening socket vanishes with its process, also after SIGKILL; a file with a process id does not.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24);
  const socket = path.join(tmpdir(), `uitwisselpoort-${name}.sock`);
  for (let round = 0; round < 3; round++) {
    const server = createServer((guest) => guest.destroy());
    const failure = await listen(server, socket);
    if (failure === null) {
      server.unref();
      return () => new Promise((done) => server.close(() => done()));
    }
    if (failure !== "EADDRINUSE" || (await answers(socket))) break;
    rmSync(socket, { force: true }); // left behind by a process that was killed
  }
  throw new GatewayError("FOLDER_IN_USE", "the embedded database's folder is in use by another process", {
    remedy: "Stop the other gateway, or give this one a folder of its own with GATEWAY_DATA_DIR.",
  });
}

function listen(server: Server, socket: string): Promise<string | null> {
  return new Promise((done) => {
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown"));
    server.listen(socket, () => done(null));
  });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const visit = connect(socket, () => {
      visit.destroy();
      done(true);
    });
    visit.once("error", () => done(false));
  });
}
