import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const PATH = "/v1/reports/logbook";
const SPAN = ["--since", "2026-07-01", "--until", "2026-07-31"];
const as = async (...line: readonly string[]) => ["ledger", "logbook", ...line, "--profile", await world().profile()];
/** Two pages, the second of which is asked for as the first says. */
const twoPages = (next = `${PATH}?form=adl&after=3.9`): void =>
  void world().gateway.says(`GET ${PATH}`, ({ path: asked }) =>
    asked.includes("after=")
      ? { bytes: Buffer.from('{"n":2}\n') }
      : { bytes: Buffer.from('{"n":1}\n'), headers: { link: `<${next}>; rel="next"` } },
  );

describe("gateway ledger logbook", () => {
  it("prints page after page, of whole days in Amsterdam", async () => {
    twoPages();
    const { out, exitCode } = await gateway(await as("--form", "adl", ...SPAN));
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split("\n")).toEqual(['{"n":1}', '{"n":2}']);
    const span = "since=2026-06-30T22%3A00%3A00.000Z&until=2026-07-31T22%3A00%3A00.000Z";
    expect(world().gateway.calls()).toEqual([`GET ${PATH}?form=adl&${span}`, `GET ${PATH}?form=adl&after=3.9`]);
  });

  it("writes them to a file, whole, and never over one", async () => {
    twoPages();
    const file = path.join(world().folder, "july.ndjson");
    const line = await as(...SPAN, "--out", file);
    expect(await gatewayJson(line)).toMatchObject({ exitCode: 0, json: { form: "ldv", records: 2, written: file } });
    expect(await readFile(file, "utf8")).toBe('{"n":1}\n{"n":2}\n');
    expect((await gateway(line)).exitCode).toBe(2);
  });

  it.each(["https://elsewhere.example/v1/reports/logbook?after=3.9", "//elsewhere.example/?after=1", "/v1/covenants"])(
    "follows no link to %s",
    async (next) => {
      twoPages(next);
      expect((await gateway(await as(...SPAN))).exitCode).not.toBe(0);
      expect(world().gateway.calls()).toHaveLength(1);
    },
  );

  it.each([
    { name: "another form", line: ["--form", "xml"] },
    { name: "a day that is none", line: ["--since", "2026-02-30"] },
    { name: "a span that ends before it begins", line: ["--since", "2026-07-02", "--until", "2026-07-01"] },
    { name: "one object for many", line: ["--json"] },
  ])("refuses $name", async ({ line }) => {
    expect((await gateway(await as(...line))).exitCode).toBe(2);
    expect(world().gateway.calls()).toEqual([]);
  });
});
