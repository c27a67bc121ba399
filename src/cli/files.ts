import { randomUUID } from "node:crypto";
import { access, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { DOCUMENT_BYTES_MAX } from "../core/document/size.ts";
import { tooLarge } from "./output.ts";
import type { Files } from "./toolbox.ts";
import { UsageError } from "./usage-error.ts";

/** What is fetched holds personal data: for the owner's eyes only, and never over something else. */
const NEW_AND_PRIVATE = { flag: "wx", mode: 0o600 } as const;

export function createFiles(): Files {
  return {
    async read(file) {
      const { size } = await orUsage(stat(file), "an input file cannot be read");
      if (size > DOCUMENT_BYTES_MAX) throw tooLarge();
      return orUsage(readFile(file), "an input file cannot be read");
    },
    list: (place) => orUsage(filesIn(place), "a file or folder cannot be read"),
    writeNew: (file, content) =>
      orUsage(writeFile(file, content, NEW_AND_PRIVATE), "the file to write is there already, or its folder is not"),
    async findText(file) {
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      return isThere ? new TextDecoder().decode(await this.read(file)) : null;
    },
    replace: (file, text) => orUsage(replaceFile(file, text), "a file cannot be written"),
  };
}

async function filesIn(place: string): Promise<readonly string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();
}

/** Beside it first, and flushed: whoever is cut off keeps what was there. */
async function replaceFile(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomUUID()}.tmp`;
  await writeFile(aside, text, { ...NEW_AND_PRIVATE, flush: true });
  await rename(aside, file);
}

async function orUsage<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new UsageError(what, "check the path, and who may read and write there", { cause });
  }
}
