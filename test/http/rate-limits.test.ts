import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { networkOf } from "../../src/http/network.ts";
import { claimedClient } from "../../src/http/oauth/claimed-client.ts";
import { createRateLimits, type RateLimits } from "../../src/http/rate-limits.ts";
import { aTokens, CALLERS } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, type Asked, type House } from "./harness.ts";
import { GatewayError, type ErrorCode } from "../../src/core/errors.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: 1_795_340_000_000 }));
afterEach(() => void vi.useRealTimers());

const limits = { requestsPerSecond: 3, tokenRefusalsPerMinute: 2 };

describe("requests of a client", () => {
  it("are counted by the second, each client's apart, and told what is left", async () => {
    const on = createRateLimits(limits);
    const policy = { "RateLimit-Policy": '"client";q=3;w=1' };
    for (const left of [2, 1, 0])
      expect(await on.count("a")).toEqual({
        headers: { ...policy, RateLimit: `"client";r=${left};t=1` },
        refusal: null,
      });
    const refused = await on.count("a");
    expect(refused.headers).toEqual({ ...policy, RateLimit: '"client";r=0;t=1' });
    expect(refused.refusal).toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: 1 });
    expect((await on.count("b")).refusal).toBeNull();
    vi.advanceTimersByTime(999);
    expect((await on.count("a")).refusal).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect((await on.count("a")).refusal).toBeNull();
  });
});

describe("refused token requests", () => {
  const [here, there] = ["192.0.2.7", "198.51.100.9"];
  const refuse = async (on: RateLimits, client: string, address: string, times = 1): Promise<readonly boolean[]> => {
    const seen: boolean[] = [];
    for (let nth = 0; nth < times; nth++) seen.push((await on.countRefusal({ client, address })) !== null);
    return seen;
  };

  it("are counted by client and address together, for a minute", async () => {
    const on = createRateLimits(limits);
    expect(await refuse(on, "a", here, 3)).toEqual([false, false, true]);
    expect(await refuse(on, "b", here)).toEqual([false]);
    expect(await refuse(on, "a", there)).toEqual([false]);
    vi.advanceTimersByTime(20_000);
    expect(await on.countRefusal({ client: "a", address: here })).toMatchObject({ retryAfterSeconds: 40 });
    vi.advanceTimersByTime(40_000);
    expect(await refuse(on, "a", here)).toEqual([false]);
  });

  it("are counted by address too, whatever name is made up", async () => {
    const on = createRateLimits(limits);
    const names = Array.from({ length: 11 }, (_, nth) => `made-up-${nth}`);
    const seen = await Promise.all(names.map(async (name) => (await refuse(on, name, here))[0]));
    expect(seen).toEqual([...Array.from({ length: 10 }, () => false), true]);
    expect(await refuse(on, "a", there)).toEqual([false]);
  });
});

