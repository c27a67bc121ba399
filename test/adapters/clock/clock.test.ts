import { expect, it } from "vitest";
import { systemNow, systemRandom } from "../../../src/adapters/clock/clock.ts";

it("gives whole milliseconds and as many random bytes as asked", () => {
  expect(Number.isSafeInteger(systemNow())).toBe(true);
  expect(systemRandom(32)).toHaveLength(32);
  expect(systemRandom(32)).not.toEqual(systemRandom(32));
});
