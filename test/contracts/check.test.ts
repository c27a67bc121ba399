import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { checkContracts } from "../../src/cli/contract-check.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { at } from "../core/covenant/builders.ts";

const folder = join(import.meta.dirname, "../../contracts");
const verifySignature = () => Promise.resolve(false);
const load = () => loadContracts({ folder, overlay: null, pretend: true, verifySignature });
/** Two of them: one runs to the end of 2027, one to the end of 2028. */
async function loadTwo() {
  const { covenants, ...rest } = await load();
  const two = ["bergendal-early-signal", "entree-allocation"];
  return { ...rest, covenants: covenants.filter(({ covenant }) => two.includes(covenant.id)) };
}

describe("gateway contract check", () => {
  it("has a line for the catalogue and one a covenant, and ends well", async () => {
    const { lines, exitCode } = await checkContracts(load, at("2026-11-22"));
    const { covenants } = await load();
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(covenants.length + 1);
    for (const { covenant } of covenants) expect(lines.join("\n")).toContain(`${covenant.id} v${covenant.version}:`);
  });

  it.each([
    { day: "2027-10-02", ends: 0, expired: 0 },
    { day: "2027-10-03", ends: 1, expired: 0 },
    { day: "2028-01-01", ends: 0, expired: 1 },
  ])("tells on $day what is nearly over and what is over", async ({ day, ends, expired }) => {
    const { lines } = await checkContracts(loadTwo, at(day));
    expect(lines.filter((line) => line.includes("ends within"))).toHaveLength(ends);
    expect(lines.filter((line) => line.includes("expired"))).toHaveLength(expired);
  });

  it("gives every problem a line of its own, with its place, and ends badly", async () => {
    const error = new GatewayError("COVENANT_MALFORMED", "a.yaml:1 this; do\nb.yaml:2 that; do", {
      at: "a.yaml:1",
      remedy: "do",
    });
    const report = await checkContracts(() => Promise.reject(error), at("2026-11-22"));
    expect(report).toEqual({ lines: ["COVENANT_MALFORMED", "a.yaml:1 this; do", "b.yaml:2 that; do"], exitCode: 1 });
  });

  it("puts place and remedy beside a problem that stands alone", async () => {
    const error = new GatewayError("COVENANT_ALTERED", "changed", { at: "a.yaml:1", remedy: "restore it" });
    const report = await checkContracts(() => Promise.reject(error), at("2026-11-22"));
    expect(report.lines).toEqual(["COVENANT_ALTERED", "a.yaml:1 changed; restore it"]);
  });

  it("lets through what is no fault of a file", async () => {
    const error = new Error("disk on fire");
    await expect(checkContracts(() => Promise.reject(error), at("2026-11-22"))).rejects.toBe(error);
  });
});
