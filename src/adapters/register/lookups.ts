import type { Identification } from "../../core/covenant/types.ts";
import type { Document, SubjectReference } from "../../core/document/types.ts";
import { valueAt } from "../../core/decision/values.ts";
import type { SubjectQuestion } from "../../ports/register-reader.ts";
import { matchKey } from "./match-keys.ts";
import { matchRow, partnerRefRow, personRefRow, relationDigest, type PersonIndex } from "./indexes.ts";

/** One way of finding one person of the document; a lower `order` is tried first. */
export interface Lookup {
  readonly position: number;
  readonly order: number;
  readonly via: "index" | "relation" | "reply";
  readonly kind: string;
  readonly digest: Uint8Array;
}

/** Where no clause says how, people are looked for in all the usual ways, so that the work is that of a real search. */
const USUAL: readonly Identification[] = [
  "personRef",
  { match: ["name", "birthDate"] },
  { match: ["name", "address"] },
];
const MAIN: SubjectReference = { role: "tenant", personRef: null, partnerRef: null, fields: [] };
const NOTHING = new Uint8Array(0);

/** The persons a document is about: those it names, or the one it plainly means. None where the clause knows none. */
export function personsOf({ document, clause }: SubjectQuestion): readonly SubjectReference[] {
  if (clause?.subject === "none") return [];
  return document.subjects.length > 0 ? document.subjects : [MAIN];
}

/** How to find them, in the clause's order. Match keys and references stand in the data, which are about the main person. */
export function lookupsFor(question: SubjectQuestion, index: PersonIndex): readonly Lookup[] {
  const ways = question.clause?.identifiedBy ?? USUAL;
  return personsOf(question).flatMap((person, position) =>
    ways.flatMap((way, order) => {
      const found = lookUp(way, { question, person, isMain: position === 0, index });
      return found === null ? [] : [{ position, order, ...found }];
    }),
  );
}

interface Asked {
  readonly question: SubjectQuestion;
  readonly person: SubjectReference;
  readonly isMain: boolean;
  readonly index: PersonIndex;
}

function lookUp(way: Identification, asked: Asked): Omit<Lookup, "position" | "order"> | null {
  const { question, person, isMain, index } = asked;
  const { document, partner } = question;
  if (way === "personRef") {
    // The controller's own names of people: a partner that tries them learns nothing.
    const ref = document.header.from === partner ? null : person.personRef;
    return ref === null ? null : { via: "index", ...personRefRow(index, ref) };
  }
  if (way === "partnerRef") {
    const ref = person.partnerRef;
    return ref === null ? null : { via: "index", ...partnerRefRow(index, { party: partner, ref }) };
  }
  if (!isMain) return null;
  if (way === "replyTo") return document.header.replyTo === null ? null : { via: "reply", kind: "", digest: NOTHING };
  if ("match" in way) {
    const key = matchKey(document.data, way.match);
    return key === null ? null : { via: "index", ...matchRow(index, key) };
  }
  const ref = referenceIn(document, way.ref);
  if (ref === null) return null;
  return {
    via: "relation",
    kind: way.relation,
    digest: relationDigest(index, { kind: way.relation, party: partner, ref }),
  };
}

function referenceIn(document: Document, field: string): string | null {
  const value = valueAt(document.data, field);
  return typeof value === "string" && value !== "" ? value : null;
}
