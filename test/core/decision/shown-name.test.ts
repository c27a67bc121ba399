import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shownName } from "../../../src/core/decision/shown-name.ts";
import { aCase, CATALOGUE, DATA, decideOn } from "../../support/cases.ts";

describe("the name of a field", () => {
  it.each([...CATALOGUE.fields.keys()])("that the dictionary has is shown: %s", (name) => {
    expect(shownName(name)).toBe(name);
  });

  it.each(["favouriteColour", "huis-dier", "_x", "a.b", "x".repeat(64), "straat1234567"])("is shown: %s", (name) => {
    expect(shownName(name)).toBe(name);
  });

  it.each([
    "",
    " ",
    "mevrouw Jansen is ziek",
    "x".repeat(65),
    "1abc",
    "*",
    "a\0b",
    "a\nb",
    "\u{1b}[2J",
    "\ud800",
    "naïef",
    "$&",
    "123456782",
    "bsn123456782",
    "a1b2c3d4e5f6g7h8",
  ])("is no name to show: %j", (name) => {
    expect(shownName(name)).toBe("*");
  });

  it("is never shown with as many digits as a citizen service number has", () => {
    const around = fc.stringMatching(/^[A-Za-z_][A-Za-z_.-]{0,5}$/);
    const digits = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("", "-", ".", "x")), {
      minLength: 8,
      maxLength: 10,
    });
    fc.assert(
      fc.property(around, digits, (before, list) => {
        expect(shownName(before + list.flat().join(""))).toBe("*");
      }),
    );
  });
});

describe("fields whose names cannot be shown", () => {
  const verdictsOn = (extra: Record<string, unknown>) =>
    decideOn(aCase({ data: { ...DATA, ...extra } as typeof DATA })).verdicts.filter(({ field }) => field === "*");

  it("share one verdict, and change no other", () => {
    const extra = { "mevrouw Jansen": 1, "is ziek": "x", "": null };
    expect(verdictsOn(extra)).toMatchObject([{ verdict: "withheld", reason: { code: "FIELD_STRIPPED", param: "*" } }]);
    const others = decideOn(aCase({ data: { ...DATA, ...extra } })).verdicts.filter(({ field }) => field !== "*");
    expect(others).toEqual(decideOn(aCase()).verdicts);
  });

  it.each([[{ "bsn van mevrouw": "x", "mevrouw Jansen": 1 }], [{ "mevrouw Jansen": 1, "bsn van mevrouw": "x" }]])(
    "say that one was prohibited, whichever came first: %j",
    (extra) => {
      expect(verdictsOn(extra)).toMatchObject([{ verdict: "withheld", reason: { code: "PROHIBITED_REMOVED" } }]);
    },
  );
});
