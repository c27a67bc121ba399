import fc from "fast-check";
import { expect, it } from "vitest";
import { systemRandom } from "../../src/adapters/clock/clock.ts";
import { isUuidV7 } from "../../src/core/ids.ts";
import { createIds as createIdsOf } from "../../src/core/uuid7.ts";

const createIds = (now: () => number) => createIdsOf({ now, random: systemRandom });

it("makes ids that sort as they were made, also while the clock stands still, leaps and steps back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 2, maxLength: 200 }), (steps) => {
      let at = Date.UTC(2026, 10, 22);
      const newId = createIds(() => at);
      const ids = steps.map((step) => ((at += step), newId()));
      expect(ids.every(isUuidV7)).toBe(true);
      expect(ids).toEqual([...new Set(ids)].sort());
    }),
  );
});

it("still ascends after more ids in one millisecond than its counter holds", () => {
  const newId = createIds(() => 1_700_000_000_000);
  const ids = Array.from({ length: 10_000 }, newId);
  expect(ids).toEqual([...new Set(ids)].sort());
});

it("writes the instant in the first 48 bits", () => {
  expect(createIds(() => 0x0123456789ab)().slice(0, 15)).toBe("01234567-89ab-7");
});
