import { problemAt, readAs, type Path, type Problem, type Source } from "../catalogue/source.ts";
import type { Sha256 } from "../ids.ts";
import { readChoice, readField, readLimit, type WrittenField } from "./notation.ts";
import { covenantSchema, type WrittenClause, type WrittenCovenant } from "./schema.ts";
import type { Clause, ClauseField, Covenant, Leg, Limit, Precondition } from "./types.ts";

type WrittenEntry = WrittenClause["fields"][number];
type Tell = (path: Path, message: string, remedy: string) => void;

export interface ReadCovenant {
  readonly covenant: Covenant | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads one covenant file: structure, macros, field notation, durations, and last valid days. Gives no covenant when
 * there is a problem. Whether its fields, facts and purposes exist, and whether it is lawful, is for `lint`.
 */
export function readCovenant(source: Source, hash: Sha256): ReadCovenant {
  const read = readAs(covenantSchema, source);
  if ("problems" in read) return { covenant: null, problems: read.problems };
  const problems: Problem[] = [];
  const tell: Tell = (path, message, remedy) => problems.push(problemAt(source, path, { message, remedy }));
  const covenant = toCovenant(read.value, hash, tell);
  checkClauseIds(covenant, tell);
  if (!source.file.endsWith(`${covenant.id}/v${covenant.version}.yaml`)) {
    tell(["id"], "id and version do not match the file's place", "put it in covenants/<id>/v<version>.yaml");
  }
  return { covenant: problems.length === 0 ? covenant : null, problems };
}

function toCovenant(written: WrittenCovenant, hash: Sha256, tell: Tell): Covenant {
  const { valid, clauses, ...rest } = written;
  return {
    ...rest,
    ...valid,
    hash,
    clauses: clauses.map((clause, index) =>
      toClause(clause, (path, ...text) => tell(["clauses", index, ...path], ...text)),
    ),
  };
}

function toClause(written: WrittenClause, tell: Tell): Clause {
  const { require, limits, question, fields, retention, ...rest } = written;
  return {
    ...rest,
    id: `${rest.purpose}/${rest.direction}/${rest.message}`,
    preconditions: toPreconditions(require, tell),
    limits: Object.entries(limits).flatMap(([id, text]) => toLimit(id, text, tell)),
    document: toLeg(fields, (path, ...text) => tell(["fields", ...path], ...text)),
    question: question === null ? null : toLeg(question, (path, ...text) => tell(["question", ...path], ...text)),
    retentionHere: retention.here,
    retentionThere: retention.there,
  };
}

function toPreconditions(written: WrittenClause["require"], tell: Tell): readonly Precondition[] {
  const seen = new Set<string>();
  return written.map(({ id, nl, that, otherwise, unknown, approval }, index) => {
    if (seen.has(id))
      tell(["require", index, "id"], `precondition ${id} stands here a second time`, "give it an id of its own");
    seen.add(id);
    return { id, nl, condition: that, onFalse: otherwise, onUnknown: unknown, ...(approval && { approval }) };
  });
}

function toLimit(id: string, text: string, tell: Tell): Limit[] {
  const limit = readLimit(id, text);
  if (limit !== null) return [limit];
  tell(["limits", id], `\`limits.${id}\` is no limit`, "write it as `150 per week` or `1 per day per repairOrder`");
  return [];
}

function toLeg(written: readonly WrittenEntry[], tell: Tell): Leg {
  const fields = new Map<string, ClauseField>();
  const requiredOneOf: string[][] = [];
  const add = (entry: WrittenEntry, field: WrittenField, at: Path) => {
    if (fields.has(field.name)) tell(at, `field \`${field.name}\` stands here a second time`, "keep one of the two");
    fields.set(field.name, { ...field, when: entry.when, lifted: entry.lifted, approval: entry.approval });
  };
  written.forEach((entry, index) => {
    const choice = readChoice(entry.field);
    const read = choice ?? readField(entry.field);
    if (choice !== null) requiredOneOf.push(choice.map((field) => field.name));
    if (read === null) {
      tell(
        [index],
        "this is no field",
        "write `name!`, `name -> transform`, `@name!` or `one or other!`, as the README shows",
      );
    }
    for (const field of read ?? []) add(entry, field, [index]);
  });
  return { fields, requiredOneOf };
}

function checkClauseIds(covenant: Covenant, tell: Tell): void {
  const seen = new Set<string>();
  covenant.clauses.forEach((clause, index) => {
    if (seen.has(clause.id)) {
      tell(
        ["clauses", index],
        `clause ${clause.id} stands here a second time`,
        "give one of the two its own `message`",
      );
    }
    seen.add(clause.id);
  });
}
