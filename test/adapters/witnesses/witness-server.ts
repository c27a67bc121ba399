import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseCheckpoint, type TrustedLog } from "../../../src/core/ledger/checkpoint.ts";
import { parseNote } from "../../../src/core/ledger/note.ts";
import { answerAddCheckpoint, readWitnessRequest, witnessVkey } from "../../../src/core/ledger/witness.ts";

/** Instead of the honest answer, which it gets for that; `null`: gives that. */
export type Manner = ((response: ServerResponse, honest: Honest) => void) | null;
export interface Honest {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface WitnessServer {
  readonly vkey: string;
  readonly url: string;
  /** Sizes that were asked to be cosigned, with the old size that was named. */
  readonly asked: { readonly oldSize: number; readonly size: number }[];
  manner: Manner;
  /** The note that it cosigned last. */
  readonly kept: () => string | null;
  /** Seconds by which its clock is off. */
  offSeconds: number;
  close(): Promise<void>;
}

export const send = (response: ServerResponse, { status, type, body }: Honest): void =>
  void response.writeHead(status, { "Content-Type": type }).end(body);

/** A witness as C2SP tlog-witness has it, and as bad as a test wants it. */
export async function startWitness(name: string, log: TrustedLog): Promise<WitnessServer> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const key = { name, publicKey: raw, sign: (bytes: Uint8Array) => signBytes(null, bytes, privateKey) };
  const state: { note: string | null } = { note: null };
  const asked: { oldSize: number; size: number }[] = [];
  const answerTo = (body: Buffer): Honest => {
    const request = readWitnessRequest(body);
    asked.push({ oldSize: request.oldSize, size: request.claim.size });
    const now = Math.floor(Date.now() / 1000) + server.offSeconds;
    const answer = answerAddCheckpoint(request, { log: { ...log, note: state.note }, key, now });
    if (answer.outcome === "cosigned") {
      state.note = answer.note;
      return { status: 200, type: "text/plain", body: answer.lines };
    }
    const size = state.note === null ? 0 : parseCheckpoint(parseNote(state.note).text).size;
    if (answer.outcome === "conflict") return { status: 409, type: "text/x.tlog.size", body: `${size}\n` };
    return { status: 422, type: "text/plain", body: answer.outcome };
  };
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const honest = answerTo(Buffer.concat(chunks));
      if (server.manner === null) send(response, honest);
      else server.manner(response, honest);
    });
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const server: WitnessServer = {
    vkey: witnessVkey(key),
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/witness/`,
    asked,
    manner: null,
    kept: () => state.note,
    offSeconds: 0,
    async close() {
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
    },
  };
  return server;
}
