import { afterAll, beforeAll, expect, it } from "vitest";
import { createUsedAssertions } from "../../../src/adapters/tokens/used-assertions.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";

eachDatabase("used assertions", (under) => {
  let fresh: FreshDatabase;
  beforeAll(async () => void (fresh = await under.open()));
  afterAll(() => fresh.dispose());

  const later = Date.UTC(2026, 10, 22, 11);

  it("belong to the first of many that claim one at the same time", async () => {
    const used = createUsedAssertions(fresh.database);
    const claims = await Promise.all(Array.from({ length: 10 }, () => used.claim("c1", "jti-aaaaaaaaaaaa", later)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it("are each client's own", async () => {
    const used = createUsedAssertions(fresh.database);
    expect(await used.claim("c2", "jti-bbbbbbbbbbbb", later)).toBe(true);
    expect(await used.claim("c3", "jti-bbbbbbbbbbbb", later)).toBe(true);
  });

  it("are forgotten when they have expired, and not before", async () => {
    const used = createUsedAssertions(fresh.database);
    await used.claim("c4", "jti-cccccccccccc", later);
    await used.forgetExpired(later);
    expect(await used.claim("c4", "jti-cccccccccccc", later)).toBe(false);
    await used.forgetExpired(later + 1);
    expect(await used.claim("c4", "jti-cccccccccccc", later)).toBe(true);
  });
});
