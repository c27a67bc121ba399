import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { checkContracts } from "../../src/cli/contract-check.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { at } from "../core/covenant/builders.ts";
import { COVENANTS } from "./expected.ts";

const folder = join(import.meta.dirname, "../../contracts");
const verifySignature = () => Promise.resolve(false);
const load = () => loadContracts({ folder, overlay: null, pretend: true, verifySignature });

describe("gateway contract check", () => {
  it("has a line for the catalogue and one a covenant, and ends well", async () => {
    const { lines, exitCode } = await checkContracts(load, at("2026-11-22"));
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(1 + Object.keys(COVENANTS).length);
  });

  it.each([
    { day: "2027-10-02", covenant: "bergendal-early-signal v1", says: "2 clauses" },
    { day: "2027-10-03", covenant: "bergendal-early-signal v1", says: "2 clauses, ends within 90 days" },
    { day: "2027-12-31", covenant: "bergendal-early-signal v1", says: "2 clauses, ends within 90 days" },
    { day: "2028-01-01", covenant: "bergendal-early-signal v1", says: "2 clauses, expired" },
    { day: "2028-01-01", covenant: "entree-allocation v1", says: "4 clauses" },
  ])("tells on $day whether $covenant is nearly over or over", async ({ day, covenant, says }) => {
    const { lines } = await checkContracts(load, at(day));
    const line = lines.find((one) => one.includes(` ${covenant}: `));
    expect(line?.slice(line.indexOf("active, ") + "active, ".length)).toBe(says);
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
