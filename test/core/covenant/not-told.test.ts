import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../../src/adapters/contracts/load.ts";
import type { Informed } from "../../../src/core/catalogue/informed.ts";
import { lint } from "../../../src/core/covenant/lint.ts";
import { isRecorded, notTold } from "../../../src/core/covenant/not-told.ts";
import { CATALOGUE } from "../../support/cases.ts";
import { aClause, aCovenant } from "./builders.ts";

const silent = aClause({ id: "survey/out/default", statement: [] });
const promised = aClause({ statement: ["S-20"] });
const covenant = aCovenant({ id: "proef", version: 2, clauses: [promised, silent] });
const place = { covenant: "proef", version: 2, clause: "survey/out/default" };
const entry: Informed = { ...place, how: "Een brief vooraf.", by: "privacy-officer", on: "2026-11-01" };

describe("a clause that people are not told of", () => {
  it("is one that the statement does not promise, and no other", () => {
    expect(notTold([covenant], [])).toEqual([place]);
  });

  it("is told of once an officer recorded how", () => {
    expect(notTold([covenant], [entry])).toEqual([]);
  });

  it.each([
    { name: "another covenant", other: { covenant: "ander" } },
    { name: "another version: a new version asks anew", other: { version: 1 } },
    { name: "another clause", other: { clause: "survey/in/default" } },
  ])("is not told of by a record of $name", ({ other }) => {
    expect(notTold([covenant], [{ ...entry, ...other }])).toEqual([place]);
  });

  it("is told by lint until that is recorded", () => {
    const [finding] = lint(covenant, CATALOGUE).filter(({ rule }) => rule === "statement-missing");
    expect(isRecorded(finding!, { covenant, informed: [] })).toBe(false);
    expect(isRecorded(finding!, { covenant, informed: [{ ...entry, version: 1 }] })).toBe(false);
    expect(isRecorded(finding!, { covenant, informed: [entry] })).toBe(true);
    expect(isRecorded({ ...finding!, rule: "purpose-unknown" }, { covenant, informed: [entry] })).toBe(false);
  });

  it("is, in the repository, an emergency alone", async () => {
    const folder = join(import.meta.dirname, "../../../contracts");
    const verifySignature = () => Promise.resolve(false);
    const { covenants } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });
    const left = notTold(
      covenants.map((loaded) => loaded.covenant),
      [],
    );
    expect(left).toEqual(
      ["out", "pull"].map((direction) => ({
        covenant: "vital-emergency",
        version: 1,
        clause: `vital-emergency/${direction}/default`,
      })),
    );
  });
});
