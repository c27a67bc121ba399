// `npm run schemas`            writes contracts/schemas/ from the schemas that the gateway reads the files with
// `npm run schemas -- --check` exits 1 when a file there says anything else
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { FILE_KINDS, fileJsonSchema } from "../core/covenant/file-schemas.ts";

const FOLDER = join(import.meta.dirname, "../../contracts/schemas");
const ENDING = ".schema.json";
const expected = new Map(
  FILE_KINDS.map((kind) => [`${kind}${ENDING}`, `${JSON.stringify(fileJsonSchema(kind), null, 2)}\n`]),
);

async function drift(): Promise<readonly string[]> {
  const present = await readdir(FOLDER).catch(() => []);
  const strange = present.filter((name) => !expected.has(name));
  const differing = await Promise.all(
    [...expected].map(async ([name, text]) => {
      const written = await readFile(join(FOLDER, name), "utf8").catch(() => null);
      return written === text ? [] : [name];
    }),
  );
  return [...differing.flat(), ...strange];
}

if (process.argv.includes("--check")) {
  const names = await drift();
  for (const name of names) {
    process.stderr.write(`contracts/schemas/${name} is not what the gateway reads; npm run schemas writes it anew\n`);
  }
  process.exitCode = names.length === 0 ? 0 : 1;
} else {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, text] of expected) await writeFile(join(FOLDER, name), text);
}
