import type { Instant } from "./ids.ts";

/** RFC 3339 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`. */
export function rfc3339(instant: Instant): string {
  return new Date(instant).toISOString();
}
