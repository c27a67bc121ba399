import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { enterActivations, enterCatalogue } from "../../../src/adapters/contracts-port/activations.ts";
import { createContractsPort } from "../../../src/adapters/contracts-port/contracts-port.ts";
import { createReader } from "./reader.ts";
import { sha256Of } from "../../../src/core/hash.ts";
import { parseInstant, type Instant, type Sha256 } from "../../../src/core/ids.ts";
import { activatedEntry, catalogueEntry } from "../../../src/exchange/activated-entry.ts";
import { parseHeader } from "../../../src/core/ledger/header.ts";
import { systemRandom } from "../../../src/adapters/clock/clock.ts";
import { createIds } from "../../../src/core/uuid7.ts";
import type { World } from "../../../src/ports/world.ts";
import type { LoadedContracts, LoadedCovenant } from "../../../src/core/covenant/compile.ts";
import { aCovenant, aParty, CATALOGUE, CORPORATION, PARTNER } from "../../support/cases.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { NOW } from "../register/fixtures.ts";

const SECOND = 1_000;
const of = (version: number, change: Partial<LoadedCovenant> = {}, text = ""): LoadedCovenant => ({
  covenant: aCovenant({ id: "some-covenant", version, hash: sha256Of(Buffer.from(`${version}${text}`)) }),
  bytes: new Uint8Array(),
  signatures: [CORPORATION.id, PARTNER.id],
  officers: 0,
  ...change,
});
const contractsOf = (...covenants: readonly LoadedCovenant[]): LoadedContracts => ({
  catalogue: { ...CATALOGUE, parties: new Map([[PARTNER.id, PARTNER]]) },
  covenants,
  proposed: [],
  warnings: [],
});

