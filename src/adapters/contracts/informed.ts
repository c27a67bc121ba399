import { join } from "node:path";

import { readInformed, type Informed } from "../../core/catalogue/informed.ts";
import { refuseProblems } from "../../core/catalogue/source.ts";
import { parseYaml } from "../yaml/parse.ts";
import { readIfThere } from "./files.ts";

const FILE = "informed.yaml";

/** The records of `informed.yaml`; none where there is no such file, so that nobody counts as informed. Refuses a bad file with `CATALOGUE_MALFORMED`. */
export async function loadInformed(folder: string): Promise<readonly Informed[]> {
  const bytes = await readIfThere(join(folder, FILE));
  if (bytes === null) return [];
  const { informed, problems } = readInformed(parseYaml({ file: FILE, bytes, code: "CATALOGUE_MALFORMED" }));
  refuseProblems("CATALOGUE_MALFORMED", problems);
  return informed;
}
