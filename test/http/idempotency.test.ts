import { describe, expect, it } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";
import { aCaller, aGateway, anIdempotencyStore, aTokens, CALLERS } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, routes } from "./harness.ts";

const KEY = "0193e5a2-4f3e-7c11-8a22-0123456789ab";
const asked = askedOf(named("recordConsent"));

/** A gateway that counts what it is asked to change, and gives every row another id. */
function counting(change: () => Promise<void> = () => Promise.resolve()) {
  const seen = { count: 0 };
  const gateway: Partial<Gateway> = {
    change: async () => {
      seen.count++;
      const id = `row-${seen.count}`;
      await change();
      return { id, kind: "consent.recorded" };
    },
  };
  return { seen, gateway: aGateway(gateway) };
}

describe("the Idempotency-Key", () => {
  it("gives the first answer again, marked, and changes nothing twice", async () => {
    const { seen, gateway } = counting();
    const house = aHouse({ gateway });
    const first = await house.call({ ...asked, headers: { "Idempotency-Key": `"${KEY}"` } });
    const second = await house.call({ ...asked, headers: { "Idempotency-Key": KEY } });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(second.headers["idempotent-replayed"]).toBe("true");
    expect(seen.count).toBe(1);
  });

  it("replays an answer without a body", async () => {
    const house = aHouse();
    const suspend = { ...askedOf(named("suspendCovenant")), headers: { "Idempotency-Key": KEY } };
    expect((await house.call(suspend)).status).toBe(204);
    const again = await house.call(suspend);
    expect(again.status).toBe(204);
    expect(again.headers["idempotent-replayed"]).toBe("true");
  });

  it("refuses another body", async () => {
    const house = aHouse();
    const headers = { "Idempotency-Key": KEY };
    await house.call({ ...asked, headers });
    const response = await house.call({ ...asked, headers, body: `${String(asked.body)} ` });
    expect(response.status).toBe(422);
  });

  it("is in progress until the first has its answer", async () => {
    let release = (): void => undefined;
    const { seen, gateway } = counting(() => new Promise((resolve) => (release = resolve)));
    const house = aHouse({ gateway });
    const headers = { "Idempotency-Key": KEY };
    const first = house.call({ ...asked, headers }).then((response) => response);
    while (seen.count === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await house.call({ ...asked, headers });
    expect(second.status).toBe(409);
    expect(jsonOf(second)).toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS", retryable: true });
    release();
    expect((await first).status).toBe(201);
    expect((await house.call({ ...asked, headers })).headers["idempotent-replayed"]).toBe("true");
    expect(seen.count).toBe(1);
  });

  it("keeps no failure: the same may be sent again", async () => {
    let fails = true;
    const { seen, gateway } = counting(() =>
      fails ? Promise.reject(new GatewayError("LEDGER_UNAVAILABLE", "down")) : Promise.resolve(),
    );
    const house = aHouse({ gateway });
    const headers = { "Idempotency-Key": KEY };
    expect((await house.call({ ...asked, headers })).status).toBe(503);
    fails = false;
    expect((await house.call({ ...asked, headers })).status).toBe(201);
    expect(seen.count).toBe(2);
  });

  const own = aCaller();
  it.each([
    { name: "another party", token: "back-office", path: "/v1/consents/some-row/withdrawals" },
    { name: "another client of the same party", token: "second", path: "/v1/consents/some-row/withdrawals" },
    { name: "another path", token: "first", path: "/v1/consents/other-row/withdrawals" },
  ])("means something else for $name", async ({ token, path }) => {
    const { seen, gateway } = counting();
    const tokens = aTokens({ ...CALLERS, first: own, second: { ...own, clientId: "second-client" } });
    const house = aHouse({ gateway, tokens });
    const withdrawal = { ...askedOf(named("withdrawConsent")), headers: { "Idempotency-Key": KEY } };
    await house.call({ ...withdrawal, token: "first" });
    await house.call({ ...withdrawal, token, path });
    expect(seen.count).toBe(2);
    await house.call({ ...withdrawal, token, path });
    expect(seen.count).toBe(2);
  });

  it("tells the gateway what makes a request the same, so that one whose answer was lost writes the same row", async () => {
    const seen: (string | null | undefined)[] = [];
    const gateway = aGateway({
      change: (_, request) => {
        seen.push("once" in request ? request.once : undefined);
        return Promise.reject(new GatewayError("DATABASE_UNAVAILABLE", "down"));
      },
    });
    const house = aHouse({ gateway });
    const under = (key: string) => ({ ...asked, headers: { "Idempotency-Key": key } });
    await house.call(under(KEY));
    await house.call(under(KEY));
    await house.call(under(KEY.replace("0193", "0194")));
    await house.call({ ...under(KEY), body: JSON.stringify({ ...JSON.parse(asked.body as string), ref: "another" }) });
    await house.call(asked);
    const [first, again, ...others] = seen;
    expect(first).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
    expect(again).toBe(first);
    expect(others.slice(0, 2).every((other) => typeof other === "string" && other !== first)).toBe(true);
    expect(new Set(others).size).toBe(3);
    expect(others[2]).toBeNull();
  });

  it.each(["short", "x".repeat(129), `${KEY} ${KEY}`, `"${KEY}`, `'${KEY}'`, "0193e5a2-4f3e-7c11-8a22-0123456789é"])(
    "that is malformed (%j) is refused before anything is done",
    async (key) => {
      const { seen, gateway } = counting();
      const headers = { "Idempotency-Key": Buffer.from(key).toString("latin1") };
      const response = await aHouse({ gateway }).call({ ...asked, headers });
      expect(jsonOf(response)).toMatchObject({ status: 400, code: "IDEMPOTENCY_KEY_INVALID" });
      expect(seen.count).toBe(0);
    },
  );

  it("is never shown to a store where the answer holds data about a person, or where the document is its own key", () => {
    const kept = routes.filter(({ idempotencyKey }) => idempotencyKey).map(({ operationId }) => operationId);
    for (const name of ["revealHold", "submitExchange", "upsertSubjects", "forecastDecision", "issueToken"]) {
      expect(kept).not.toContain(name);
    }
  });

  it("reaches the store as a digest, not as sent", async () => {
    const keys: string[] = [];
    const store = anIdempotencyStore();
    const idempotency = {
      ...store,
      claim: (key: string, fingerprint: string) => {
        keys.push(key, fingerprint);
        return store.claim(key, fingerprint);
      },
    };
    await aHouse({ idempotency }).call({ ...asked, headers: { "Idempotency-Key": KEY } });
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});
