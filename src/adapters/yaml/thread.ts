import { parentPort, workerData } from "node:worker_threads";

import { parseYaml, type YamlFile } from "./parse.ts";

/** What the thread says of a file: its data; `null` where it is refused, in words that are left to whoever reads it again. */
export type Reading = { readonly data: unknown } | null;

/** Few enough that what is done with them goes on beside the reading to the end. */
const BATCH = 64;

// `yaml` asks for a setting of its own once per token, which costs a sixth of all reading where it goes to the system.
process.env = {};

const files = workerData as readonly YamlFile[];
for (let from = 0; from < files.length; from += BATCH) {
  parentPort?.postMessage(files.slice(from, from + BATCH).map(read));
}

function read(file: YamlFile): Reading {
  try {
    return { data: parseYaml(file).data };
  } catch {
    return null;
  }
}
