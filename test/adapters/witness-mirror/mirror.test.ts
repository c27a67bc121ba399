import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createMirror, type Mirror } from "../../../src/adapters/witness-mirror/copy.ts";
import { createFetchBundle } from "../../../src/adapters/witness-mirror/fetch-bundle.ts";
import { encodeAddCheckpoint } from "../../../src/core/ledger/add-checkpoint.ts";
import { audit, type LedgerCopy } from "../../../src/core/ledger/audit.ts";
import { consistencyProof } from "../../../src/core/ledger/merkle.ts";
import { findTile, tilePath, tilesOf } from "../../../src/core/ledger/tile-path.ts";
import { createNodeReader } from "../../../src/core/ledger/tiles.ts";
import { originHash } from "../../../src/core/ledger/witness.ts";
import { entriesOf, LOG_VKEY, ORIGIN, TestLog, WITNESS_VKEY } from "../../core/ledger/support.ts";
import { aFolder, ask, stateOf } from "../witness-state/site.ts";

let log: TestLog;
let server: Server;
let url: string;
let folder: string;
let mirror: Mirror;
let fetched: string[];
let clock: number;
/** Paths that the log does not serve. */
let withheld: RegExp | null;

beforeEach(async () => {
  [log, fetched, clock, withheld] = [new TestLog(), [], 0, null];
  server = createServer((request, response) => {
    const path = (request.url ?? "").slice(1);
    fetched.push(path);
    const id = findTile(path);
    const tile = id === null || withheld?.test(path) === true ? null : log.tile(id);
    response.writeHead(tile === null ? 404 : 200).end(tile);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await aFolder();
  mirror = createMirror({ folder, fetchBundle: createFetchBundle(url), now: () => clock });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const place = (): string => join(folder, "mirror", originHash(ORIGIN));
/** Grows the log and asks the witness for the new checkpoint, as the log would. */
async function growAndAsk(more: number, first = log.grown.size): ReturnType<typeof ask> {
  const oldSize = log.grown.size;
  const checkpoint = log.append(entriesOf(more, first)).publish();
  return askFrom(oldSize, checkpoint);
}
function askFrom(oldSize: number, checkpoint: string): ReturnType<typeof ask> {
  const { size } = log.grown;
  const read = createNodeReader(size, (id) => log.tile(id)!);
  const proof = oldSize === 0 ? [] : consistencyProof({ oldSize, size }, read);
  return ask(stateOf(folder, mirror), encodeAddCheckpoint({ oldSize, proof, checkpoint }));
}
/** The copy read back from its files, and from nothing else. */
function theCopy(): LedgerCopy {
  return {
    checkpoint: () => readFileSync(join(place(), "checkpoint"), "utf8"),
    tile: (id) => (existsSync(join(place(), tilePath(id))) ? readFileSync(join(place(), tilePath(id))) : null),
  };
}
const auditCopy = () => audit({ ledger: theCopy(), origin: ORIGIN, vkey: LOG_VKEY, witnesses: [WITNESS_VKEY] });

async function filesOf(path: string): Promise<string[]> {
  const all = await readdir(path, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

describe("a witness that is a mirror", () => {
  it("holds the whole log at every size that it cosigned, which the auditor signs for, and nothing besides", async () => {
    for (const more of [1, 2, 252, 1, 1, 300, 255, 0, 1, 65_000]) {
      expect(await growAndAsk(more)).toMatchObject({ outcome: "cosigned", size: log.grown.size });
      expect(auditCopy()).toEqual({ entries: log.grown.size, findings: [] });
    }
    const expected = ["checkpoint", ...[...tilesOf(log.grown.size)].map(tilePath)];
    expect((await filesOf(place())).sort()).toEqual(expected.sort());
  });

  it("fetches no bundle twice that was full", async () => {
    await growAndAsk(600);
    fetched = [];
    await growAndAsk(600);
    expect(fetched).toEqual(["tile/entries/002", "tile/entries/003", "tile/entries/004.p/176"]);
  });

  it("takes the full bundle where the log put it in the partial one's place", async () => {
    const checkpoint = log.append(entriesOf(300)).publish();
    const read = log.tile.bind(log);
    const larger = new TestLog().append(entriesOf(512));
    log.tile = (id) => (id.width === 44 && id.level < 0 ? null : (larger.tile(id) ?? read(id)));
    expect(await ask(stateOf(folder, mirror), `old 0\n\n${checkpoint}`)).toMatchObject({ outcome: "cosigned" });
    expect(auditCopy()).toEqual({ entries: 300, findings: [] });
  });

  it.each([
    { name: "not served", change: (): void => void (withheld = /entries\/001/) },
    { name: "edited", change: (): void => log.edit("tile/entries/001", (data) => data.fill(7, 10, 20)) },
    { name: "cut", change: (): void => log.edit("tile/entries/001", (data) => data.subarray(0, -1)) },
    { name: "empty", change: (): void => log.edit("tile/entries/001", () => new Uint8Array()) },
    {
      name: "another one",
      change: (): void => log.edit("tile/entries/001", () => log.stored.get("tile/entries/000")!),
    },
  ])(
    "cosigns nothing while a bundle is $name, keeps its copy as it was, and goes on when it is right",
    async ({ change }) => {
      expect(await growAndAsk(200)).toMatchObject({ outcome: "cosigned" });
      const checkpoint = log.append(entriesOf(600, 200)).publish();
      const right = new Map(log.stored);
      change();
      expect(await askFrom(200, checkpoint)).toEqual({ outcome: "uncopied", size: 800 });
      expect(auditCopy()).toEqual({ entries: 200, findings: [] });
      withheld = null;
      for (const [path, data] of right) log.stored.set(path, data);
      expect(await askFrom(200, checkpoint)).toMatchObject({ outcome: "cosigned", size: 800 });
      expect(auditCopy()).toEqual({ entries: 800, findings: [] });
    },
  );

  it("goes on from where its time was up", async () => {
    const checkpoint = log.append(entriesOf(2_000)).publish();
    const fetchBundle = createFetchBundle(url);
    const slow = createMirror({
      folder,
      now: () => clock,
      fetchBundle: (id) => {
        clock += 8_000;
        return fetchBundle(id);
      },
    });
    expect(await slow.copyTo(checkpoint)).toBe(false);
    expect(fetched).toHaveLength(3);
    fetched = [];
    expect(await mirror.copyTo(checkpoint)).toBe(true);
    expect(fetched[0]).toBe("tile/entries/003");
  });

  it("is not asked for by whoever cannot sign for the log", async () => {
    const forged = log.append(entriesOf(5)).publish().replace("\n5\n", "\n6\n");
    expect(await ask(stateOf(folder, mirror), `old 0\n\n${forged}`)).toEqual({ outcome: "unsigned" });
    expect(fetched).toEqual([]);
  });

  it("refuses a copy that was damaged since, with what to do", async () => {
    await growAndAsk(300);
    const edge = join(place(), "tile/0/001.p/44");
    const data = await readFile(edge);
    data[3]! ^= 1;
    await writeFile(edge, data);
    const remedy = expect.stringMatching(/copies the whole log again/) as string;
    await expect(growAndAsk(10)).rejects.toMatchObject({ code: "LEDGER_MISMATCH", remedy });
  });

  it.each([
    "http://gateway.example",
    "file:///etc",
    "gateway.example",
    "https://user@gateway.example",
    "https://a.example/?x",
  ])("is not fed from %s", (address) => {
    expect(() => createFetchBundle(address)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }) as Error);
  });
});
