import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createContractsPort } from "../../../src/adapters/contracts-port/contracts-port.ts";
import type { Catalogue } from "../../../src/core/catalogue/types.ts";
import { standingOf } from "../../../src/core/covenant/force.ts";
import { parseInstant, type Instant } from "../../../src/core/ids.ts";
import type { Contracts } from "../../../src/ports/contracts.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { aCovenant, aParty, CATALOGUE } from "../../support/cases.ts";
import { NOW, openRegister, type TestRegister } from "../register/fixtures.ts";

const client = { clientId: "entree-portal", operator: null, scopes: [], keys: [], person: null, role: null };
const entree = aParty({ id: "entree", clients: [client] });
const catalogue: Catalogue = {
  ...CATALOGUE,
  parties: new Map([
    ["entree", entree],
    ["bergendal", aParty({ id: "bergendal" })],
  ]),
};
const versions = [1, 2].map((version) => aCovenant({ id: "some-covenant", version, kind: "accession" }));
const loaded = {
  catalogue,
  covenants: versions.map((covenant) => ({ covenant, bytes: new Uint8Array(0), signatures: ["entree"], officers: 0 })),
};

eachDatabase("contracts with their standing", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;
  let now: Instant;
  let contracts: Contracts;

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
    now = NOW;
    contracts = createContractsPort({ database: fresh.database, loaded, now: () => now });
  });
  afterAll(() => fresh.dispose());

  const versionNow = async (version: number) => {
    const { covenants } = await contracts.current();
    return covenants.byId.get("some-covenant")!.find(({ covenant }) => covenant.version === version)!;
  };
  const aChange = (kind: "covenant.suspended" | "covenant.resumed" | "covenant.ended", party: string | null = null) =>
    register.apply({ kind, covenant: "some-covenant", version: 1, party, at: NOW });
  const later = (): void => void (now = parseInstant(now + 250));

  it("give every version a row to be checked by, newest version first", async () => {
    const { covenants } = await contracts.current();
    expect(covenants.byId.get("some-covenant")!.map(({ covenant }) => covenant.version)).toEqual([2, 1]);
    const { rows } = await fresh.database.pool.query(
      "SELECT covenant, version, state_version FROM covenant_version_state",
    );
    expect(rows).toHaveLength(2);
    expect(await versionNow(1)).toMatchObject({
      standing: { signedBy: ["entree"], suspendedFrom: null, stateVersion: 0 },
    });
  });

  it("are compiled once while nothing moves", async () => {
    const { covenants } = await contracts.current();
    later();
    expect((await contracts.current()).covenants).toBe(covenants);
  });

  it("show a suspension after a quarter of a second at most, and at once when told to look", async () => {
    await aChange("covenant.suspended");
    expect((await versionNow(1)).standing.suspendedFrom).toBeNull();
    later();
    expect((await versionNow(1)).standing).toMatchObject({ suspendedFrom: NOW, stateVersion: 1 });
    expect((await versionNow(2)).standing).toMatchObject({ suspendedFrom: null, stateVersion: 0 });
    await aChange("covenant.resumed");
    await contracts.refresh();
    expect((await versionNow(1)).standing).toMatchObject({ suspendedFrom: null, stateVersion: 2 });
  });

  it("show a suspension of one party as that party's only", async () => {
    await aChange("covenant.suspended", "entree");
    await contracts.refresh();
    const { standing } = await versionNow(1);
    expect(standing.suspendedFrom).toBeNull();
    expect(standing.partySuspendedFrom).toEqual(new Map([["entree", NOW]]));
    await aChange("covenant.resumed", "entree");
    await contracts.refresh();
    expect((await versionNow(1)).standing.partySuspendedFrom).toEqual(new Map());
  });

  it("move every version when a party is suspended, and know that party as inactive", async () => {
    const before = [(await versionNow(1)).standing.stateVersion, (await versionNow(2)).standing.stateVersion];
    expect(await contracts.isActive("entree")).toBe(true);
    await register.apply({ kind: "party.suspended", party: "entree", at: NOW });
    later();
    expect(await contracts.isActive("entree")).toBe(false);
    expect(await contracts.isActive("bergendal")).toBe(true);
    const after = [(await versionNow(1)).standing.stateVersion, (await versionNow(2)).standing.stateVersion];
    expect(after).toEqual(before.map((version) => version + 1));
    await register.apply({ kind: "party.resumed", party: "entree", at: NOW });
    later();
    expect(await contracts.isActive("entree")).toBe(true);
  });

  it("know no party outside the catalogue", async () => {
    expect(await contracts.isActive("nobody")).toBe(false);
  });

  it("find the party and keys behind a client", async () => {
    expect(await contracts.findClient("entree-portal")).toEqual({ party: entree, keys: [] });
    expect(await contracts.findClient("nobody")).toBeNull();
  });

  it("show an end, after which nothing is in force and nothing resumes", async () => {
    await aChange("covenant.ended");
    await contracts.refresh();
    const version = await versionNow(1);
    expect(version.standing.endedFrom).toBe(NOW);
    expect(standingOf(version, { party: "entree", role: "co-controller", now })).not.toBeNull();
    await expect(aChange("covenant.resumed")).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
    await expect(aChange("covenant.suspended")).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
  });

  it("ask the database once for many that ask together", async () => {
    let asked = 0;
    const { pool } = fresh.database;
    const counting = {
      pool: { query: (...args: unknown[]) => (asked++, Reflect.apply(pool.query.bind(pool), pool, args) as unknown) },
    };
    const port = createContractsPort({ database: counting as never, loaded, now: () => now });
    await Promise.all(Array.from({ length: 50 }, () => port.current()));
    expect(asked).toBe(2);
  });
});

describe("two clients of one id", () => {
  it("stop the start", () => {
    const twice = {
      ...loaded,
      catalogue: {
        ...catalogue,
        parties: new Map([
          ["a", entree],
          ["b", { ...entree, id: "other" }],
        ]),
      },
    };
    expect(() => createContractsPort({ database: null as never, loaded: twice, now: () => NOW })).toThrow(
      expect.objectContaining({ code: "CATALOGUE_MALFORMED" }) as Error,
    );
  });
});
