import { formatDay, dayOf } from "../calendar.ts";
import type { Instant } from "../ids.ts";
import type { Change } from "./change.ts";
import { diffClause } from "./diff-clause.ts";
import { sameValue } from "./same.ts";
import { setReach, type Reach } from "./reach.ts";
import type { Covenant } from "./types.ts";

/**
 * Everything in which a version differs from an earlier one, per purpose and field: what widens, what narrows (design §5).
 * A change of which that cannot be told counts as wider.
 */
export function diffCovenants(before: Covenant, after: Covenant): readonly Change[] {
  const clauses = new Map(after.clauses.map((clause) => [clause.id, clause]));
  const earlier = new Map(before.clauses.map((clause) => [clause.id, clause]));
  const changed = before.clauses.flatMap((clause) => {
    const now = clauses.get(clause.id);
    return now === undefined ? [gone(clause.id)] : diffClause(clause, now);
  });
  const added = after.clauses.filter(({ id }) => !earlier.has(id)).map(({ id }) => isNew(id));
  return [...diffFrame(before, after), ...changed, ...added];
}

const WHOLE = { clause: null, leg: null, name: null } as const;

const gone = (clause: string): Change => ({
  ...WHOLE,
  reach: "narrower",
  clause,
  what: "clause",
  before: clause,
  after: null,
});
const isNew = (clause: string): Change => ({
  ...WHOLE,
  reach: "wider",
  clause,
  what: "clause",
  before: null,
  after: clause,
});

/** Parties, validity, kind, status and paper of the covenant as a whole. */
function diffFrame(before: Covenant, after: Covenant): readonly Change[] {
  const parties = ({ parties: list }: Covenant): string => list.map(({ id, role }) => `${id} (${role})`).join(", ");
  const rows: readonly (readonly [string, Reach, string | null, string | null])[] = [
    ["parties", setReach(before.parties, after.parties), parties(before), parties(after)],
    ["from", order(after.from, before.from), day(before.from), day(after.from)],
    ["until", order(before.until, after.until), lastDay(before.until), lastDay(after.until)],
    ["kind", before.kind === after.kind ? "equal" : "wider", before.kind, after.kind],
    ["status", statusReach(before, after), before.status, after.status],
    ["dpia", after.dpia === null && before.dpia !== null ? "wider" : "equal", ref(before), ref(after)],
    [
      "jointArrangement",
      after.jointArrangement === null && before.jointArrangement !== null ? "wider" : "equal",
      before.jointArrangement,
      after.jointArrangement,
    ],
  ];
  return rows.flatMap(([what, reach, was, is]) =>
    sameValue(was, is) ? [] : [{ ...WHOLE, reach, what, before: was, after: is }],
  );
}

const order = (before: number, after: number): Reach =>
  before === after ? "equal" : after > before ? "wider" : "narrower";

const statusReach = (before: Covenant, after: Covenant): Reach =>
  before.status === after.status ? "equal" : after.status === "active" ? "wider" : "narrower";

const day = (instant: Instant): string => formatDay(dayOf(instant));
const lastDay = (until: Instant): string => formatDay(dayOf(until) - 1);
const ref = ({ dpia }: Covenant): string | null => (dpia === null ? null : `${dpia.ref}, review by ${dpia.reviewBy}`);
