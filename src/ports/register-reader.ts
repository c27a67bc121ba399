import type { Clause } from "../core/covenant/types.ts";
import type { ResolvedSubject } from "../core/decision/state.ts";
import type { Data, Document } from "../core/document/types.ts";
import type { Pseudonym } from "../core/ids.ts";
import type { Trace } from "../core/trace.ts";

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
  /** `null` where the document is about nobody. */
  readonly search: Search | null;
  /** Stands in the entry and the record of a refusal for whoever was not found, so that it costs what a person costs. */
  readonly nobody: SubjectVersion;
}

/** How the persons of a document were looked for, and who was found: the commit looks again in the same way. */
export interface Search {
  /** Keyed hashes; nothing of the document itself. */
  readonly lookups: readonly {
    readonly position: number;
    readonly order: number;
    readonly via: string;
    readonly kind: string;
    readonly digest: Uint8Array;
  }[];
  readonly partner: string;
  readonly replyTo: string | null;
  readonly parties: readonly string[];
  /** At most two a person of the document, since two are several already; the nobody who stands in is left out. */
  readonly found: readonly { readonly position: number; readonly pseudonym: Pseudonym }[];
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

export interface SourceQuestion {
  readonly personRef: string;
  readonly fields: readonly string[];
  /** The step that asks: told to the source, so that its own log can tie in. */
  readonly trace: Trace;
}

export interface SourcePort {
  /** `null` when the source does not know the person; `"unavailable"` when it cannot answer in time. */
  fetch(question: SourceQuestion): Promise<Data | null | "unavailable">;
}
