// A process of its own for each figure, so that its memory is its own: `append <folder> <leaves>` or `audit <folder>`.
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { auditSource } from "../../src/client/ledger-audit.ts";
import { createFolderSource } from "../../src/client/ledger-folder.ts";
import { signCheckpoint } from "../../src/core/ledger/checkpoint.ts";
import { encodeEntry } from "../../src/core/ledger/commitment.ts";
import { EMPTY_ROOT } from "../../src/core/ledger/hash.ts";
import { formatVkey, NOTE_ED25519 } from "../../src/core/ledger/note-key.ts";
import { parsePolicy } from "../../src/core/ledger/policy.ts";
import { TILE_WIDTH, tilePath } from "../../src/core/ledger/tile-path.ts";
import { appendLeaves, type Growth, type Tile } from "../../src/core/ledger/tiles.ts";

/** As the sequencer takes them. */
const BATCH = 8_192;
const ORIGIN = "bench.example/log";

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMiB: number;
  readonly entries: number;
}

function stopwatch(): { start(): void; stop(): void; read(entries: number): Measured } {
  let [ms, cpuMs, at] = [0, 0, 0];
  let cpu = process.cpuUsage();
  return {
    start() {
      [at, cpu] = [performance.now(), process.cpuUsage()];
    },
    stop() {
      const { user, system } = process.cpuUsage(cpu);
      ms += performance.now() - at;
      cpuMs += (user + system) / 1_000;
    },
    read: (entries) => ({
      seconds: ms / 1_000,
      cpuSeconds: cpuMs / 1_000,
      rssMiB: Math.round(process.resourceUsage().maxRSS / 1_024),
      entries,
    }),
  };
}

/** Entries of the real form; only the hashing is timed, what is full is written beside it. */
async function append(folder: string, leaves: number): Promise<Measured> {
  const watch = stopwatch();
  let grown: Growth = { size: 0, root: EMPTY_ROOT, tiles: [], bundles: [], rightEdge: [] };
  while (grown.size < leaves) {
    const entries = Array.from({ length: Math.min(BATCH, leaves - grown.size) }, (_, at) => entryOf(grown.size + at));
    watch.start();
    grown = appendLeaves({ ...grown, entries });
    watch.stop();
    await writeTiles(
      folder,
      [...grown.tiles, ...grown.bundles].filter(({ width }) => width === TILE_WIDTH),
    );
  }
  const measured = watch.read(grown.size);
  await writeTiles(folder, grown.rightEdge);
  await publish(folder, grown);
  return measured;
}

function entryOf(number: number): Uint8Array {
  const commitment = Buffer.alloc(32);
  commitment.writeUInt32BE(number);
  return encodeEntry(commitment);
}

async function writeTiles(folder: string, tiles: readonly Tile[]): Promise<void> {
  for (const tile of tiles) {
    const file = path.join(folder, tilePath(tile));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, tile.data);
  }
}

async function publish(folder: string, { size, root }: Growth): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const sign = (bytes: Uint8Array): Uint8Array => signBytes(null, bytes, privateKey);
  const vkey = formatVkey({ name: ORIGIN, type: NOTE_ED25519, publicKey: raw });
  await writeFile(
    path.join(folder, "checkpoint"),
    signCheckpoint({ origin: ORIGIN, size, root }, { publicKey: raw, sign }),
  );
  await writeFile(path.join(folder, "policy"), `log ${vkey}\nquorum none\n`);
}

/** The whole log from its files, as an auditor does who has nothing else. */
async function audit(folder: string): Promise<Measured> {
  const policy = parsePolicy(await readFile(path.join(folder, "policy"), "utf8"));
  const watch = stopwatch();
  watch.start();
  const { entries, findings } = await auditSource({ source: createFolderSource(folder), policy });
  watch.stop();
  if (findings.length > 0) throw new Error(`the audit found ${findings[0]?.code ?? ""}`);
  return watch.read(entries);
}

const [, , what, folder = "", leaves = "0"] = process.argv;
const measured = await (what === "append" ? append(folder, Number(leaves)) : audit(folder));
process.stdout.write(JSON.stringify(measured));
