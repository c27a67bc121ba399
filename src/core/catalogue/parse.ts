import { readCodeLists } from "./code-lists.ts";
import { readFacts } from "./facts.ts";
import { readFields } from "./fields.ts";
import { readIncomeTables } from "./income.ts";
import { fieldOf } from "./look-up.ts";
import type { Party } from "./party.ts";
import { readParty, readPartyOverlay } from "./parties.ts";
import { readPurposes } from "./purposes.ts";
import { readRefusals, refusalProblems, sectorProblems } from "./refusals.ts";
import { problemAt, refuseProblems, type Problem, type Source } from "./source.ts";
import type { Sha256 } from "../ids.ts";
import type { Catalogue } from "./types.ts";

export interface CatalogueSources {
  readonly hash: Sha256;
  readonly fields: Source;
  readonly purposes: Source;
  readonly codeLists: Source;
  readonly incomeClasses: Source;
  readonly facts: Source;
  readonly refused: Source;
  readonly parties: readonly Source[];
  /** An installation's own fingerprints and clients, a file a party. */
  readonly overlays: readonly Source[];
  /** `false`: invented parties are left out, as production does. */
  readonly pretend: boolean;
}

/**
 * Reads everything under `contracts/` but covenants, and checks one file against the other. Refuses with
 * `CATALOGUE_MALFORMED`, naming every problem with file, line and remedy.
 */
export function parseCatalogue(sources: CatalogueSources): Catalogue {
  const { fields, ...inFields } = readFields(sources.fields);
  const { purposes, forbidden, ...inPurposes } = readPurposes(sources.purposes);
  const { codeLists, ...inLists } = readCodeLists(sources.codeLists);
  const { incomeTables, ...inTables } = readIncomeTables(sources.incomeClasses);
  const { facts, ...inFacts } = readFacts(sources.facts);
  const { refusals, ...inRefusals } = readRefusals(sources.refused);
  const { parties, ...inParties } = readParties(sources);
  const inPurposesFile = { purposes, forbiddenPurposes: forbidden };
  const { hash } = sources;
  const catalogue = { hash, fields, ...inPurposesFile, refusals, codeLists, facts, incomeTables, parties };
  const parts = [inFields, inPurposes, inLists, inTables, inFacts, inRefusals, inParties];
  const problems = parts.flatMap((part) => part.problems);
  // A file that could not be read would make every reference to it look wrong.
  refuseProblems("CATALOGUE_MALFORMED", problems.length > 0 ? problems : crossChecked(catalogue, sources));
  return catalogue;
}

function readParties(sources: CatalogueSources): { parties: ReadonlyMap<string, Party>; problems: Problem[] } {
  const problems: Problem[] = [];
  const parties = new Map<string, Party>();
  for (const source of sources.parties) {
    const { file, ...read } = readParty(source);
    problems.push(...read.problems);
    if (file !== null && (sources.pretend || !file.pretend)) parties.set(file.party.id, file.party);
  }
  for (const source of sources.overlays) {
    const known = parties.get(/([^/]+)\.yaml$/.exec(source.file)?.[1] ?? "");
    if (known === undefined) {
      const text = {
        message: "an overlay for a party that is not known",
        remedy: "add the party to contracts/parties first",
      };
      problems.push(problemAt(source, [], text));
      continue;
    }
    const read = readPartyOverlay(source, known);
    problems.push(...read.problems);
    parties.set(known.id, read.party);
  }
  return { parties, problems };
}

function crossChecked(catalogue: Catalogue, sources: CatalogueSources): Problem[] {
  return [
    ...fieldsWithoutList(catalogue, sources.fields),
    ...factsWithoutField(catalogue, sources.facts),
    ...refusalProblems(catalogue, sources.refused),
    ...sectorProblems(catalogue, sources.parties),
  ];
}

function fieldsWithoutList(catalogue: Catalogue, source: Source): Problem[] {
  return [...catalogue.fields.values()].flatMap((field, index) => {
    const lists = [field.codeList, ...(field.members ?? []).map((member) => member.codeList)];
    return lists
      .filter((list) => list !== null && !catalogue.codeLists.has(list))
      .map((list) =>
        problemAt(source, ["fields", index], {
          message: `field \`${field.name}\` names code list ${list ?? ""}, which does not exist`,
          remedy: "add the list to code-lists.yaml",
        }),
      );
  });
}

function factsWithoutField(catalogue: Catalogue, source: Source): Problem[] {
  return [...catalogue.facts.values()]
    .filter((fact) => fact.field !== null && fieldOf(catalogue, fact.field) === null)
    .map((fact) =>
      problemAt(source, ["facts", fact.name], {
        message: `fact \`${fact.name}\` is read from a field that does not exist`,
        remedy: "name a field of fields.yaml, or another provider",
      }),
    );
}
