import { fileURLToPath } from "node:url";
import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import type { Leg } from "../../../src/core/covenant/types.ts";

export interface RealLeg {
  /** Covenant, clause and which of its legs; names the test. */
  readonly name: string;
  readonly leg: Leg;
}

const { catalogue, covenants } = await loadContracts({
  folder: fileURLToPath(new URL("../../../contracts", import.meta.url)),
  overlay: null,
  pretend: true,
  verifySignature: () => Promise.resolve(false),
});

export { catalogue };

/** Every leg of every clause of the repository's own covenants: documents, questions and answers. */
export const LEGS: readonly RealLeg[] = covenants.flatMap(({ covenant }) =>
  covenant.clauses.flatMap((clause) => {
    const name = `${covenant.source} ${clause.id}`;
    const document = { name: `${name} ${clause.question === null ? "document" : "answer"}`, leg: clause.document };
    return clause.question === null ? [document] : [document, { name: `${name} question`, leg: clause.question }];
  }),
);
