import type { Reach } from "./reach.ts";

/** One difference between two versions, in the notation of the files; never a value from a document. */
export interface Change {
  /** `wider` lets through, keeps or hides more than before, or cannot be shown not to; `equal` changes neither. */
  readonly reach: Reach;
  /** `purpose/direction/message`; `null` where the whole covenant is meant. */
  readonly clause: string | null;
  /** Side of a pull; `document` for what `in` and `out` carry and for what a pull answers. */
  readonly leg: "document" | "question" | null;
  /** What kind of rule changed: `field`, `precondition`, `limit`, `consent`, … */
  readonly what: string;
  /** The field, precondition, limit or duty; `null` where a clause has one of the kind. */
  readonly name: string | null;
  /** `null`: it was not there, or is not there any more. */
  readonly before: string | null;
  readonly after: string | null;
}
