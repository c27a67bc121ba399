import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson } from "./world.ts";

const contracts = useContracts();
const SIGNAL = "bergendal-early-signal";
const V1 = `covenants/${SIGNAL}/v1.yaml`;
const fileOf = (version: number): string => `covenants/${SIGNAL}/v${version}.yaml`;

/** Versions 2 to 5 of one covenant, each with one change. */
const CHANGES: readonly (readonly [number, (text: string) => string])[] = [
  [2, (text) => text.replace("      - arrearsMonths\n", "      - arrearsMonths\n      - birthDate\n")],
  [3, (text) => text.replace("      - arrearsMonths\n", "")],
  [4, (text) => text.replace("statement: [S-20, S-43, S-87]", "statement: [S-20, S-43, S-83, S-87]")],
  [5, (text) => text],
];

beforeAll(async () => {
  let original = "";
  await contracts().change(V1, (text) => (original = text));
  for (const [version, change] of CHANGES) {
    const text = change(original);
    if (version < 5 && text === original) throw new Error("nothing was changed");
    await contracts().change(fileOf(version), () => text.replace("version: 1", `version: ${version}`));
  }
});

const diff = (before: string, after: string) =>
  gatewayJson(["contract", "diff", before, after], { env: contracts().env });

describe("gateway contract diff", () => {
  it.each([
    { version: 2, exitCode: 10, widens: true, reach: "wider", what: "field", name: "birthDate", after: "pass" },
    { version: 3, exitCode: 0, widens: false, reach: "narrower", what: "field", name: "arrearsMonths", after: null },
    {
      version: 4,
      exitCode: 0,
      widens: false,
      reach: "equal",
      what: "statement",
      name: null,
      after: "S-20, S-43, S-83, S-87",
    },
  ])("gives $exitCode where version $version is $reach", async ({ version, exitCode, widens, ...change }) => {
    const found = await diff(`${SIGNAL}@1`, `${SIGNAL}@${version}`);
    expect(found.exitCode).toBe(exitCode);
    expect(found.json).toMatchObject({
      format: "uitwisselpoort-diff/1",
      before: `${SIGNAL}@1`,
      after: `${SIGNAL}@${version}`,
      widens,
      changes: [change],
    });
  });

  it("says so where nothing differs", async () => {
    const found = await gateway(["contract", "diff", `${SIGNAL}@1`, `${SIGNAL}@5`], { env: contracts().env });
    expect(found).toMatchObject({ exitCode: 0 });
    expect(found.out).toContain("no difference");
  });

  it("marks each row for people, with the Dutch name and the sum", async () => {
    const { out } = await gateway(["contract", "diff", `${SIGNAL}@3`, `${SIGNAL}@2`], { env: contracts().env });
    expect(out).toMatch(
      /▲ {2}early-debt-signalling\/out\/default \(vroegsignalering[^)]*\) {2}field birthDate \(geboortedatum\) +- → pass/,
    );
    expect(out).toContain("▲ 2 widen, ▽ 0 narrow, ▪ 0 neutral");
    const back = await gateway(["contract", "diff", `${SIGNAL}@2`, `${SIGNAL}@3`], { env: contracts().env });
    expect(back.out).toContain("▽ 2 narrow");
  });

  it("compares files wherever they lie", async () => {
    const [before, after] = [1, 2].map((version) => path.join(contracts().folder, fileOf(version)));
    const found = await diff(before ?? "", after ?? "");
    expect(found).toMatchObject({ exitCode: 10, json: { widens: true } });
    await contracts().change("proposal.yaml", () => "id: a-thing\nversion: one\n");
    const bad = await diff(`${SIGNAL}@1`, path.join(contracts().folder, "proposal.yaml"));
    expect(bad).toMatchObject({ exitCode: 2, json: { error: { code: "COVENANT_MALFORMED" } } });
    expect((await diff(`${SIGNAL}@1`, "./nowhere.yaml")).exitCode).toBe(2);
    expect((await diff(`${SIGNAL}@1`, `${SIGNAL}@99`)).exitCode).toBe(2);
  });

  it("says once what to do about a file that is no covenant", async () => {
    const file = path.join(contracts().folder, "no-covenant.yaml");
    await contracts().change("no-covenant.yaml", () => "root:x:0:0\n");
    const { json } = await diff(file, `${SIGNAL}@1`);
    const { error } = json as { readonly error: { readonly next: string } };
    const { exitCode, err } = await gateway(["contract", "diff", file, `${SIGNAL}@1`], { env: contracts().env });
    expect(exitCode).toBe(2);
    expect(err.split(error.next)).toHaveLength(2);
  });
});
