import { stat } from "node:fs/promises";
import { join } from "node:path";

import type { LoadedContracts } from "../../core/covenant/compile.ts";
import { loadContracts, type LoadOptions } from "./load.ts";

/** Contracts as read at one moment, and what tells whether `published.json` is still the one they were read by. */
export interface ReadContracts {
  readonly loaded: LoadedContracts;
  readonly stamp: string;
}

export interface ContractsSource {
  /** Differs whenever another `published.json` lies there, one of the same length written within the same second included. */
  stamp(): Promise<string>;
  read(): Promise<ReadContracts>;
}

/** The folder as something that can be read again while the gateway runs. */
export function createContractsSource(options: LoadOptions): ContractsSource {
  const file = join(options.folder, "published.json");
  async function stamp(): Promise<string> {
    try {
      const { mtimeNs, size, ino } = await stat(file, { bigint: true });
      return `${mtimeNs} ${size} ${ino}`;
    } catch {
      return "gone";
    }
  }
  return {
    stamp,
    async read() {
      // Looked at before the files are: what is published meanwhile is then read at the next look.
      const before = await stamp();
      return { loaded: await loadContracts(options), stamp: before };
    },
  };
}
