import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { auditSource } from "../../src/client/ledger-audit.ts";
import { createFolderSource } from "../../src/client/ledger-folder.ts";
import { createHttpSource } from "../../src/client/ledger-http.ts";
import { ProblemError } from "../../src/client/problem.ts";
import { audit } from "../../src/core/ledger/audit.ts";
import { parsePolicy } from "../../src/core/ledger/policy.ts";
import { tilePath, type TileId } from "../../src/core/ledger/tile-path.ts";
import { entriesOf, LOG_VKEY, TestLog, trusted, WITNESS, WITNESS_VKEY } from "../core/ledger/support.ts";

const policy = parsePolicy(`log ${LOG_VKEY}\nquorum none\n`);
const SIZES = [0, 1, 255, 256, 257, 8_191, 8_192, 8_193, 17_000, 65_536, 66_000] as const;
const grown = (size: number): TestLog => {
  const log = new TestLog().append(entriesOf(size));
  log.publish();
  return log;
};
const sourceOf = (log: TestLog, asked: string[] = []) => ({
  checkpoint: () => Promise.resolve(log.checkpoint()),
  tile(id: TileId) {
    asked.push(tilePath(id));
    return Promise.resolve(log.tile(id));
  },
});

const made: { folders: string[]; servers: Server[] } = { folders: [], servers: [] };
afterAll(async () => {
  for (const server of made.servers) server.closeAllConnections();
  await Promise.all(made.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await Promise.all(made.folders.map((folder) => rm(folder, { recursive: true })));
});

async function folderOf(log: TestLog): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ledger-"));
  made.folders.push(folder);
  for (const [name, data] of log.stored) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), data);
  }
  await writeFile(path.join(folder, "checkpoint"), log.note ?? "");
  return folder;
}

/** Answers each address by `says`: a status, or the log's own bytes for 200. */
async function serve(log: TestLog, says: (at: string, nth: number) => number): Promise<string> {
  const asked = new Map<string, number>();
  const server = createServer(({ url = "" }, response) => {
    const at = url.slice(1);
    const nth = (asked.get(at) ?? 0) + 1;
    asked.set(at, nth);
    const status = says(at, nth);
    if (status === 0) return void response.destroy();
    const bytes = at === "checkpoint" ? log.note : log.stored.get(at);
    response.writeHead(status === 200 && !bytes ? 404 : status);
    response.end(status === 200 ? bytes : "");
  });
  made.servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const quiet = { pause: () => Promise.resolve() };

describe("the audit of a source", () => {
  it.each(SIZES)("asks for each bundle and tile of %i entries once, and for nothing else", async (size) => {
    const log = grown(size);
    const asked: string[] = [];
    const { entries, findings, checkpoint } = await auditSource({ source: sourceOf(log, asked), policy });
    expect({ entries, findings, size: checkpoint?.size }).toEqual({ entries: size, findings: [], size });
    expect(asked.sort()).toEqual([...log.stored.keys()].sort());
  });

  it.each([
    { name: "in the first step", path: "tile/entries/001", at: 2 + 30 },
    { name: "in a later step", path: "tile/entries/050", at: 2 + 30 },
    { name: "in the last bundle", path: "tile/entries/066.p/104", at: 2 + 30 },
    { name: "in a full tile of the second level", path: "tile/1/000.p/66", at: 3 },
  ])("finds what the audit of a copy finds: a byte changed $name", async ({ path: changed, at }) => {
    const log = grown(17_000);
    const kept = [new TestLog().append(entriesOf(400)).publish(), new TestLog().append(entriesOf(16_000)).publish()];
    log.edit(changed, (data) => data.map((byte, place) => (place === at ? byte ^ 2 : byte)));
    const { entries, findings } = await auditSource({ source: sourceOf(log), policy, kept });
    expect(findings).not.toEqual([]);
    expect({ entries, findings }).toEqual(audit({ ...trusted, ledger: log, kept }));
  });

  it("tells how far it is, in steps that grow to the whole", async () => {
    const told: number[] = [];
    await auditSource({ source: sourceOf(grown(17_000)), policy, onProgress: ({ hashed }) => void told.push(hashed) });
    expect(told).toEqual([0, 8_192, 16_384, 17_000, 17_000]);
  });

  it("does not take a checkpoint that the policy's witnesses did not cosign", async () => {
    const strict = parsePolicy(`log ${LOG_VKEY}\nwitness ${WITNESS} ${WITNESS_VKEY}\nquorum ${WITNESS}\n`);
    const { entries, findings } = await auditSource({ source: sourceOf(grown(3)), policy: strict });
    expect({ entries, findings }).toEqual({ entries: 0, findings: [{ code: "CHECKPOINT_REFUSED", at: "checkpoint" }] });
  });

  it("reads a folder, and an empty one as a log that states nothing", async () => {
    const folder = await folderOf(grown(700));
    expect(await auditSource({ source: createFolderSource(folder), policy })).toMatchObject({
      entries: 700,
      findings: [],
    });
    const nowhere = createFolderSource(path.join(folder, "nowhere"));
    expect(await auditSource({ source: nowhere, policy })).toMatchObject({
      findings: [{ code: "CHECKPOINT_MISSING", at: "checkpoint" }],
    });
  });

  it.each([0, 429, 503])("asks a server again that answers %i at first", async (status) => {
    const url = await serve(grown(700), (_, nth) => (nth < 3 ? status : 200));
    expect(await auditSource({ source: createHttpSource({ url, ...quiet }), policy })).toMatchObject({
      entries: 700,
      findings: [],
    });
  });

  it.each([
    { name: "that stays silent", status: 0, retryable: true },
    { name: "that stays busy", status: 503, retryable: true },
    { name: "that is something else", status: 403, retryable: false },
  ])("ends at a server $name with a problem, never with a finding", async ({ status, retryable }) => {
    const url = await serve(grown(700), (at) => (at.startsWith("tile/0/") ? status : 200));
    const audited = auditSource({ source: createHttpSource({ url, ...quiet }), policy });
    const error = await audited.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem).toMatchObject({ status, retryable });
  });
});
