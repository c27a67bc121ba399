interface Goal {
  readonly key: string;
  readonly says: string;
  readonly goal: string;
  readonly isMet: (value: number) => boolean;
}

const atMost = (limit: number, unit = ""): Pick<Goal, "goal" | "isMet"> => ({
  goal: `≤ ${limit}${unit}`,
  isMet: (value) => value <= limit,
});
const atLeast = (limit: number, unit = ""): Pick<Goal, "goal" | "isMet"> => ({
  goal: `≥ ${limit}${unit}`,
  isMet: (value) => value >= limit,
});

/** Design §11, as far as this step of the work measures it. */
const GOALS: readonly Goal[] = [
  { key: "decision.p50Us", says: "decide, minimise, explain, 20 fields", ...atMost(20, " µs") },
  { key: "decision.growth1000", says: "the same with 1,000 covenants against 10", ...atMost(1.2, " ×") },
  { key: "decision.vsCedar", says: "Cedar takes so many times as long", ...atLeast(100, " ×") },
  { key: "decision.vsCasbin", says: "casbin takes so many times as long", ...atLeast(100, " ×") },
  { key: "exchange.vsFloor", says: "floor's time as a share of ours, the worst", ...atLeast(0.6) },
  { key: "exchange.perSecond", says: "exchanges a second on PostgreSQL", ...atLeast(400, " /s") },
  { key: "exchange.p99MsAtHalf", says: "99th percentile at half of that", ...atMost(100, " ms") },
  { key: "openpgp.vsGpg", says: "a spawned gpg takes so many times as long", ...atLeast(5, " ×") },
  { key: "ledger.vsPlainInsert", says: "the plain commit's time as a share of ours, the worst", ...atLeast(0.75) },
  { key: "ledger.auditSeconds1M", says: "audit of a million entries from files", ...atMost(10, " s") },
  { key: "ledger.receiptP99Ms", says: "receipt with its proof, 99th percentile, the worst", ...atMost(500, " ms") },
];

/** For people: each key with its goal, and whether this run met it. */
export function tableOf(result: Readonly<Record<string, unknown>>): string {
  const rows = GOALS.filter(({ key }) => key in result).map(({ key, says, goal, isMet }) => {
    const value = result[key];
    const met = typeof value !== "number" ? "not measured" : isMet(value) ? "met" : "missed";
    return [key, typeof value === "number" ? String(value) : "–", goal, met, says];
  });
  const timing = result["unknown.timing"] as { toldApart: boolean; bytesEqual: boolean } | undefined;
  if (timing !== undefined) {
    const { toldApart, bytesEqual } = timing;
    const value = `${toldApart ? "told apart" : "alike"}, bytes ${bytesEqual ? "equal" : "differ"}`;
    const met = !toldApart && bytesEqual ? "met" : "missed";
    rows.push(["unknown.timing", value, "alike", met, "unknown, unlinked and erased persons"]);
  }
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => `${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}\n`).join("");
}
