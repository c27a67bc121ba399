import { readFile } from "node:fs/promises";
import path from "node:path";
import { tilePath } from "../core/ledger/tile-path.ts";
import type { LedgerSource } from "./ledger-source.ts";

/** A log in a folder: `checkpoint`, `tile/…` (C2SP tlog-tiles), such as an export or a witness's mirror. */
export function createFolderSource(folder: string): LedgerSource {
  return {
    checkpoint: async () => (await readOrNull(path.join(folder, "checkpoint")))?.toString("utf8") ?? null,
    tile: (id) => readOrNull(path.join(folder, tilePath(id))),
  };
}

const ABSENT: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR"]);

/** `null` for a file that is not there; any other fault of the disk is thrown. */
async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && ABSENT.has(error.code)) return null;
    throw error;
  }
}
