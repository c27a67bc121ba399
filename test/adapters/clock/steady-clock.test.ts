import fc from "fast-check";
import { expect, it } from "vitest";
import { createSteadyClock } from "../../../src/adapters/clock/steady-clock.ts";
import { parseInstant } from "../../../src/core/ids.ts";

const START = Date.parse("2026-11-24T09:00:00Z");
const TOLERANCE_MS = 5_000;

function aClock(): { clock: ReturnType<typeof createSteadyClock>; set: (ms: number) => void } {
  const held = { at: START };
  const clock = createSteadyClock(() => parseInstant(held.at));
  return { clock, set: (ms) => void (held.at = START + ms) };
}

it("refuses an instant exactly when it is more than five seconds before the latest that was given or seen", () => {
  const step = fc.record({ kind: fc.constantFrom("now", "seen"), ms: fc.integer({ min: -20_000, max: 20_000 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { clock, set } = aClock();
      let latest = -Infinity;
      for (const { kind, ms } of steps) {
        if (kind === "seen") {
          clock.seen(parseInstant(START + ms));
          latest = Math.max(latest, START + ms);
          continue;
        }
        set(ms);
        if (START + ms < latest - TOLERANCE_MS) {
          expect(() => clock.now()).toThrow(expect.objectContaining({ code: "CLOCK_STEPPED_BACK" }));
        } else {
          expect(clock.now()).toBe(START + ms);
          latest = Math.max(latest, START + ms);
        }
        expect(clock.unchecked()).toBe(START + ms);
      }
    }),
  );
});

it("goes on by itself when the clock is right again", () => {
  const { clock, set } = aClock();
  clock.now();
  set(-3_600_000);
  expect(() => clock.now()).toThrow(expect.objectContaining({ code: "CLOCK_STEPPED_BACK" }));
  set(1);
  expect(clock.now()).toBe(START + 1);
});
