/** Whether two rules say the same: plain values, lists in their order, objects by their members. */
export function sameValue(first: unknown, second: unknown): boolean {
  if (first === second) return true;
  if (typeof first !== "object" || typeof second !== "object" || first === null || second === null) return false;
  if (Array.isArray(first) !== Array.isArray(second)) return false;
  const [one, other] = [Object.entries(first), new Map(Object.entries(second))];
  return one.length === other.size && one.every(([key, value]) => other.has(key) && sameValue(value, other.get(key)));
}
