import { createPublicKey } from "node:crypto";
import jwt from "jsonwebtoken";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Call, Connection } from "../../src/client/connection.ts";
import { ProblemError, type Problem } from "../../src/client/problem.ts";
import { aServer, json, profileAt, type Gatewayish, type Reply } from "./server.ts";

const GET: Call = { method: "GET", path: "/v1/covenants" };
const POST: Call = {
  method: "POST",
  path: "/v1/exchanges",
  body: { bytes: new TextEncoder().encode("parcel"), type: "application/pgp-encrypted" },
  headers: { prefer: "wait=5" },
};
const busy = json(503, { status: 503, code: "LEDGER_BEHIND", title: "The ledger is behind", retryable: true });
const stale = json(401, { status: 401, code: "TOKEN_EXPIRED", title: "The token has expired" });

let at: Gatewayish;
let connection: Connection;

beforeEach(async () => {
  at = await aServer();
  connection = at.connection();
});
afterEach(() => at.close());

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

const tokensUsed = (): (string | undefined)[] => at.asked.map(({ headers }) => headers.authorization);

describe("a token", () => {
  it("is asked once, with an assertion signed for this token endpoint, and used again", async () => {
    await connection.call(GET);
    await connection.call(POST);
    expect(await connection.token()).toBe("token-1");
    expect(tokensUsed()).toEqual(["Bearer token-1", "Bearer token-1"]);
    expect(at.assertions).toHaveLength(1);
    const { key } = profileAt(at.url).clientKey;
    const { header, payload } = jwt.verify(at.assertions[0]!, createPublicKey(key), {
      algorithms: ["ES256"],
      audience: `${at.url}/oauth/token`,
      complete: true,
    });
    expect(header.kid).toBe("k-1");
    expect(payload).toMatchObject({ iss: "gemeente-bergendal-system", sub: "gemeente-bergendal-system" });
    const { iat = 0, exp = 0, jti } = payload as jwt.JwtPayload;
    expect(exp - iat).toBe(60);
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    { name: "is used while it has more than half a minute", afterMs: 269_999, used: "Bearer token-1" },
    { name: "is renewed half a minute before it ends", afterMs: 270_000, used: "Bearer token-2" },
    { name: "is renewed after it ended", afterMs: 3_600_000, used: "Bearer token-2" },
  ])("$name", async ({ afterMs, used }) => {
    await connection.call(GET);
    at.now += afterMs;
    await connection.call(GET);
    expect(tokensUsed()).toEqual(["Bearer token-1", used]);
    expect(new Set(at.assertions).size).toBe(at.assertions.length);
  });

  it("that was refused is asked anew, once", async () => {
    at.replies = [stale, json(200, { ok: true })];
    expect((await connection.call(GET)).status).toBe(200);
    expect(tokensUsed()).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("that is refused again is the caller's problem", async () => {
    at.replies = [stale];
    expect(await problemOf(connection.call(GET))).toMatchObject({ status: 401, code: "TOKEN_EXPIRED" });
    expect(tokensUsed()).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("that is not granted is the caller's problem, and nothing else is asked", async () => {
    at.tokenReply = json(401, { error: "invalid_client", error_description: "the client is not known" });
    expect(await problemOf(connection.call(GET))).toMatchObject({ status: 401, code: "invalid_client" });
    expect(at.asked).toEqual([]);
  });

  it.each([
    { name: "a page", body: "<html>welcome</html>" },
    { name: "nothing", body: "" },
    { name: "null", body: "null" },
    { name: "a token without an end", body: '{"access_token":"x"}' },
    { name: "a token that is a number", body: '{"access_token":7,"expires_in":300}' },
  ])("is not taken from $name", async ({ body }) => {
    at.tokenReply = (response) => void response.writeHead(200).end(body);
    expect(await problemOf(connection.token())).toMatchObject({ status: 200, code: "UNKNOWN" });
  });
});

describe("a call", () => {
  it("carries its body, type and headers, and gives the answer as it came", async () => {
    at.replies = [
      (response) => void response.writeHead(201, { "idempotent-replayed": "true" }).end(Buffer.from([0, 255, 13, 10])),
    ];
    const answer = await connection.call(POST);
    expect(at.asked).toMatchObject([
      {
        method: "POST",
        path: "/v1/exchanges",
        body: "parcel",
        headers: { "content-type": POST.body?.type, "prefer": "wait=5" },
      },
    ]);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("idempotent-replayed")).toBe("true");
    expect([...answer.bytes]).toEqual([0, 255, 13, 10]);
  });

  it("cannot set its own authorization", async () => {
    await connection.call({ ...GET, headers: { authorization: "Bearer stolen" } });
    expect(tokensUsed()).toEqual(["Bearer token-1"]);
  });

  it.each([503, 429])("is tried again after %d with the same body, ever later", async (status) => {
    const again = json(status, { code: "LEDGER_BEHIND" });
    at.replies = [again, again, again, json(201, { outcome: "allow" })];
    expect((await connection.call(POST)).status).toBe(201);
    expect(at.asked.map(({ method, path, body }) => [method, path, body])).toEqual(
      Array.from({ length: 4 }, () => ["POST", "/v1/exchanges", "parcel"]),
    );
    expect(at.pauses).toEqual([250, 500, 1000]);
    expect(at.assertions).toHaveLength(1);
  });

  it.each<{ name: string; cut: Reply }>([
    { name: "before it answers", cut: (response) => response.destroy() },
    {
      name: "in the middle of its answer",
      cut: (response) => {
        response.writeHead(201, { "content-length": 100 }).write("half", () => response.destroy());
      },
    },
  ])("is tried again with the same body when the gateway hangs up $name", async ({ cut }) => {
    at.replies = [cut, cut, json(201, { outcome: "allow" })];
    expect((await connection.call(POST)).status).toBe(201);
    expect(at.asked.map(({ body, headers }) => [body, headers["prefer"]])).toEqual(
      Array.from({ length: 3 }, () => ["parcel", "wait=5"]),
    );
    expect(at.pauses).toEqual([250, 500]);
    expect(at.retries).toEqual([
      { status: 0, nth: 1, max: 3, pauseMs: 250 },
      { status: 0, nth: 2, max: 3, pauseMs: 500 },
    ]);
  });

  it("is tried again when it was the token that nobody answered, with a new assertion", async () => {
    const granting = at.tokenReply;
    let nth = 0;
    at.tokenReply = (response, asked) => (++nth === 1 ? response.destroy() : granting(response, asked));
    expect((await connection.call(POST)).status).toBe(200);
    expect(at.asked).toHaveLength(1);
    expect(new Set(at.assertions).size).toBe(2);
  });

  it("is not begun again a minute and a half after the first attempt", async () => {
    at.replies = [busy];
    at.hangsMs = 60_000;
    await problemOf(connection.call(POST));
    expect(at.asked).toHaveLength(3);
  });

  it("is told of to whoever waits, but not when only the token had run out", async () => {
    at.replies = [stale, busy, json(200, {})];
    await connection.call(GET);
    expect(at.retries).toEqual([{ status: 503, nth: 2, max: 3, pauseMs: 500 }]);
  });

  it("is given up after three retries, with the problem of the last", async () => {
    at.replies = [busy];
    expect(await problemOf(connection.call(POST))).toEqual({
      status: 503,
      code: "LEDGER_BEHIND",
      title: "The ledger is behind",
      retryable: true,
    });
    expect(at.asked).toHaveLength(4);
  });

  it.each([400, 403, 404, 409, 410, 413, 422, 500, 502])("is not tried again after %d", async (status) => {
    at.replies = [json(status, { status, code: "SOME_CODE", title: "No" })];
    expect(await problemOf(connection.call(POST))).toMatchObject({ status, code: "SOME_CODE" });
    expect(at.asked).toHaveLength(1);
    expect(at.pauses).toEqual([]);
  });

  it("gives an error answer to a caller who handles its status, and no other", async () => {
    at.replies = [json(403, { outcome: "deny" })];
    const answer = await connection.call(POST, [403]);
    expect(answer.status).toBe(403);
    expect(Buffer.from(answer.bytes).toString()).toBe('{"outcome":"deny"}');
    at.replies = [json(404, { code: "NOT_FOUND" })];
    expect(await problemOf(connection.call(POST, [403]))).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it.each([301, 302, 307, 308])(
    "does not follow a redirect (%d), which would hand its token to another",
    async (status) => {
      const other = await aServer();
      at.replies = [(response) => void response.writeHead(status, { location: `${other.url}/v1/exchanges` }).end()];
      expect(await problemOf(connection.call(POST))).toMatchObject({ status: 0, code: "UNREACHABLE" });
      expect([...other.asked, ...other.assertions]).toEqual([]);
      await other.close();
    },
  );

  it("does not follow a redirect of the token endpoint", async () => {
    const other = await aServer();
    at.tokenReply = (response) => void response.writeHead(307, { location: `${other.url}/oauth/token` }).end();
    expect(await problemOf(connection.token())).toMatchObject({ code: "UNREACHABLE" });
    expect(other.assertions).toEqual([]);
    await other.close();
  });

  it.each<{ name: string; cut: Reply }>([
    { name: "before it answers", cut: (response) => response.destroy() },
    {
      name: "in the middle of its answer",
      cut: (response) => {
        response.writeHead(200, { "content-length": 100 }).write("half", () => response.destroy());
      },
    },
  ])("is unreachable when the gateway hangs up $name", async ({ cut }) => {
    at.replies = [cut];
    expect(await problemOf(connection.call(GET))).toMatchObject({ status: 0, code: "UNREACHABLE", retryable: true });
    expect(at.asked).toHaveLength(4);
  });

  it("is unreachable where nothing listens", async () => {
    await at.close();
    expect(await problemOf(connection.call(GET))).toMatchObject({ status: 0, code: "UNREACHABLE" });
    expect(at.pauses).toEqual([250, 500, 1000]);
    at = await aServer();
  });
});
