import { describe, expect, it } from "vitest";

import { toBook } from "../../../src/core/covenant/compile.ts";
import { standingOf, versionInForce } from "../../../src/core/covenant/force.ts";
import type { Instant } from "../../../src/core/ids.ts";
import { aCovenant, aStanding, at } from "./builders.ts";

const now = at("2026-11-22");
const justBefore = (instant: Instant) => (instant - 1) as Instant;
const anyRole = [
  { id: "oosterpoort", role: "controller" as const },
  { id: "*", role: "authority" as const },
];
const anotherRole = [
  { id: "oosterpoort", role: "controller" as const },
  { id: "*", role: "processor" as const },
];
const whom = { party: "gemeente", role: "authority", now } as const;

describe("a version is in force", () => {
  it.each([
    { name: "a covenant that every party signed", covenant: {}, standing: {} },
    { name: "on its first instant", covenant: { from: now }, standing: {} },
    { name: "on its last millisecond", covenant: { until: (now + 1) as Instant }, standing: {} },
    { name: "before a suspension that is to come", covenant: {}, standing: { suspendedFrom: (now + 1) as Instant } },
    {
      name: "while another party is suspended",
      covenant: {},
      standing: { partySuspendedFrom: new Map([["other", now]]) },
    },
    {
      name: "a unilateral one with two officers",
      covenant: { kind: "unilateral" as const },
      standing: { signedBy: [], signedByOfficers: 2 },
    },
    { name: "a processing agreement that both signed", covenant: { kind: "processing" as const }, standing: {} },
    {
      name: "a unilateral one for every party of this role, with two officers",
      covenant: { kind: "unilateral" as const, parties: anyRole },
      standing: { signedBy: [], signedByOfficers: 2 },
    },
    {
      name: "an accession that this party joined",
      covenant: { kind: "accession" as const, parties: anyRole },
      standing: {},
    },
  ])("$name", ({ covenant, standing }) => {
    const version = { covenant: aCovenant(covenant), standing: aStanding(standing) };
    expect(standingOf(version, whom)).toBeNull();
  });
});

describe("a version is never in force", () => {
  it.each([
    {
      name: "for a party that it does not name",
      covenant: { parties: anyRole.slice(0, 1) },
      standing: {},
      reason: "NO_CONTRACT",
    },
    {
      name: "as a unilateral one for every party of another role",
      covenant: { kind: "unilateral" as const, parties: anotherRole },
      standing: { signedByOfficers: 2 },
      reason: "NO_CONTRACT",
    },
    {
      name: "as a covenant that says it is for any party",
      covenant: { kind: "covenant" as const, parties: anyRole },
      standing: {},
      reason: "NO_CONTRACT",
    },
    { name: "as a draft, even signed", covenant: { status: "draft" as const }, standing: {}, reason: "CONTRACT_DRAFT" },
    { name: "unsigned", covenant: {}, standing: { signedBy: [] }, reason: "CONTRACT_UNSIGNED" },
    {
      name: "unsigned by this party",
      covenant: {},
      standing: { signedBy: ["oosterpoort"] },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "unsigned by the controller",
      covenant: {},
      standing: { signedBy: ["gemeente"] },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "unsigned by a third named party",
      covenant: { parties: [...aCovenant().parties, { id: "politie", role: "authority" as const }] },
      standing: {},
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "as an accession of others",
      covenant: { kind: "accession" as const, parties: anyRole },
      standing: { signedBy: ["oosterpoort", "other"] },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "as an accession for another role, even signed by this party",
      covenant: { kind: "accession" as const, parties: anotherRole },
      standing: {},
      reason: "NO_CONTRACT",
    },
    {
      name: "as an accession of others, for another role",
      covenant: { kind: "accession" as const, parties: anotherRole },
      standing: { signedBy: ["oosterpoort", "other"] },
      reason: "NO_CONTRACT",
    },
    {
      name: "as a draft of an accession for another role",
      covenant: { kind: "accession" as const, parties: anotherRole, status: "draft" as const },
      standing: {},
      reason: "NO_CONTRACT",
    },
    {
      name: "as a covenant that names any party of this role",
      covenant: { parties: anyRole },
      standing: {},
      reason: "NO_CONTRACT",
    },
    {
      name: "as an accession that the controller did not sign",
      covenant: { kind: "accession" as const, parties: anyRole },
      standing: { signedBy: ["gemeente"] },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "unilaterally with one officer",
      covenant: { kind: "unilateral" as const },
      standing: { signedByOfficers: 1 },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "unilaterally with parties' signatures only",
      covenant: { kind: "unilateral" as const },
      standing: { signedByOfficers: 0 },
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "before its first day",
      covenant: { from: (now + 1) as Instant },
      standing: {},
      reason: "CONTRACT_NOT_YET_VALID",
    },
    { name: "at the midnight after its last day", covenant: { until: now }, standing: {}, reason: "CONTRACT_EXPIRED" },
    { name: "once ended", covenant: {}, standing: { endedFrom: now }, reason: "CONTRACT_EXPIRED" },
    { name: "once suspended", covenant: {}, standing: { suspendedFrom: now }, reason: "CONTRACT_SUSPENDED" },
    {
      name: "once this party is suspended",
      covenant: {},
      standing: { partySuspendedFrom: new Map([["gemeente", justBefore(now)]]) },
      reason: "CONTRACT_SUSPENDED",
    },
  ])("$name", ({ covenant, standing, reason }) => {
    const version = { covenant: aCovenant(covenant), standing: aStanding(standing) };
    expect(standingOf(version, whom)).toBe(reason);
  });
});

