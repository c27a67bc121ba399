import { describe, expect, it } from "vitest";

import type { FactValue } from "../../../src/core/covenant/types.ts";
import { volunteerFacts } from "../../../src/core/covenant/volunteer-facts.ts";

const tie = { kind: "caseload", party: "stichting-een", ref: "B-1" };
const volunteer = { party: "stichting-een", ref: "B-1", listed: true, confidentiality: true, certificate: true };
const all = { volunteersListed: true, volunteersSworn: true, volunteersVetted: true };
const none = { volunteersListed: false, volunteersSworn: false, volunteersVetted: false };

describe("the volunteers of this partner and this person", () => {
  const cases: [string, FactValue | undefined, (typeof tie)[], Record<string, boolean>][] = [
    ["are as the register has them", [volunteer], [tie], all],
    ["are not on the list", [{ ...volunteer, listed: false }], [tie], { ...all, volunteersListed: false }],
    [
      "signed no confidentiality statement",
      [{ ...volunteer, confidentiality: false }],
      [tie],
      { ...all, volunteersSworn: false },
    ],
    ["have no certificate", [{ ...volunteer, certificate: null }], [tie], { ...all, volunteersVetted: false }],
    ["have no plain yes", [{ ...volunteer, listed: "ja" }], [tie], { ...all, volunteersListed: false }],
    ["are those of this organisation only", [{ ...volunteer, party: "stichting-twee" }], [tie], none],
    ["are those of this tie only", [{ ...volunteer, ref: "B-2" }], [tie], none],
    ["are none beside another kind of tie", [volunteer], [{ ...tie, kind: "agreement" }], none],
    ["are none without a tie", [volunteer], [], none],
    ["are none where none is known", null, [tie], none],
    ["are none of what is no row", ["B-1", 7, [volunteer]], [tie], none],
    ["are both counted", [volunteer, { ...volunteer, ref: "B-2" }], [tie, { ...tie, ref: "B-2" }], all],
    [
      "are held by the weakest",
      [volunteer, { ...volunteer, ref: "B-2", certificate: false }],
      [tie, { ...tie, ref: "B-2" }],
      { ...all, volunteersVetted: false },
    ],
  ];
  it.each(cases)("%s", (_name, volunteers, ties, expected) => {
    expect(volunteerFacts(volunteers, ties)).toEqual(expected);
  });

  const unmarked = { party: "stichting-een", ref: "B-1", confidentiality: true, certificate: true };
  it.each([
    ["the register says nothing", undefined, {}],
    ["it holds no list", { party: "stichting-een" }, {}],
    ["two rows speak of one tie", [volunteer, volunteer], {}],
    ["a mark is not there", [unmarked], { volunteersSworn: true, volunteersVetted: true }],
  ])("are unknown where %s", (_name, volunteers, expected) => {
    expect(volunteerFacts(volunteers, [tie])).toEqual(expected);
  });

  it("are missed by one that is known though another is not", () => {
    const ties = [tie, { ...tie, ref: "B-2" }];
    expect(volunteerFacts([unmarked, { ...volunteer, ref: "B-2", listed: false }], ties)).toMatchObject({
      volunteersListed: false,
    });
  });
});