eachDatabase("contracts that are published while the gateway runs", (under) => {
  let fresh: FreshDatabase;
  let now: Instant;
  let folder: { stamp: string; loaded: LoadedContracts | Error };
  let told: unknown[];
  let reads: number;
  let takenOver: boolean[];

  beforeEach(async () => {
    fresh = await under.open();
    now = NOW;
    folder = { stamp: "first", loaded: contractsOf(of(1)) };
    told = [];
    reads = 0;
    takenOver = [];
  });
  afterEach(() => fresh.dispose());

  const later = (ms = SECOND): void => void (now = parseInstant(now + ms));
  const newId = createIds({ now: () => now, random: systemRandom });
  const world = (): World => ({ now: () => now, newId, random: systemRandom }) as World;

  function open() {
    const loaded = folder.loaded as LoadedContracts;
    const { database } = fresh;
    return createContractsPort({
      database,
      loaded,
      now: () => now,
      watched: {
        stamp: folder.stamp,
        source: {
          stamp: () => Promise.resolve(folder.stamp),
          read: () => {
            reads += 1;
            const { loaded: found, stamp } = folder;
            return found instanceof Error ? Promise.reject(found) : Promise.resolve({ loaded: found, stamp });
          },
        },
        taken: () => undefined,
        failed: (error) => Promise.resolve(void told.push(error)),
      },
      activateCatalogue: async (hash) => {
        const entryOf = (sha256: Sha256) => catalogueEntry(world(), sha256);
        takenOver.push(await enterCatalogue({ database, entryOf }, hash));
      },
      activate: (covenants) =>
        enterActivations({ database, entryOf: (covenant) => activatedEntry(world(), covenant) }, covenants),
    });
  }
  const versions = async (port: ReturnType<typeof open>) =>
    ((await port.current()).covenants.byId.get("some-covenant") ?? []).map(({ covenant }) => covenant.version);
  const activations = () => createReader(fresh.database).activations();
  const entry = ({ covenant: { id, version, hash } }: LoadedCovenant) => ({ id, version, hash });

  describe("are taken up", () => {
    it("within a second, with the clients of their parties, and without a look at the files before it", async () => {
      const port = open();
      expect(await versions(port)).toEqual([1]);
      const client = { clientId: "partner-new", operator: null, scopes: [], keys: [], person: null, role: null };
      const withClient = aParty({ id: PARTNER.id, clients: [client] });
      const catalogue = { ...CATALOGUE, parties: new Map([[PARTNER.id, withClient]]) };
      folder = { stamp: "second", loaded: { ...contractsOf(of(1), of(2)), catalogue } };
      later(SECOND - 1);
      expect(await versions(port)).toEqual([1]);
      expect(await port.findClient("partner-new")).toBeNull();
      later(1);
      expect(await port.findClient("partner-new")).toMatchObject({ party: { id: PARTNER.id } });
      later();
      expect(await versions(port)).toEqual([2, 1]);
      expect(reads).toBe(1);
    });

    it("at once by whoever is told to look, such as a commit that found its state moved", async () => {
      const port = open();
      await port.current();
      folder = { stamp: "second", loaded: contractsOf(of(1), of(2)) };
      await port.refresh();
      expect(await versions(port)).toEqual([2, 1]);
    });

    it("also where a version is taken back that was never in force", async () => {
      const begins = parseInstant(NOW + 60 * SECOND);
      const next = of(2);
      folder.loaded = contractsOf(of(1), { ...next, covenant: { ...next.covenant, from: begins } });
      const port = open();
      expect(await versions(port)).toEqual([2, 1]);
      folder = { stamp: "second", loaded: contractsOf(of(1)) };
      later();
      expect(await versions(port)).toEqual([1]);
    });
  });

  it("leave in force what was, where they cannot be read; that is told once and tried again when they change", async () => {
    const port = open();
    await port.current();
    folder = { stamp: "second", loaded: new Error("line 12") };
    for (let second = 1; second <= 3; second += 1) {
      later();
      expect(await versions(port)).toEqual([1]);
    }
    expect({ reads, told: told.length }).toEqual({ reads: 1, told: 1 });
    folder = { stamp: "third", loaded: contractsOf(of(1), of(2)) };
    later();
    expect(await versions(port)).toEqual([2, 1]);
  });

  describe("that were in force", () => {
    const COVENANT_ALTERED = expect.objectContaining({ code: "COVENANT_ALTERED" }) as object;
    const cases = [
      { name: "rewritten under the same number", loaded: () => contractsOf(of(1, {}, "another text")) },
      { name: "taken away", loaded: () => contractsOf() },
      { name: "taken away for a newer one", loaded: () => contractsOf(of(2)) },
    ];

    it.each(cases)("stay as they were where one is $name, which is told", async ({ loaded }) => {
      const port = open();
      await port.current();
      folder = { stamp: "second", loaded: loaded() };
      later();
      const { covenants } = await port.current();
      expect(covenants.byId.get("some-covenant")?.map(({ covenant }) => covenant.hash)).toEqual([of(1).covenant.hash]);
      expect(told).toEqual([COVENANT_ALTERED]);
      expect(await activations()).toEqual([entry(of(1))]);
    });

    it.each(cases)("let nothing pass in a process that reads one $name", async ({ loaded }) => {
      await open().current();
      folder.loaded = loaded();
      await expect(open().current()).rejects.toEqual(COVENANT_ALTERED);
      expect(await activations()).toEqual([entry(of(1))]);
    });

    it("let nothing pass where two processes begin with files that differ: whose came second is refused", async () => {
      const first = open();
      folder.loaded = contractsOf(of(1, {}, "another text"));
      const second = open();
      const found = await Promise.allSettled([first.current(), second.current()]);
      expect(found.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(found).toContainEqual({ status: "rejected", reason: COVENANT_ALTERED });
      expect(await activations()).toHaveLength(1);
    });
  });

  describe("rest on a catalogue", () => {
    const under = (text: string): LoadedContracts => {
      const { catalogue, ...rest } = contractsOf(of(1));
      return { ...rest, catalogue: { ...catalogue, hash: sha256Of(Buffer.from(text)) } };
    };
    const catalogues = async () => {
      const { rows } = await fresh.database.pool.query<{ header: Uint8Array }>(
        "SELECT header FROM ledger_opening ORDER BY entry_id",
      );
      return rows
        .map(({ header }) => parseHeader(header))
        .flatMap((header) => (header.kind === "catalogue.activated" ? [header.sha256] : []));
    };

    it("that enters the ledger whenever it is another one, once over all processes, before what rests on it", async () => {
      folder.loaded = under("first");
      const ports = [open(), open()];
      await Promise.all(ports.map((port) => port.current()));
      folder = { stamp: "second", loaded: under("second") };
      later();
      await Promise.all(ports.map((port) => port.current()));
      await ports[0]!.refresh();
      folder = { stamp: "third", loaded: under("first") };
      later();
      await ports[0]!.current();
      const [first, second] = ["first", "second"].map((text) => sha256Of(Buffer.from(text)));
      expect(await catalogues()).toEqual([first, second, first]);
      expect(takenOver.filter(Boolean)).toHaveLength(2);
    });

    it("that does not where the covenants are refused with it", async () => {
      folder.loaded = under("first");
      const port = open();
      await port.current();
      folder = { stamp: "second", loaded: { ...under("second"), covenants: [] } };
      later();
      await port.current();
      expect(await catalogues()).toHaveLength(1);
    });
  });

  describe("enter the ledger", () => {
    it("once each, with their content, over every process and every look", async () => {
      const ports = [open(), open()];
      await Promise.all(ports.map((port) => port.current()));
      folder = { stamp: "second", loaded: contractsOf(of(1), of(2)) };
      later();
      await Promise.all(ports.map((port) => port.current()));
      await open().current();
      await ports[0]!.refresh();
      expect(await activations()).toEqual([entry(of(1)), entry(of(2))]);
    });

    it.each([
      { name: "one signature is missing", change: { signatures: [CORPORATION.id] } },
      { name: "it is a draft", change: { covenant: aCovenant({ id: "some-covenant", version: 2, status: "draft" }) } },
    ])("not while $name", async ({ change }) => {
      folder.loaded = contractsOf(of(1), of(2, change));
      await open().current();
      expect(await activations()).toEqual([entry(of(1))]);
    });

    it("on their first day, not before", async () => {
      const begins = parseInstant(NOW + 60 * SECOND);
      const next = of(2);
      const tomorrow = { ...next, covenant: { ...next.covenant, from: begins } };
      folder.loaded = contractsOf(of(1), tomorrow);
      const port = open();
      await port.current();
      expect(await activations()).toEqual([entry(of(1))]);
      now = begins;
      await port.current();
      expect(await activations()).toEqual([entry(of(1)), entry(tomorrow)]);
    });
  });
});
