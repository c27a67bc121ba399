import type { Clause } from "../core/covenant/types.ts";
import type { ResolvedSubject } from "../core/decision/state.ts";
import type { Data, Document } from "../core/document/types.ts";
import type { Pseudonym } from "../core/ids.ts";

export interface RegisterReader {
  /** Everything the decision needs about the persons a document names, in one read, with the versions read. */
  resolve(question: SubjectQuestion): Promise<SubjectAnswer>;
  /** The stored record for a pull; `null` where the register holds none. */
  recordOf(person: Pseudonym): Promise<{ readonly personRef: string; readonly record: Data } | null>;
}

export interface SubjectQuestion {
  readonly document: Document;
  /** The party that is not the controller. */
  readonly partner: string;
  /** `null`: no clause found; nobody is then looked up, but the same work is done. */
  readonly clause: Clause | null;
}

export interface SubjectAnswer {
  readonly subjects: readonly ResolvedSubject[];
  readonly versions: readonly SubjectVersion[];
  /** Stands in the entry and the record of a refusal for whoever was not found, so that it costs what a person costs. */
  readonly nobody: SubjectVersion;
}

export interface SubjectVersion {
  readonly pseudonym: Pseudonym;
  readonly version: number;
}

/** An HTTP source of the corporation, asked only for what the decision will release and needs to compare. */
export interface Sources {
  /** `null`: no source serves this clause, the register's own record does. */
  find(clause: Clause): SourcePort | null;
}

export interface SourcePort {
  /** `null` when the source does not know the person; `"unavailable"` when it cannot answer in time. */
  fetch(personRef: string, fields: readonly string[]): Promise<Data | null | "unavailable">;
}
