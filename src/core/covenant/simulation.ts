import type { Outcome, VerdictKind } from "../decision/types.ts";
import type { Simulated, SimulatedField, Untold } from "./simulated.ts";

/** What a version would do to one exchange of the past, in one word. */
export type SimulatedChange = "widened" | "refused" | "held" | "limited" | "unknown";

/** The order in which examples are kept: what gives more away comes first. */
const CHANGES: readonly SimulatedChange[] = ["widened", "refused", "held", "limited", "unknown"];

/** At most so many exchanges are named. */
export const EXAMPLES_MAX = 200;

export interface SimulationExample {
  readonly exchangeId: string;
  readonly change: SimulatedChange;
  readonly before: Outcome;
  readonly after: Outcome | "unknown";
  readonly fields: readonly string[];
  /** Rules that bring it about. */
  readonly because: readonly string[];
}

export interface SimulationCounts {
  /** Decisions that were looked at. */
  readonly judged: number;
  /** Those that would be another; `unknown` ones are not among them. */
  readonly changed: number;
  readonly changes: Readonly<Record<SimulatedChange, number>>;
  readonly fields: readonly (SimulatedField & { readonly count: number })[];
  /** Why nobody can tell, and of how many; the most frequent first. */
  readonly untold: readonly (Untold & { readonly count: number })[];
  readonly examples: readonly SimulationExample[];
}

export interface SimulationView extends SimulationCounts {
  readonly format: "uitwisselpoort-simulation/1";
  readonly covenant: { readonly id: string; readonly version: number; readonly hash: string };
  readonly since: string;
  /** `false` where there were more decisions than are judged at once: the newest were. */
  readonly complete: boolean;
}

const OPENNESS: Readonly<Record<VerdictKind, number>> = { withheld: 0, transformed: 1, released: 2 };

const isWider = ({ before, after }: SimulatedField): boolean =>
  after !== "unknown" && OPENNESS[after] > OPENNESS[before];

/** `widened` where anything would be released that was not, whatever else would be limited beside it. */
export function changeOf({ before, after, fields }: Simulated): SimulatedChange {
  if (after === "deny") return "refused";
  if (after === "unknown") return "unknown";
  if (fields.some(isWider) || (after === "allow" && before !== "allow")) return "widened";
  if (after !== before) return "held";
  return fields.some((field) => field.after === "unknown") ? "unknown" : "limited";
}

/** Counts while decisions go by, so that a month of them is never held at once. */
export function createTally(): { add(simulated: Simulated | null): void; counts(): SimulationCounts } {
  const changes: Record<SimulatedChange, number> = { widened: 0, refused: 0, held: 0, limited: 0, unknown: 0 };
  const fields = new Map<string, SimulatedField & { readonly count: number }>();
  const untold = new Map<string, Untold & { readonly count: number }>();
  const examples = new Map<SimulatedChange, SimulationExample[]>();
  let judged = 0;
  return {
    add(simulated) {
      judged += 1;
      if (simulated === null) return;
      const change = changeOf(simulated);
      changes[change] += 1;
      for (const field of simulated.fields) {
        const key = `${field.field} ${field.before} ${field.after}`;
        fields.set(key, { ...field, count: (fields.get(key)?.count ?? 0) + 1 });
      }
      for (const [key, each] of new Map(simulated.untold.map((one) => [`${one.why} ${one.name ?? ""}`, one]))) {
        untold.set(key, { ...each, count: (untold.get(key)?.count ?? 0) + 1 });
      }
      const kept = examples.get(change) ?? [];
      if (kept.length < EXAMPLES_MAX) examples.set(change, [...kept, exampleOf(simulated, change)]);
    },
    counts: () => ({
      judged,
      changed: changes.widened + changes.refused + changes.held + changes.limited,
      changes: { ...changes },
      fields: [...fields.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1)),
      untold: [...untold.values()].sort((a, b) => b.count - a.count),
      examples: CHANGES.flatMap((change) => examples.get(change) ?? []).slice(0, EXAMPLES_MAX),
    }),
  };
}

const exampleOf = (
  { exchangeId, before, after, fields, because }: Simulated,
  change: SimulatedChange,
): SimulationExample => ({ exchangeId, change, before, after, fields: fields.map(({ field }) => field), because });