describe("on the wire", () => {
  const house = (change: Parameters<typeof aHouse>[0] = {}): House =>
    aHouse({ limits: createRateLimits(limits), ...change });
  const asked = askedOf(named("listExchanges"));

  it("every answer to a known client says what is left, and one too many is 429 with Retry-After", async () => {
    const { call } = house();
    const seen = [];
    for (let nth = 0; nth < 4; nth++) seen.push(await call(asked));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(seen.map(({ headers }) => headers["ratelimit"] as unknown)).toEqual(
      [2, 1, 0, 0].map((left) => `"client";r=${left};t=1`),
    );
    expect(seen.map(({ headers }) => headers["retry-after"] as unknown)).toEqual([
      undefined,
      undefined,
      undefined,
      "1",
    ]);
    expect(jsonOf(seen[3]!)).toMatchObject({ status: 429, code: "RATE_LIMITED", retryable: true });
    expect((await call(askedOf(named("listHolds")))).status).toBe(200);
  });

  it("nobody whose token was refused is counted, or told anything", async () => {
    const { call } = house();
    const stranger: Asked = { ...asked, token: "a-stranger" };
    for (let nth = 0; nth < 5; nth++) {
      const { status, headers } = await call(stranger);
      expect({ status, told: headers["ratelimit"] }).toEqual({ status: 401, told: undefined });
    }
    expect((await call(asked)).status).toBe(200);
  });

  const assertion = (iss: string): string => `eyJ.${Buffer.from(JSON.stringify({ iss })).toString("base64url")}.sig`;
  const form = (iss: string): string =>
    new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion(iss),
    }).toString();
  const token = askedOf(named("issueToken"));
  const from = (iss: string, address: string): Asked => ({
    ...token,
    body: form(iss),
    headers: { "X-Forwarded-For": address },
  });
  const refusing = (code: ErrorCode): Parameters<typeof aHouse>[0] => ({
    tokens: aTokens(CALLERS, { grant: () => Promise.reject(new GatewayError(code, "no")) }),
  });

  it.each(["CLIENT_REFUSED", "ASSERTION_REPLAYED", "SCOPE_MISSING"] as const)(
    "token requests refused with %s are 429 after a few, by client and address",
    async (code) => {
      const { call } = house(refusing(code));
      const first = (await call(from("a", "192.0.2.7"))).status;
      expect(first).toBe(code === "SCOPE_MISSING" ? 400 : 401);
      expect((await call(from("a", "192.0.2.7"))).status).toBe(first);
      const third = await call(from("a", "192.0.2.7"));
      expect(third.status).toBe(429);
      expect(third.headers["retry-after"]).toBe("60");
      expect(jsonOf(third)).toMatchObject({ error: "temporarily_unavailable" });
      expect((await call(from("a", "192.0.2.8"))).status).toBe(first);
      expect((await call(from("b", "192.0.2.7"))).status).toBe(first);
    },
  );

  it("a fault of ours counts against nobody", async () => {
    const { call } = house(refusing("DATABASE_UNAVAILABLE"));
    for (let nth = 0; nth < 5; nth++) expect((await call(from("a", "192.0.2.7"))).status).toBe(503);
  });

  it("a client that proves itself gets its token, however often somebody failed in its name", async () => {
    let good = false;
    const grant = (): Promise<{ accessToken: string; expiresInSeconds: number; scope: string }> =>
      good
        ? Promise.resolve({ accessToken: "partner", expiresInSeconds: 600, scope: "exchange:send" })
        : Promise.reject(new GatewayError("CLIENT_REFUSED", "no"));
    const { call } = house({ tokens: aTokens(CALLERS, { grant }) });
    for (let nth = 0; nth < 12; nth++) await call(from("a", "192.0.2.7"));
    good = true;
    const answer = await call(from("a", "192.0.2.7"));
    expect({ status: answer.status, told: answer.headers["ratelimit"] }).toEqual({
      status: 200,
      told: '"client";r=2;t=1',
    });
    for (let nth = 0; nth < 2; nth++) await call(from("a", "192.0.2.7"));
    expect((await call(from("a", "192.0.2.7"))).status).toBe(429);
  });

  it("an address is believed of loopback and of trusted proxies only", async () => {
    const seen: string[] = [];
    const watched: RateLimits = {
      ...createRateLimits(limits),
      countRefusal: ({ address }) => {
        seen.push(address);
        return Promise.resolve(null);
      },
    };
    const forwarded = "203.0.113.5, 10.0.0.9";
    for (const trustedProxies of [[], ["10.0.0.0/8"]])
      await house({ ...refusing("CLIENT_REFUSED"), limits: watched, trustedProxies }).call(from("a", forwarded));
    expect(seen).toEqual(["10.0.0.9", "203.0.113.5"]);
  });
});

describe("the place that somebody asks from", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["64:ff9b::192.0.2.33", "64:ff9b:0:0::/64"],
    ["", ""],
  ])("%s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("who an assertion says that it is from", () => {
  const made = (payload: string): string => `x.${Buffer.from(payload).toString("base64url")}.y`;
  it.each([
    { name: "its issuer", assertion: made('{"iss":"entree-system"}'), client: "entree-system" },
    { name: "nobody without one", assertion: made("{}"), client: "" },
    { name: "nobody with another type", assertion: made('{"iss":["a"]}'), client: "" },
    { name: "nobody when it is null", assertion: made("null"), client: "" },
    { name: "nobody when it is no JSON", assertion: made("{"), client: "" },
    { name: "nobody when it is no JWT", assertion: "entree-system", client: "" },
    {
      name: "two hundred characters at most",
      assertion: made(JSON.stringify({ iss: "x".repeat(999) })),
      client: "x".repeat(200),
    },
  ])("is $name", ({ assertion, client }) => expect(claimedClient(assertion)).toBe(client));
});
