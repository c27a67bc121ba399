import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import { daySchema } from "./validity.ts";
import { clauseIdSchema, slugSchema, textSchema } from "./words.ts";

/** How people are told of a clause that no clause of the statement promises, as an officer recorded it (AVG 13-14). */
export interface Informed {
  readonly covenant: string;
  readonly version: number;
  /** `purpose/direction/message`. */
  readonly clause: string;
  readonly how: string;
  /** A role or an opaque name, never a person's. */
  readonly by: string;
  /** YYYY-MM-DD. */
  readonly on: string;
  /** Invented, as a pretend party is: counts in the sandbox alone. */
  readonly pretend?: true | undefined;
}

/** One record of the file. */
export const informedSchema = z.strictObject({
  covenant: slugSchema,
  version: z.int().positive(),
  clause: clauseIdSchema,
  how: textSchema,
  by: z.string().regex(/^(privacy-officer|deputy|officer-[1-9])$/, "is no officer, as privacy-officer or officer-1"),
  on: daySchema,
  pretend: z.literal(true).optional(),
});

export const informedFileSchema = z.strictObject({ informed: z.array(informedSchema) });

/** Reads `informed.yaml`. Tells a clause of a version that is recorded twice. */
export function readInformed(source: Source): { informed: readonly Informed[]; problems: Problem[] } {
  const read = readAs(informedFileSchema, source);
  if ("problems" in read) return { informed: [], problems: read.problems };
  const rows = read.value.informed;
  const problems = rows.flatMap((row, index) =>
    rows.slice(0, index).some((earlier) => isSameClause(earlier, row))
      ? [
          problemAt(source, ["informed", index], {
            message: "this clause is recorded a second time",
            remedy: "keep the entry that says how people are informed now",
          }),
        ]
      : [],
  );
  return { informed: rows, problems };
}

type ClauseAt = Pick<Informed, "covenant" | "version" | "clause">;

/** Whether both speak of one clause of one version. */
export const isSameClause = (one: ClauseAt, other: ClauseAt): boolean =>
  one.covenant === other.covenant && one.version === other.version && one.clause === other.clause;

/** A version of which can be recorded how people are informed; `clauses` is `null` where its file cannot be read. */
export interface VersionToInform {
  readonly id: string;
  readonly version: number;
  readonly clauses: readonly { readonly id: string }[] | null;
}

/**
 * Tells every record of a clause that there is not: whoever wrote it believes that people are told of something. Of a version
 * that cannot be read nothing is told, since its own file says why.
 */
export function informedOfNothing(
  { informed, source }: { readonly informed: readonly Informed[]; readonly source: Source },
  versions: readonly VersionToInform[],
): Problem[] {
  return informed.flatMap(({ covenant, version, clause }, index) => {
    const found = versions.find((one) => one.id === covenant && one.version === version);
    if (found === undefined) {
      return [
        problemAt(source, ["informed", index, "version"], {
          message: "there is no such version of this covenant",
          remedy: "name a covenant and version of covenants/, or remove the record",
        }),
      ];
    }
    if (found.clauses === null || found.clauses.some(({ id }) => id === clause)) return [];
    const ids = found.clauses.map(({ id }) => `\`${id}\``).join(", ");
    return [
      problemAt(source, ["informed", index, "clause"], {
        message: "this version has no such clause",
        remedy: `name one of its clauses: ${ids}, or remove the record`,
      }),
    ];
  });
}
