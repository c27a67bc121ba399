import { describe, expect, it } from "vitest";

import { cleanText, printJson } from "../../src/cli/clean.ts";
import { errorView } from "../../src/cli/error-view.ts";
import { createStyle, wantsColour } from "../../src/cli/style.ts";
import { tableLines } from "../../src/cli/table.ts";
import { gateway } from "./world.ts";

describe("colour", () => {
  it.each([
    { name: "on a terminal", env: {}, terminal: true, wanted: true },
    { name: "in a pipe", env: {}, terminal: false, wanted: false },
    { name: "with NO_COLOR", env: { NO_COLOR: "1" }, terminal: true, wanted: false },
    { name: "with an empty NO_COLOR", env: { NO_COLOR: "" }, terminal: true, wanted: true },
    { name: "with FORCE_COLOR in a pipe", env: { FORCE_COLOR: "1" }, terminal: false, wanted: true },
    { name: "with FORCE_COLOR=0 on a terminal", env: { FORCE_COLOR: "0" }, terminal: true, wanted: false },
    { name: "with both", env: { FORCE_COLOR: "1", NO_COLOR: "1" }, terminal: false, wanted: true },
    { name: "on a dumb terminal", env: { TERM: "dumb" }, terminal: true, wanted: false },
  ])("is $wanted $name", ({ env, terminal, wanted }) => {
    expect(wantsColour(env, terminal)).toBe(wanted);
  });

  it("is on the paper when wanted, whatever the process itself writes to", async () => {
    const [plain, coloured] = [await gateway(["help"]), await gateway(["help"], { env: { FORCE_COLOR: "1" } })];
    expect(plain.out).not.toContain("\u001b[");
    expect(coloured.out).toContain("\u001b[1mexchanges");
  });

  it("does not widen a table", () => {
    const rows = [{ a: "x" }, { a: "longer" }];
    const columnsWith = (style: ReturnType<typeof createStyle>) => [
      { title: "a", of: ({ a }: { a: string }) => a, paint: () => style.good },
      { title: "b", of: () => "y" },
    ];
    const [style, plain] = [createStyle(true), createStyle(false)];
    const coloured = tableLines(rows, { columns: columnsWith(style), style });

    const bare = coloured.map((line) => line.replace(/\u001b\[\d+m/g, ""));
    expect(bare.slice(1)).toEqual(tableLines(rows, { columns: columnsWith(plain), style: plain }).slice(1));
    expect(tableLines([], { columns: columnsWith(plain), style: plain })).toEqual([]);
  });
});

describe("what another wrote", () => {
  it("is shown without what a terminal obeys", () => {
    expect(cleanText("a\u001b[31mb\u0007c\u009bd\u202ee\nf")).toBe("a\ufffd[31mb\ufffdc\ufffdd\ufffde\nf");
  });

  it("is the same value as JSON", () => {
    const value = { "k\u009b": "a\u001b[2J\u007f\u202e\u2066é" };
    expect(printJson(value)).not.toMatch(/[\u001b\u007f-\u009f\u202e\u2066]/);
    expect(JSON.parse(printJson(value))).toEqual(value);
  });
});

describe("an error that is not ours", () => {
  it("tells its kind and not its message, which may quote what it choked on", () => {
    const view = errorView(new SyntaxError("Unexpected token in Vermeulen"));
    expect(view.code).toBe("UNEXPECTED");
    expect(JSON.stringify(view)).not.toContain("Vermeulen");
  });
});
