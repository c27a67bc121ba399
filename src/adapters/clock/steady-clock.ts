import { clockSteppedBack } from "../../core/clock-stepped-back.ts";
import type { Instant } from "../../core/ids.ts";

/**
 * Machines that are kept right by NTP differ by tenths of a second, and NTP itself slews what is less than that; a clock that
 * was set back, or a machine that was restored from a snapshot, is off by more than this.
 */
const TOLERANCE_MS = 5_000;

export interface SteadyClock {
  /** Throws CLOCK_STEPPED_BACK while the clock is before what was seen: nothing is decided on a wrong instant. */
  readonly now: () => Instant;
  /** The machine's clock as it is, for telling somebody that it went back. */
  readonly unchecked: () => Instant;
  /** That something bears this instant already: an entry of the ledger, also of another process. */
  seen(at: Instant): void;
}

/** A clock that refuses to go back, without asking anyone: it remembers the latest instant. */
export function createSteadyClock(clock: () => Instant): SteadyClock {
  let latest = -Infinity;
  return {
    now() {
      const at = clock();
      if (at < latest - TOLERANCE_MS) throw clockSteppedBack("the gateway's clock");
      latest = Math.max(latest, at);
      return at;
    },
    unchecked: clock,
    seen(at) {
      latest = Math.max(latest, at);
    },
  };
}
