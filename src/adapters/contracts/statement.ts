import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { refuseProblems, type Source } from "../../core/catalogue/source.ts";
import { readStatement, type StatementClause } from "../../core/catalogue/statement.ts";
import { parseYaml } from "../yaml/parse.ts";

const FILE = "statement.yaml";

export interface LoadedStatement {
  readonly source: Source;
  readonly statement: readonly StatementClause[];
}

/** What keeps each clause of the privacy statement. Refuses with `CATALOGUE_MALFORMED` a file that leaves one out. */
export async function loadStatement(folder: string): Promise<LoadedStatement> {
  const source = parseYaml({ file: FILE, bytes: await readFile(join(folder, FILE)), code: "CATALOGUE_MALFORMED" });
  const { statement, problems } = readStatement(source);
  refuseProblems("CATALOGUE_MALFORMED", problems);
  return { source, statement };
}
