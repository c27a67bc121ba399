import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { LINT_RULES } from "../../src/core/covenant/lint-rules.ts";
import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const contracts = useContracts();
const vector = (name: string) => fileURLToPath(new URL(`../vectors/contracts-broken/${name}`, import.meta.url));
const lintJson = async (...line: readonly string[]) => {
  const { exitCode, json } = await gatewayJson(["contract", "lint", ...line], { env: contracts().env });
  return { exitCode, ...(json as { holds: boolean; findings: readonly { file: string; rule: string }[] }) };
};
/** Empty, of this test alone, and away from the contracts. */
const aFolder = (): Promise<string> => mkdtemp(path.join(world().folder, "elsewhere-"));
const inFolder = (place: string) => path.join(contracts().folder, place);

describe("gateway contract lint", () => {
  it("passes the whole catalogue, even strictly", async () => {
    for (const strict of [[], ["--strict"]]) {
      const told = await lintJson(...strict);
      expect(told).toEqual({ exitCode: 0, v: 1, format: "uitwisselpoort-lint/1", holds: true, findings: [] });
    }
  });

  it("tells a finding whole, and fails", async () => {
    const file = vector("debts-without-dpia.yaml");
    const told = await lintJson(file);
    expect(told).toMatchObject({ exitCode: 1, holds: false });
    const rule = LINT_RULES.find(({ id }) => id === "dpia-missing")!;
    expect(told.findings).toEqual([
      {
        file,
        line: 27,
        rule: rule.id,
        law: rule.law,
        severity: "error",
        message: rule.says.replace("…", "arrearsAmount"),
        remedy: rule.remedy,
      },
    ]);
    const { out, exitCode } = await gateway(["contract", "lint", file], { env: contracts().env });
    expect(exitCode).toBe(1);
    for (const part of [`${file}:27`, rule.id, rule.law, rule.remedy]) expect(out).toContain(part);
  });

  it.each([
    { name: "sent-without-any-bound.yaml", line: [], exitCode: 0 },
    { name: "sent-without-any-bound.yaml", line: ["--strict"], exitCode: 1 },
    { name: "pull-without-limit.yaml", line: [], exitCode: 1 },
  ])("ends with $exitCode for $name and $line", async ({ name, line, exitCode }) => {
    const told = await lintJson(vector(name), ...line);
    expect(told).toMatchObject({ exitCode, holds: exitCode === 0 });
    expect(told.findings).toHaveLength(1);
  });

  it("tells of the files that were asked for, and of them alone", async () => {
    const [one, other] = ["covenants/portability/v1.yaml", "covenants/tax-demand/v1.yaml"];
    for (const file of [one, other]) await contracts().change(file, (text) => `${text}\n`);
    const filesOf = async (...places: readonly string[]) =>
      (await lintJson(...places)).findings.map(({ file }) => file);
    expect(await filesOf()).toEqual([one, other]);
    expect(await filesOf(contracts().folder)).toEqual([one, other]);
    expect(await filesOf(inFolder(one))).toEqual([one]);
    expect(await filesOf(inFolder("covenants/tax-demand"))).toEqual([other]);
    const draft = vector("pull-without-limit.yaml");
    expect(await filesOf(inFolder(one), draft)).toEqual([draft, one].sort());
  });

  it("judges a folder from elsewhere, file by file at any depth", async () => {
    const elsewhere = await aFolder();
    const file = path.join(elsewhere, "deep", "pull.yaml");
    await mkdir(path.dirname(file));
    await copyFile(vector("pull-without-limit.yaml"), file);
    await writeFile(path.join(elsewhere, "notes.txt"), "no covenant");
    const told = await lintJson(elsewhere, file);
    expect(told).toMatchObject({ exitCode: 1, findings: [{ file }] });
    expect(told.findings).toHaveLength(1);
  });

  it("tells of a broken catalogue whatever was asked", async () => {
    await contracts().change("facts.yaml", () => "[");
    const told = await lintJson(inFolder("covenants/tax-demand"));
    expect(told.exitCode).toBe(1);
    expect(told.findings.map(({ rule }) => rule)).toContain("catalogue-malformed");
  });

  it.each([
    { name: "a file that is no YAML", place: () => path.resolve("README.md") },
    { name: "a file that is not there", place: () => "nowhere.yaml" },
    { name: "a file that is not in the contracts folder", place: () => inFolder("covenants/nowhere/v1.yaml") },
    { name: "a folder that is not in the contracts folder", place: () => inFolder("covenants/tax") },
    { name: "a file of the contracts folder that no rule is about", place: () => inFolder("published.json") },
    { name: "a folder that is not there", place: async () => path.join(await aFolder(), "nowhere") },
    { name: "a folder without YAML", place: aFolder },
  ])("refuses, rather than pass, $name", async ({ place }) => {
    const { exitCode } = await gateway(["contract", "lint", await place()], { env: contracts().env });
    expect(exitCode).toBe(2);
  });

  it("lists its rules, each with law, severity and remedy", async () => {
    const { exitCode, json } = await gatewayJson(["contract", "lint", "--rules"]);
    expect(exitCode).toBe(0);
    expect(json).toEqual({ v: 1, format: "uitwisselpoort-lint/1", rules: LINT_RULES });
    const { out } = await gateway(["contract", "lint", "--rules"]);
    for (const { id } of LINT_RULES) expect(out).toContain(id);
  });
});
