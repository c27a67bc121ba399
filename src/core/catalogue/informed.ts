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
}

export const informedFileSchema = z.strictObject({
  informed: z.array(
    z.strictObject({
      covenant: slugSchema,
      version: z.int().positive(),
      clause: clauseIdSchema,
      how: textSchema,
      by: z
        .string()
        .regex(/^(privacy-officer|deputy|officer-[1-9])$/, "is no officer, as privacy-officer or officer-1"),
      on: daySchema,
    }),
  ),
});

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
