import { rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import process from "node:process";

const OWNER_ONLY = 0o177;

/** Closes the socket and removes it. */
export type CloseSocket = () => Promise<void>;

/**
 * Serves on a Unix socket with mode 0600. `null`, and nothing changed, where another process answers on it already. Throws what
 * the system says where it cannot be made, such as for a path above about a hundred characters.
 */
export async function serveSocket(app: RequestListener, file: string): Promise<CloseSocket | null> {
  if (await answers(file)) return null;
  await rm(file, { force: true }); // left behind by a process that was killed
  const server = createServer(app);
  await listenPrivately(server, file);
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

function listenPrivately(server: Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
    // A socket that is made open and closed to others afterwards could be opened in between. It is bound within the call.
    const before = process.umask(OWNER_ONLY);
    try {
      server.listen(file);
    } finally {
      process.umask(before);
    }
  });
}

function answers(file: string): Promise<boolean> {
  return new Promise((done) => {
    const visit = connect(file, () => {
      visit.destroy();
      done(true);
    });
    visit.once("error", () => done(false));
  });
}
