import { describe, expect, it } from "vitest";
import type { StaffRole } from "../../src/core/catalogue/party.ts";
import { SCOPES as KNOWN_SCOPES } from "../../src/adapters/tokens/scopes.ts";
import { SCOPES, scopesOf, type Route } from "../../src/http/define-route.ts";
import { aCaller, aTokens, CALLERS } from "./fakes.ts";
import { aHouse, askedOf, jsonOf, named, routes } from "./harness.ts";

/** Written by hand, so that a route that changes hands by accident is noticed. */
const WHO: Readonly<Record<string, readonly string[]>> = {
  "anyone": [
    "issueToken",
    "getServerMetadata",
    "getOpenidConfiguration",
    "getKeys",
    "getCheckpoint",
    "getTile",
    "getVerifierKey",
    "getOpenapi",
    "getDocs",
    "getProblemDocs",
    "getLiveness",
    "getReadiness",
    "getMetrics",
  ],
  "party with exchange:send": ["submitExchange"],
  "party with exchange:receive": ["getMessage", "acknowledge"],
  "party with exchange:receive or exchange:send, staff privacy-officer, deputy, fg, auditor with exchange:read": [
    "listExchanges",
    "getExchange",
    "getReceipt",
  ],
  "party with covenant:read or exchange:send": ["forecastDecision"],
  "party with covenant:read or exchange:send or exchange:receive": ["listCovenants", "getCovenant", "getClause"],
  "party with register:write or exchange:send": [
    "withdrawConsent",
    "endRelation",
    "endMandate",
    "listOwnConsents",
    "listOwnMandates",
    "listOwnRelations",
  ],
  "back-office with register:write": [
    "upsertSubjects",
    "eraseSubject",
    "recordConsent",
    "recordObjection",
    "setRestriction",
    "recordSignalRefusal",
    "recordRectification",
    "recordMandate",
    "openRelation",
    "decideObjection",
    "liftRestriction",
    "putSynchronisation",
  ],
  "staff privacy-officer, deputy, fg, auditor with exchange:read": [
    "simulateVersion",
    "getProcessingRegister",
    "getLogbook",
  ],
  "staff privacy-officer, deputy with register:write": [
    "suspendCovenant",
    "resumeCovenant",
    "suspendParty",
    "resumeParty",
  ],
  "staff privacy-officer, deputy, collections-lead, approver with hold:decide": [
    "revealHold",
    "approveHold",
    "rejectHold",
  ],
  "staff privacy-officer, deputy, collections-lead, approver, fg with hold:decide": ["claimAlert", "closeAlert"],
  "staff privacy-officer, deputy, collections-lead, approver, fg, auditor with hold:decide": [
    "listHolds",
    "getHold",
    "listAlerts",
    "getAlert",
  ],
};

function whoOf({ auth }: Route): string {
  if (auth === "none") return "anyone";
  const roles = auth.roles === undefined ? "" : ` ${auth.roles.join(", ")}`;
  const { staff } = auth;
  const people = staff === undefined ? "" : `, staff ${staff.roles.join(", ")} with ${staff.scopes.join(" or ")}`;
  return `${auth.who}${roles} with ${auth.scopes.join(" or ")}${people}`;
}

const STAFF: readonly StaffRole[] = [
  "privacy-officer",
  "deputy",
  "fg",
  "collections-lead",
  "approver",
  "auditor",
  "operator",
];
const closed = routes.filter(({ auth }) => auth !== "none");

describe("who may call", () => {
  it("is what this table says, for every route", () => {
    const found = routes.map((route) => [route.operationId, whoOf(route)]);
    const said = Object.entries(WHO).flatMap(([who, names]) => names.map((name) => [name, who]));
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said));
  });

  it("is said in scopes that tokens can hold", () => {
    expect(SCOPES).toEqual(KNOWN_SCOPES);
  });
});

interface Case {
  readonly name: string;
  readonly route: Route;
  readonly caller: Parameters<typeof aCaller>[0];
  readonly allowed: boolean;
}

