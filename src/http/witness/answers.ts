import type { WitnessAnswer } from "../../core/ledger/witness.ts";

type Answered = WitnessAnswer | { readonly outcome: "malformed" } | { readonly outcome: "unknown" };

export interface Spoken {
  readonly outcome: Answered["outcome"];
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
}

const PLAIN = "text/plain; charset=utf-8";
const SIZE = "text/x.tlog.size";

/** The one place where an outcome has an HTTP status; those of C2SP tlog-witness, and 503 for what we cannot do now. */
const SPOKEN: Readonly<Record<Answered["outcome"], readonly [status: number, says: string]>> = {
  cosigned: [200, ""],
  malformed: [400, "this is no add-checkpoint request"],
  reversed: [400, "the old size is beyond the checkpoint's"],
  unsigned: [403, "the checkpoint is not signed by this log's key"],
  unknown: [404, "this witness does not watch this log"],
  conflict: [409, ""],
  split: [409, ""],
  unproven: [422, "the checkpoint does not extend the one that was cosigned last"],
  clock: [503, "this witness's clock is wrong"],
  uncopied: [503, "this witness is a mirror, and could not copy the entries that the checkpoint stands for"],
};

export function spokenAnswer(answer: Answered): Spoken {
  const { outcome } = answer;
  const [status, says] = SPOKEN[outcome];
  if (outcome === "cosigned") return { outcome, status, mediaType: PLAIN, body: answer.lines };
  if (outcome === "conflict" || outcome === "split") {
    return { outcome, status, mediaType: SIZE, body: `${answer.size}\n` };
  }
  return { outcome, status, mediaType: PLAIN, body: `${says}\n` };
}
