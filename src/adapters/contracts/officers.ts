import { join } from "node:path";

import { officersFileSchema, type Officer } from "../../core/catalogue/officers.ts";
import { problemAt, readAs, refuseProblems } from "../../core/catalogue/source.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { CatalogueFiles } from "./catalogue-files.ts";
import { readIfThere } from "./files.ts";

export type { Officer };

const FILE = "officers.yaml";

/**
 * Officers of `officers.yaml`, of the catalogue and of the overlay; none where there is no such file. Refuses
 * two officers with one certificate: two signatures must be two persons.
 */
export async function readOfficers(own: CatalogueFiles, overlay: string | null): Promise<readonly Officer[]> {
  const officers: Officer[] = [];
  const added = overlay === null ? null : await readIfThere(join(overlay, FILE));
  for (const bytes of [own.get(FILE) ?? null, added]) {
    if (bytes === null) continue;
    const source = parseYaml({ file: FILE, bytes, code: "CATALOGUE_MALFORMED" });
    const read = readAs(officersFileSchema, source);
    if ("problems" in read) {
      refuseProblems("CATALOGUE_MALFORMED", read.problems);
      continue;
    }
    read.value.officers.forEach((officer, index) => {
      if (officers.some((other) => other.id === officer.id || other.fingerprint === officer.fingerprint)) {
        const text = {
          message: "two officers share a name or a certificate",
          remedy: "give each officer one of their own",
        };
        refuseProblems("CATALOGUE_MALFORMED", [problemAt(source, ["officers", index], text)]);
      }
      officers.push(officer);
    });
  }
  return officers;
}
