import { readFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { printRegisterCsv } from "../../src/core/register-of-processing/print-csv.ts";
import { printRegisterMarkdown } from "../../src/core/register-of-processing/print-markdown.ts";
import { exampleReport } from "../../src/http/reports/example.ts";
import { problem } from "./gateway.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const PATH = "/v1/reports/register";
const as = async (...line: readonly string[]) => ["report", "register", ...line, "--profile", await world().profile()];
const says = (text: string): void => void world().gateway.says(`GET ${PATH}`, { bytes: Buffer.from(text) });
const MARKDOWN = printRegisterMarkdown(exampleReport);
const CSV = printRegisterCsv(exampleReport);
const JSON_TEXT = JSON.stringify(exampleReport);

describe("gateway report register", () => {
  it.each([
    { name: "Markdown, unless told otherwise", line: [], query: "format=md", text: MARKDOWN },
    { name: "CSV", line: ["--format", "csv"], query: "format=csv", text: CSV },
    { name: "a day", line: ["--on", "2026-01-01"], query: "on=2026-01-01&format=md", text: MARKDOWN },
  ])("prints $name", async ({ line, query, text }) => {
    says(text);
    const { out, exitCode } = await gateway(await as(...line));
    expect(exitCode).toBe(0);
    expect(out.trimEnd()).toBe(text.replaceAll("\r\n", "\n").trimEnd());
    expect(world().gateway.calls()).toEqual([`GET ${PATH}?${query}`]);
  });

  it("gives one object under --json, and JSON for people under --format json", async () => {
    says(JSON_TEXT);
    const { exitCode, json } = await gatewayJson(await as());
    expect(exitCode).toBe(0);
    expect(json).toEqual({ v: 1, environment: "sandbox", report: exampleReport });
    expect(JSON.parse((await gateway(await as("--format", "json"))).out)).toEqual(exampleReport);
    expect(world().gateway.calls()).toEqual([`GET ${PATH}?format=json`, `GET ${PATH}?format=json`]);
  });

  it.each([
    { format: "md", text: MARKDOWN },
    { format: "csv", text: CSV },
    { format: "json", text: JSON_TEXT },
  ])("writes $format to a file as it was given, and never over one", async ({ format, text }) => {
    says(text);
    const file = path.join(world().folder, `register.${format}`);
    const line = await as("--format", format, "--out", file);
    expect(await gatewayJson(line)).toMatchObject({ exitCode: 0, json: { format, written: file } });
    expect(await readFile(file, "utf8")).toBe(text);
    expect((await gateway(line)).exitCode).toBe(2);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("lets nothing in it steer a terminal", async () => {
    says("# Register\u001b[2J\n");
    expect((await gateway(await as())).out).toBe("# Register\ufffd[2J\n");
  });

  it.each([
    { name: "a format that there is not", line: ["--format", "pdf"], exitCode: 2, heard: 0 },
    { name: "Markdown in JSON", line: ["--format", "md", "--json"], exitCode: 2, heard: 0 },
  ])("refuses $name before it asks", async ({ line, exitCode, heard }) => {
    expect((await gateway(await as(...line))).exitCode).toBe(exitCode);
    expect(world().gateway.calls()).toHaveLength(heard);
  });

  it.each([
    { code: "SCOPE_MISSING", status: 403, exitCode: 4 },
    { code: "QUERY_INVALID", status: 400, exitCode: 2 },
    { code: "NOT_FOUND", status: 404, exitCode: 1 },
  ])("ends with $exitCode on $code", async ({ code, status, exitCode }) => {
    world().gateway.says(`GET ${PATH}`, problem(status, code));
    expect((await gateway(await as())).exitCode).toBe(exitCode);
  });
});
