import { on } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

import type { Path, Source } from "../../core/catalogue/source.ts";
import { GatewayError } from "../../core/errors.ts";
import { parseYaml, type YamlFile } from "./parse.ts";
import type { Reading } from "./thread.ts";

/** Fewer are read sooner than a thread has started. */
const FILES_MIN = 100;
const THREAD = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);

export type Unread = Omit<YamlFile, "code">;
export type Parsed<F extends Unread> = F & { readonly source: Source };

/**
 * `parseYaml` of every file, in batches and in their order; throws what it throws for the first bad one. Where there are many,
 * a thread reads them, so that the gateway goes on answering, and what is done with one batch goes on beside the reading
 * of the next. The thread gives nothing but data: where a file is refused, or somebody asks for a line, it is read again
 * here, so that every problem has one wording and one place.
 */
export async function* parseYamlFiles<F extends Unread>(
  files: readonly F[],
  code: YamlFile["code"],
): AsyncGenerator<readonly Parsed<F>[]> {
  const waiting = files.map(({ file, bytes }) => ({ file, bytes, code }));
  if (files.length < FILES_MIN) {
    yield files.map((file) => ({ ...file, source: parseYaml({ ...file, code }) }));
    return;
  }
  let done = 0;
  for await (const readings of readOnThread(waiting)) {
    const batch = files.slice(done, done + readings.length);
    yield batch.map((file, index) => ({ ...file, source: sourceOf({ ...file, code }, readings[index] ?? null) }));
    done += batch.length;
  }
  if (done < files.length) throw new GatewayError("INVARIANT_BROKEN", "a thread ended before it had read every file");
}

function sourceOf(file: YamlFile, reading: Reading): Source {
  if (reading === null) return parseYaml(file);
  let placed: Source | null = null;
  return { file: file.file, data: reading.data, lineOf: (path: Path) => (placed ??= parseYaml(file)).lineOf(path) };
}

async function* readOnThread(files: readonly YamlFile[]): AsyncGenerator<readonly Reading[]> {
  // Without our environment, which may hold a passphrase: a thread would get a copy of it.
  const worker = new Worker(THREAD, { workerData: files, env: {} });
  try {
    for await (const [readings] of on(worker, "message", { close: ["exit"] })) yield readings as readonly Reading[];
  } finally {
    await worker.terminate();
  }
}
