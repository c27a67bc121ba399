import { join } from "node:path";

import { z } from "zod";

import { problemAt, readAs, refuseProblems } from "../../core/catalogue/source.ts";
import { parseYaml } from "../yaml/parse.ts";
import { readIfThere } from "./files.ts";

/** A person of the controller who signs unilateral covenants: an opaque name and a certificate. */
export interface Officer {
  readonly id: string;
  readonly fingerprint: string;
}

const fileSchema = z.strictObject({
  officers: z.array(
    z.strictObject({
      id: z.string().regex(/^officer-[1-9]$/, "is no officer, as officer-1"),
      fingerprint: z.string().regex(/^([0-9A-F]{40}|[0-9A-F]{64})$/, "is no fingerprint in upper-case hexadecimal"),
    }),
  ),
});

/**
 * Officers of `officers.yaml`, of the contracts folder and of the overlay; none where there is no such file. Refuses
 * two officers with one certificate: two signatures must be two persons.
 */
export async function readOfficers(folders: { folder: string; overlay: string | null }): Promise<readonly Officer[]> {
  const officers: Officer[] = [];
  for (const folder of [folders.folder, folders.overlay]) {
    const bytes = folder === null ? null : await readIfThere(join(folder, "officers.yaml"));
    if (bytes === null) continue;
    const source = parseYaml({ file: "officers.yaml", bytes, code: "CATALOGUE_MALFORMED" });
    const read = readAs(fileSchema, source);
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
