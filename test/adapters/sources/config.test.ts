import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import { readSources, type SourceConfig } from "../../../src/adapters/sources/config.ts";
import { createSources } from "../../../src/adapters/sources/sources.ts";
import { fieldOf } from "../../../src/core/catalogue/look-up.ts";
import type { LoadedContracts } from "../../../src/core/covenant/compile.ts";
import type { GatewayError } from "../../../src/core/errors.ts";
import { CONTRACTS } from "../../support/pretend-world.ts";

const EXAMPLE = fileURLToPath(new URL("../../../docs/sources.example.yaml", import.meta.url));
const isField = (name: string): boolean => ["arrearsAmount", "lastName"].includes(name);

const SOURCE = {
  name: "erp",
  clauses: ["debt-assistance/pull/*"],
  baseUrl: "https://erp.example/api",
  path: "/tenants/query",
  auth: { kind: "none" },
  timeoutMs: 300,
  fields: { arrearsAmount: "/balance/open", lastName: "/name" },
};

const BASIC = { kind: "basic", user: "gateway", passwordFile: "/run/secrets/erp" };

let folder: string;
let contracts: LoadedContracts;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sources-config-"));
  const verifySignature = (): Promise<boolean> => Promise.resolve(false);
  contracts = await loadContracts({ folder: CONTRACTS, overlay: null, pretend: true, verifySignature });
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<readonly SourceConfig[]> {
  const file = path.join(folder, "bronnen.yaml");
  await writeFile(file, text);
  return readSources(file, isField);
}
const readOne = (change: object): Promise<readonly SourceConfig[]> =>
  read(JSON.stringify([{ ...SOURCE, ...change }], null, 1));
async function refusalOf(reading: Promise<unknown>): Promise<GatewayError> {
  return reading.then(
    () => Promise.reject(new Error("the file was taken")),
    (error: unknown) => error as GatewayError,
  );
}

describe("the example of the documentation", () => {
  it("is taken, with fields of the dictionary and clauses of the covenants", async () => {
    const sources = await readSources(EXAMPLE, (name) => fieldOf(contracts.catalogue, name) !== null);
    expect(sources.map(({ name }) => name)).toEqual(["rent-ledger", "tenancies"]);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const clauses = contracts.covenants.flatMap(({ covenant }) => covenant.clauses);
    for (const source of sources) {
      const created = createSources([source], log);
      const served = clauses.filter((clause) => created.find(clause) !== null);
      const given = new Set(served.flatMap(({ document }) => [...document.fields.keys()]));
      expect([...given]).toEqual(expect.arrayContaining(Object.keys(source.fields)));
    }
  });
});

describe("a file of sources", () => {
  it("is read as it stands, YAML or JSON", async () => {
    expect(await readOne({})).toEqual([SOURCE]);
    expect(
      await read(`- name: erp
  clauses: [debt-assistance/pull/*]
  baseUrl: https://erp.example/api
  path: /tenants/query
  auth: { kind: none }
  timeoutMs: 300
  fields: { arrearsAmount: /balance/open, lastName: /name }
`),
    ).toEqual([SOURCE]);
  });

  it.each(["http://localhost:9090", "http://127.0.0.1", "http://[::1]:8080/api"])(
    "may leave TLS out on %s",
    async (baseUrl) => {
      expect(await readOne({ baseUrl })).toEqual([{ ...SOURCE, baseUrl }]);
    },
  );

  // Line 1 is the list, 2 the source's brace; each member has a line of its own.
  it.each([
    { name: "plain HTTP over a network", change: { baseUrl: "http://erp.example/api" }, line: 7 },
    { name: "plain HTTP to a private address", change: { baseUrl: "http://10.0.0.7/api" }, line: 7 },
    { name: "a host that only looks like loopback", change: { baseUrl: "http://localhost.example" }, line: 7 },
    { name: "a file as address", change: { baseUrl: "file:///etc/passwd" }, line: 7 },
    { name: "a password in the address", change: { baseUrl: "https://user:secret@erp.example" }, line: 7 },
    { name: "a query in the address", change: { baseUrl: "https://erp.example/?person=" }, line: 7 },
    { name: "no address", change: { baseUrl: "erp" }, line: 7 },
    { name: "a name that is none", change: { name: "ERP" }, line: 3 },
    { name: "a pattern that is none", change: { clauses: ["debt-assistance"] }, line: 5 },
    { name: "a person in the path", change: { path: "/tenants/{personRef}" }, line: 8 },
    { name: "a kind of sign-in that is none", change: { auth: { kind: "digest" } }, line: 10 },
    { name: "a password in the file itself", change: { auth: { ...BASIC, password: "y" } }, line: 13 },
    { name: "no time-out", change: { timeoutMs: 0 }, line: 12 },
    { name: "a time-out as a text", change: { timeoutMs: "300" }, line: 12 },
    { name: "a pointer that is none", change: { fields: { lastName: "name" } }, line: 14 },
    { name: "a field that nobody knows", change: { fields: { lastName: "/name", naam: "/name" } }, line: 15 },
    { name: "a member that nobody knows", change: { retries: 3 }, line: 17 },
  ])("is refused for $name, with its file, line and remedy", async ({ change, line }) => {
    expect(await refusalOf(readOne(change))).toMatchObject({
      name: "GatewayError",
      code: "CONFIG_INVALID",
      at: `bronnen.yaml:${line}`,
      remedy: expect.stringContaining("docs/sources.md") as string,
    });
  });

  it.each([
    { name: "is cut off", text: '[\n{"name": "erp",\n', line: 3 },
    { name: "is neither JSON nor YAML", text: "[\n}", line: 2 },
    { name: "is empty", text: "", line: 1 },
    { name: "is one source and no list", text: JSON.stringify(SOURCE), line: 1 },
    { name: "has a member twice", text: "- name: erp\n  name: erp\n", line: 2 },
  ])("is refused when it $name", async ({ text, line }) => {
    expect(await refusalOf(read(text))).toMatchObject({ code: "CONFIG_INVALID", at: `bronnen.yaml:${line}` });
  });

  it("is refused when two sources share a name, and tells the second", async () => {
    const text = `[\n${JSON.stringify(SOURCE)},\n${JSON.stringify(SOURCE)}]`;
    expect(await refusalOf(read(text))).toMatchObject({ code: "CONFIG_INVALID", at: "bronnen.yaml:3" });
  });

  it("is refused when it is not there", async () => {
    expect(await refusalOf(readSources(path.join(folder, "gone.yaml"), isField))).toMatchObject({
      code: "CONFIG_INVALID",
      at: "GATEWAY_SOURCES_FILE",
    });
  });

  it("is not repeated in what is said of it", async () => {
    const secret = "geheim-en-wel";
    const { message, remedy, at } = await refusalOf(
      readOne({ baseUrl: `https://u:${secret}@erp.example`, path: secret, timeoutMs: secret, clauses: [secret] }),
    );
    expect([message, remedy, at].join()).not.toContain(secret);
  });
});