describe("an accession", () => {
  it("cannot be joined by a party without a file, whose role is not known", () => {
    const version = { covenant: aCovenant({ kind: "accession", parties: anyRole }), standing: aStanding() };
    expect(standingOf(version, { ...whom, role: null })).toBe("NO_CONTRACT");
  });
});

describe("the version in force", () => {
  const loaded = (change: Parameters<typeof aCovenant>[0], signatures = ["oosterpoort", "gemeente"]) => ({
    covenant: aCovenant(change),
    bytes: new Uint8Array(),
    signatures,
    officers: 0,
  });
  const find = (covenants: Parameters<typeof toBook>[0], instant = now) =>
    versionInForce(toBook(covenants, new Map()), "proef", { ...whom, now: instant });

  it("is the newest that is", () => {
    const found = find([loaded({ version: 2 }), loaded({ version: 10 }), loaded({ version: 1 })]);
    expect(found.version?.covenant.version).toBe(10);
  });

  it("is an older one while the newest is a draft, unsigned or still to begin", () => {
    const found = find([
      loaded({ version: 1 }),
      loaded({ version: 2, from: (now + 1) as Instant }),
      loaded({ version: 3 }, ["oosterpoort"]),
      loaded({ version: 4, status: "draft" }),
    ]);
    expect(found.version?.covenant.version).toBe(1);
  });

  it("is none while the newest is suspended, whatever stood before it", () => {
    const versions = [loaded({ version: 1 }), loaded({ version: 2 })];
    const suspended = { suspendedFrom: now, endedFrom: null, partySuspendedFrom: new Map(), stateVersion: 1 };
    const book = toBook(versions, new Map([["proef@2", suspended]]));
    expect(versionInForce(book, "proef", whom)).toEqual({
      version: null,
      reason: "CONTRACT_SUSPENDED",
    });
  });

  it("passes from one version to the next at midnight", () => {
    const both = [loaded({ version: 1, until: now }), loaded({ version: 2, from: now })];
    expect(find(both, justBefore(now)).version?.covenant.version).toBe(1);
    expect(find(both, now).version?.covenant.version).toBe(2);
  });

  it.each([
    { name: "an unknown covenant", covenants: [], reason: "NO_CONTRACT" },
    {
      name: "a draft beside an expired one",
      covenants: [loaded({ version: 2, status: "draft" }), loaded({ until: now })],
      reason: "CONTRACT_EXPIRED",
    },
    {
      name: "an unsigned one beside a draft",
      covenants: [loaded({ version: 2, status: "draft" }), loaded({}, [])],
      reason: "CONTRACT_UNSIGNED",
    },
    {
      name: "an expired one beside an older draft",
      covenants: [loaded({ version: 2, until: now }), loaded({ status: "draft" })],
      reason: "CONTRACT_EXPIRED",
    },
  ])("is none for $name, with the reason that came nearest", ({ covenants, reason }) => {
    expect(find(covenants)).toEqual({ version: null, reason });
  });
});