const cases: readonly Case[] = closed.flatMap((route) => {
  const { auth } = route;
  if (auth === "none") return [];
  const others = SCOPES.filter((scope) => !scopesOf(auth).includes(scope));
  const { staff } = auth;
  const kinds: readonly Omit<Case, "route">[] = [
    { name: "a partner", caller: {}, allowed: auth.who === "party" },
    { name: "the back office", caller: { party: "controller" }, allowed: auth.who !== "staff" },
    ...STAFF.map((role) => ({
      name: `the ${role}`,
      caller: { party: "controller", role } as const,
      allowed:
        staff === undefined
          ? auth.who === "party" || (auth.who === "staff" && auth.roles?.includes(role) !== false)
          : staff.roles.includes(role),
    })),
    // What parties may under their scopes, people of the corporation may under theirs alone.
    ...(staff === undefined
      ? []
      : STAFF.flatMap((role) => [
          {
            name: `the ${role} as a party`,
            caller: { party: "controller", role, scopes: auth.scopes } as const,
            allowed: false,
          },
          {
            name: `the ${role} with ${staff.scopes.join()} alone`,
            caller: { party: "controller", role, scopes: staff.scopes } as const,
            allowed: staff.roles.includes(role),
          },
        ])),
    ...(staff === undefined
      ? []
      : [{ name: "a partner with a scope of staff", caller: { scopes: staff.scopes }, allowed: false }]),
    // Nobody of a partner is staff here, whatever its own client file says.
    { name: "a person of a partner", caller: { role: "privacy-officer" }, allowed: auth.who === "party" },
    { name: "a partner with every other scope", caller: { scopes: others }, allowed: false },
    { name: "the back office with every other scope", caller: { party: "controller", scopes: others }, allowed: false },
    {
      name: "the privacy officer with every other scope",
      caller: { party: "controller", role: "privacy-officer", scopes: others },
      allowed: false,
    },
    ...auth.scopes.map((scope) => ({
      name: `a partner with ${scope} alone`,
      caller: { scopes: [scope] },
      allowed: auth.who === "party",
    })),
  ];
  return kinds.map((kind) => ({ ...kind, route }));
});

describe("a caller with a valid token", () => {
  it.each(cases.map((one) => [one.route.operationId, one.allowed ? "answers" : "refuses", one.name, one] as const))(
    "%s %s %s",
    async (_, __, ___, { route, caller, allowed }) => {
      const house = aHouse({ tokens: aTokens({ caller: aCaller(caller) }) });
      const response = await house.call({ ...askedOf(route), token: "caller" });
      if (allowed) {
        expect(response.status).toBeLessThan(300);
      } else {
        expect(response.status).toBe(403);
        expect(jsonOf(response)).toMatchObject({ code: "SCOPE_MISSING" });
        expect(response.headers["www-authenticate"]).toContain('error="insufficient_scope"');
      }
    },
  );
});

describe("the Authorization header", () => {
  const route = named("getExchange");

  it.each([
    { name: "nothing", headers: {}, code: "TOKEN_MISSING", challenge: 'Bearer realm="uitwisselpoort"' },
    { name: "another scheme", headers: { Authorization: "Basic cGFydG5lcjp4" }, code: "TOKEN_REFUSED" },
    { name: "an empty token", headers: { Authorization: "Bearer " }, code: "TOKEN_REFUSED" },
    { name: "two tokens", headers: { Authorization: "Bearer partner, Bearer staff" }, code: "TOKEN_REFUSED" },
    { name: "signs that no token has", headers: { Authorization: "Bearer part\tner" }, code: "TOKEN_REFUSED" },
    { name: "a stranger's token", headers: { Authorization: "Bearer stranger" }, code: "TOKEN_REFUSED" },
    { name: "an old token", headers: { Authorization: "Bearer expired" }, code: "TOKEN_EXPIRED" },
  ])("with $name is answered with 401 and a challenge", async ({ headers, code, challenge }) => {
    const response = await aHouse().call({ path: askedOf(route).path, headers });
    expect(response.status).toBe(401);
    expect(jsonOf(response)).toMatchObject({ code });
    expect(response.headers["www-authenticate"]).toBe(
      challenge ?? 'Bearer realm="uitwisselpoort", error="invalid_token"',
    );
  });

  it("names its scheme in any case", async () => {
    const response = await aHouse().call({ path: askedOf(route).path, headers: { Authorization: "bearer partner" } });
    expect(response.status).toBe(200);
  });

  it("is the only place of a token: one in the query is refused unread", async () => {
    const response = await aHouse().call({ path: `${askedOf(route).path}?access_token=partner` });
    expect(response.status).toBe(401);
    expect(jsonOf(response)).toMatchObject({ code: "TOKEN_MISSING" });
  });

  it("is judged before the body is looked at", async () => {
    const asked = askedOf(named("submitExchange"));
    const response = await aHouse().call({ ...asked, token: null, type: "application/xml" });
    expect(response.status).toBe(401);
  });

  it("is not asked of public routes, and a wrong one does not matter there", async () => {
    expect((await aHouse().call({ path: "/health/live", token: "stranger" })).status).toBe(200);
  });

  it("gives the gateway the caller of the token", async () => {
    let seen: unknown;
    const { services } = aHouse();
    const gateway = {
      ...services.gateway,
      covenants: (caller: unknown) => {
        seen = caller;
        return Promise.resolve([]);
      },
    };
    await aHouse({ gateway }).call({ path: "/v1/covenants", token: "staff" });
    expect(seen).toBe(CALLERS["staff"]);
  });
});
