import fc from "fast-check";
import { expect, it } from "vitest";
import { isUuid, isUuidV7 } from "../../src/core/ids.ts";
import { uuidOf } from "../../src/core/uuid8.ts";

it("is a UUID of version 8, the same for the same words alone", () => {
  // SHA-256 of "row": version and variant take the places of two digits.
  expect(uuidOf("row")).toBe("634768da-e147-8506-a4bf-7d341890542b");
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(uuidOf(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(isUuid(uuidOf(one)) && !isUuidV7(uuidOf(one))).toBe(true);
      expect(uuidOf(one) === uuidOf(other)).toBe(one === other);
    }),
  );
});
