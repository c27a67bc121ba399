/** Longest that an answer is kept for its inclusion proof; publication takes well under a second. */
const WAIT_SECONDS_MAX = 5;

/** `Prefer: wait=N` (RFC 7240) in seconds, at most 5; `null` where it is not asked or not understood, as a preference may be. */
export function waitOf(prefer: string | undefined): number | null {
  for (const preference of (prefer ?? "").split(",")) {
    const match = /^\s*wait\s*=\s*"?([0-9]{1,6})"?\s*(?:;.*)?$/i.exec(preference);
    if (match) return Math.min(Number(match[1]), WAIT_SECONDS_MAX);
  }
  return null;
}
