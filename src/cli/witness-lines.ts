import type { WitnessHappening } from "./toolbox.ts";

/** What repeats is told once in so long, with how often: a log asks every second, and a stranger may ask as often. */
const QUIET_MS = 60_000;

const SAYS: Readonly<Record<WitnessHappening["what"], string>> = {
  cosigned: "cosigned",
  conflict: "told its last size: the log asked from another",
  malformed: "refused a request that is none",
  reversed: "refused: the old size is beyond the new one",
  unsigned: "refused: the checkpoint is not signed by the log's key",
  unknown: "refused: a log that is not watched here",
  unproven: "REFUSED: the log does not extend what was cosigned last. Ask the corporation why",
  split: "ALARM: the log signed two histories of one size. Keep this folder; tell the privacy officer and the partners",
  clock: "STOPPED COSIGNING: the clock of this machine went back. Set it right",
  uncopied: "NOT COSIGNED: the log does not serve the entries that it signed for; the copy is as it was",
  failed: "FAILED: the folder cannot be read or written; nothing was cosigned",
};

/** Lines for a terminal, of what happens; `null` for what was told just before. */
export function createWitnessLines(now: () => number): (happening: WitnessHappening) => string | null {
  const told = new Map<string, { at: number; kept: number }>();
  return (happening) => {
    const { what, origin, size, error } = happening;
    const name = `${what} ${origin ?? ""}`;
    const before = told.get(name);
    if (before !== undefined && now() - before.at < QUIET_MS) {
      before.kept += 1;
      return null;
    }
    told.set(name, { at: now(), kept: 0 });
    const parts = [
      new Date(now()).toISOString().slice(0, 19).replace("T", " "),
      origin,
      SAYS[what],
      size === null ? null : `size ${size}`,
      error,
      before === undefined || before.kept === 0 ? null : `(and ${before.kept} times more since then)`,
    ];
    return parts.filter((part) => part !== null).join("  ");
  };
}
