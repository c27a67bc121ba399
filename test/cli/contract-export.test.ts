import { describe, expect, it } from "vitest";

import { gateway, gatewayJson } from "./world.ts";

const SIGNAL = "bergendal-early-signal";
const line = (...rest: string[]): string[] => ["contract", "export", SIGNAL, ...rest];

describe("gateway contract export", () => {
  it("prints JSON-LD that is JSON, and puts the same under --json", async () => {
    const { out, exitCode } = await gateway(line("--format", "json-ld"));
    const content = JSON.parse(out) as unknown;
    expect(exitCode).toBe(0);
    expect(content).toMatchObject({ "@type": "dpv:Process", "dct:identifier": `${SIGNAL}@1` });
    expect((await gatewayJson(line("--format", "json-ld"))).json).toEqual({
      ...{ v: 1, format: "uitwisselpoort-export/1", covenant: SIGNAL, version: 1, as: "json-ld" },
      content,
    });
  });

  it.each([
    { as: "csv", part: "arrearsAmount,hoogte achterstand,ja *" },
    { as: "md", part: "| `arrearsAmount` | hoogte achterstand | ja \\* |" },
  ])("prints $as whole, ended by one line end", async ({ as, part }) => {
    const { out } = await gateway(line("--format", as));
    const { json } = await gatewayJson(line("--format", as));
    expect(json).toMatchObject({ as, content: out });
    expect(out).toContain(part);
  });

  it.each([["--format", "pdf"], []])("gives 2 for %s %s", async (...rest) => {
    expect((await gatewayJson(line(...rest))).exitCode).toBe(2);
  });
});
