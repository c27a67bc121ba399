import type { Finding } from "./types.ts";

/** Findings as they are made. Two of a kind about one field become one: their counts are added. */
export interface Notes {
  readonly add: (finding: Finding) => void;
  readonly all: () => readonly Finding[];
}

export function createNotes(): Notes {
  const notes = new Map<string, Finding>();
  const add = (finding: Finding): void => {
    if ("count" in finding && finding.count === 0) return;
    const key = keyOf(finding);
    const before = notes.get(key);
    const counted = before !== undefined && "count" in before && "count" in finding;
    notes.set(key, counted ? { ...finding, count: before.count + finding.count } : finding);
  };
  return { add, all: () => [...notes.values()] };
}

function keyOf(finding: Finding): string {
  if (finding.kind === "special-code")
    return [finding.kind, finding.field, finding.sensitivity, finding.reducedTo].join();
  if (finding.kind === "suspected-special") return [finding.kind, finding.field, finding.about].join();
  return [finding.kind, finding.field].join();
}
