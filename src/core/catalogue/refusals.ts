import { z } from "zod";

import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import type { Catalogue, Refusal } from "./types.ts";
import { sectorSchema, slugSchema, statementSchema, textSchema } from "./words.ts";

const matchSchema = z
  .strictObject({
    purposes: z.array(slugSchema).min(1).optional(),
    sectors: z.array(sectorSchema).min(1).optional(),
    municipalities: z
      .array(z.string().regex(/^\d{4}$/, "is no CBS code of four digits"))
      .min(1)
      .optional(),
  })
  .refine(({ purposes, sectors }) => purposes !== undefined || sectors !== undefined, "names no purpose and no sector")
  .transform(({ purposes, sectors, municipalities }) => ({
    purposes: purposes ?? null,
    sectors: sectors ?? null,
    municipalities: municipalities ?? null,
  }));

const refusalSchema = z.strictObject({
  nl: textSchema,
  why: textSchema,
  statement: statementSchema.min(1),
  for: matchSchema,
  untilSigned: z.boolean().default(false),
});

export const refusedFileSchema = z.strictObject({ refusals: z.record(slugSchema, refusalSchema) });

/** Reads `refused.yaml`: what is refused by design, in the order in which it is matched (domain.md C-30). */
export function readRefusals(source: Source): {
  refusals: ReadonlyMap<string, Refusal>;
  problems: Problem[];
} {
  const read = readAs(refusedFileSchema, source);
  if ("problems" in read) return { refusals: new Map(), problems: read.problems };
  const rows = Object.entries(read.value.refusals).map(([id, row]): [string, Refusal] => [id, { id, ...row }]);
  return { refusals: new Map(rows), problems: [] };
}

/** Tells a refusal of what may be exchanged, one that says what another file says, and a purpose that stays inside and has none. */
export function refusalProblems(catalogue: Catalogue, source: Source): Problem[] {
  const named = [...catalogue.refusals.values()];
  const wrong = named.flatMap((refusal) =>
    (refusal.for.purposes ?? []).flatMap((purpose) => {
      const text = purposeProblem(refusal, { purpose, catalogue });
      return text === null ? [] : [problemAt(source, ["refusals", refusal.id, "for", "purposes"], text)];
    }),
  );
  const closed = new Set(named.filter(refusesEverybody).flatMap((refusal) => refusal.for.purposes ?? []));
  const silent = [...catalogue.purposes.values()].filter(({ id, internalOnly }) => internalOnly && !closed.has(id));
  const missing = silent.map(({ id }) =>
    problemAt(source, ["refusals"], {
      message: `purpose \`${id}\` stays inside, and no refusal says why`,
      remedy: "add an entry that names it, for everybody and for good",
    }),
  );
  return [...wrong, ...missing];
}

/** Whether it is for its purposes alone, whoever asks and whatever is signed. */
const refusesEverybody = ({ for: match, untilSigned }: Refusal): boolean =>
  !untilSigned && match.sectors === null && match.municipalities === null;

function purposeProblem(
  refusal: Refusal,
  { purpose, catalogue }: { readonly purpose: string; readonly catalogue: Catalogue },
): { message: string; remedy: string } | null {
  if (catalogue.forbiddenPurposes.has(purpose)) {
    return { message: `purpose \`${purpose}\` is forbidden by name already`, remedy: "keep it in purposes.yaml alone" };
  }
  if (refusesEverybody(refusal) && catalogue.purposes.get(purpose)?.internalOnly === false) {
    return {
      message: `purpose \`${purpose}\` may be exchanged, and is refused to everybody for good`,
      remedy: "mark it `internalOnly` in purposes.yaml, or say for whom it is refused",
    };
  }
  return null;
}

/** Tells a party of a sector that no refusal knows: a typing error must not open a door. */
export function sectorProblems(catalogue: Catalogue, sources: readonly Source[]): Problem[] {
  const known = new Set([...catalogue.refusals.values()].flatMap((refusal) => refusal.for.sectors ?? []));
  return [...catalogue.parties.values()].flatMap(({ id, sector }) => {
    const source = sources.find(({ file }) => file.endsWith(`parties/${id}.yaml`));
    if (sector === undefined || sector === null || known.has(sector) || source === undefined) return [];
    const text = { message: "no refusal knows this sector", remedy: "name a sector of refused.yaml, or none" };
    return [problemAt(source, ["sector"], text)];
  });
}
