import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { GatewayError } from "../core/errors.ts";
import type { TileId } from "../core/ledger/tile-path.ts";
import { tilePath } from "../core/ledger/tile-path.ts";
import { type AuditSource, auditSource, type SourceAudit } from "./ledger-audit.ts";
import { exportReadme } from "./ledger-export-readme.ts";
import { createFolderSource } from "./ledger-folder.ts";
import type { LedgerSource } from "./ledger-source.ts";

/** Named `checkpoint` when all it vouches for is there: a copy that was cut off is never taken for a whole one. */
const UNFINISHED = "checkpoint.unfinished";

export interface ExportLedger extends AuditSource {
  readonly folder: string;
  readonly policyText: string;
}

/**
 * Copies a log into a folder and verifies it on the way; what was copied before is not fetched again, so that an export that
 * was cut off goes on under the checkpoint it began with. With findings nothing is finished, and the bytes they name are
 * dropped. Throws FOLDER_IN_USE for a folder that holds anything else.
 */
export async function exportLedger({ folder, policyText, source, ...audit }: ExportLedger): Promise<SourceAudit> {
  const note = await begin(folder, source);
  const copy = copying(source, folder);
  const audited = await auditSource({ ...audit, source: { ...copy, checkpoint: () => Promise.resolve(note) } });
  const { checkpoint, findings } = audited;
  if (checkpoint === null || findings.length > 0) {
    await forget(folder, audited);
    return audited;
  }
  await write(path.join(folder, "vkey"), `${audit.policy.log.vkey}\n`);
  await write(path.join(folder, "policy"), policyText);
  await write(path.join(folder, "README.md"), exportReadme(checkpoint));
  await rename(path.join(folder, UNFINISHED), path.join(folder, "checkpoint"));
  return audited;
}

/** The checkpoint to export under: that of an export that was cut off here, or the present one. */
async function begin(folder: string, source: LedgerSource): Promise<string | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = path.join(folder, UNFINISHED);
  const names = await readdir(folder);
  const before = names.includes(UNFINISHED) ? await readFile(unfinished, "utf8") : null;
  // Empty: the attempt before found something wrong, and begins with the present checkpoint.
  if (before !== null && before !== "") return before;
  if (before === null && names.length > 0) {
    throw new GatewayError("FOLDER_IN_USE", "the folder to export into holds something already", {
      remedy: "name a new folder; an export is never written over",
    });
  }
  const note = await source.checkpoint();
  if (note !== null) await write(unfinished, note);
  return note;
}

/** A source that keeps what it fetches. */
function copying(source: LedgerSource, folder: string): Pick<LedgerSource, "tile"> {
  const copied = createFolderSource(folder);
  return {
    async tile(id: TileId) {
      const known = await copied.tile(id);
      if (known) return known;
      const fetched = await source.tile(id);
      if (fetched) await write(path.join(folder, tilePath(id)), fetched);
      return fetched;
    },
  };
}

/** What is wrong is asked for again by the next attempt, and so is the checkpoint. */
async function forget(folder: string, { findings }: SourceAudit): Promise<void> {
  const tiles = findings.map(({ at }) => at.split("#")[0] ?? "").filter((at) => at.startsWith("tile/"));
  // An edited entry shows in the tile above it, which is right: the bundle beside it goes as well.
  const bundles = tiles.map((at) => at.replace(/^tile\/0\//, "tile/entries/"));
  for (const at of new Set([...tiles, ...bundles])) await rm(path.join(folder, at), { force: true });
  await write(path.join(folder, UNFINISHED), "");
}

/** Aside first: a file that is there is whole. */
async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomUUID()}.tmp`;
  await writeFile(aside, content, { mode: 0o600, flush: true });
  await rename(aside, file);
}
