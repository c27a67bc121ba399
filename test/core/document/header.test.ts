import { describe, expect, it } from "vitest";

import { ASKED, DOCUMENT, HEADER, parse, refusalOf, SECRET, without, wordsOf } from "./fixtures.ts";

const REFUSED = "DOCUMENT_HEADER_INVALID";
const withHeader = (change: object, header: object = HEADER): unknown => ({
  ...DOCUMENT,
  header: { ...header, ...change },
});
const DEFAULTED = ["message", "replyTo"];
const NEEDED = Object.keys(HEADER).filter((name) => !DEFAULTED.includes(name));

describe("a header", () => {
  it("is read as it was sent, with its instant parsed and what it leaves out filled in", () => {
    const shortest = without(without(HEADER, "message"), "replyTo");
    expect(parse({ header: shortest, data: {} }).header).toEqual({
      ...HEADER,
      sentAt: Date.parse("2026-11-22T10:00:00Z"),
      ask: null,
      channel: null,
    });
  });

  it.each(NEEDED)("is refused without `%s`", (name) => {
    expect(refusalOf({ ...DOCUMENT, header: without(HEADER, name) })).toMatchObject({
      code: REFUSED,
      at: `header.${name}`,
    });
  });

  it.each(
    Object.keys({ ...ASKED, channel: null }).flatMap((name) =>
      [7, true, {}, [SECRET, null], { [SECRET]: SECRET }].map((wrong) => ({ name, wrong })),
    ),
  )("is refused when `$name` is $wrong", ({ name, wrong }) => {
    const refusal = refusalOf(withHeader({ [name]: wrong }, ASKED));
    expect(refusal.code).toBe(REFUSED);
    expect(refusal.at).toMatch(new RegExp(`^header\\.${name}(\\.0)?$`));
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it.each(NEEDED)("is refused when `%s` is null", (name) => {
    expect(refusalOf(withHeader({ [name]: null }))).toMatchObject({ code: REFUSED, at: `header.${name}` });
  });

  it.each([
    ["format", "uitwisselpoort/2"],
    ["format", "UITWISSELPOORT/1"],
    ["environment", "Sandbox"],
    ["environment", ""],
    ["messageId", "0192f0c1-0000-4000-8000-000000000001"],
    ["messageId", "0192F0C1-0000-7000-8000-000000000001"],
    ["messageId", "0192f0c1-0000-7000-c000-000000000001"],
    ["messageId", " 0192f0c1-0000-7000-8000-000000000001"],
    ["from", "Oosterpoort"],
    ["from", "oo"],
    ["from", "o".repeat(41)],
    ["from", "oosterpoort\n"],
    ["to", "*"],
    ["to", "../keys"],
    ["to", "partij-12345678"],
    ["actor", "huurincasso"],
    ["actor", "person:Jan Jansen"],
    ["actor", "system:"],
    ["actor", `system:${"a".repeat(65)}`],
    ["actor", "person:123456782"],
    ["covenant", "bergendal early signal"],
    ["covenant", "c".repeat(65)],
    ["covenant", "x"],
    ["purpose", "early_debt"],
    ["purpose", "1-purpose"],
    ["direction", "OUT"],
    ["direction", "push"],
    ["message", "Default"],
    ["message", ""],
    ["sentAt", "2026-11-22"],
    ["sentAt", "2026-11-22T10:00:00"],
    ["sentAt", "2026-11-22T10:00Z"],
    ["sentAt", "2026-02-30T10:00:00Z"],
    ["sentAt", "2026-11-22T24:00:00Z"],
    ["sentAt", "2026-11-22T10:00:60Z"],
    ["sentAt", "2026-11-22 10:00:00Z"],
    ["sentAt", "22 november 2026"],
    ["replyTo", "0192f0c1-0000-4000-8000-000000000001"],
    ["replyTo", ""],
    ["channel", "fax"],
  ])("is refused when `%s` is %j", (name, value) => {
    expect(refusalOf(withHeader({ [name]: value }))).toMatchObject({ code: REFUSED, at: `header.${name}` });
  });

  it.each(["post", "phone", "visit"])("may say that it went by %s", (channel) => {
    expect(parse(withHeader({ channel })).header.channel).toBe(channel);
  });

  it.each(["isAdmin", "Purpose", "purpose ", "outcome", SECRET])("is refused with a member `%s`", (name) => {
    const refusal = refusalOf(withHeader({ [name]: SECRET }));
    expect(refusal).toMatchObject({ code: REFUSED, at: "header" });
    expect(wordsOf(refusal)).not.toContain(SECRET);
  });

  it.each([null, 7, "x", [], [HEADER], true])("is refused when it is %j", (header) => {
    expect(refusalOf({ ...DOCUMENT, header })).toMatchObject({ code: REFUSED });
  });
});

describe("`ask`", () => {
  it.each(["in", "out"])("is refused in a document that goes %s", (direction) => {
    expect(refusalOf(withHeader({ direction, ask: ["lastName"] }))).toMatchObject({ code: REFUSED, at: "header.ask" });
    expect(refusalOf(withHeader({ direction, ask: [] }))).toMatchObject({ code: REFUSED, at: "header.ask" });
  });

  it("is needed in a pull, and may be empty", () => {
    expect(refusalOf(withHeader({ direction: "pull" }))).toMatchObject({ code: REFUSED, at: "header.ask" });
    expect(parse(withHeader({ ask: [] }, ASKED)).header.ask).toEqual([]);
  });

  it("is left out of a pull that answers one, and may stand beside `replyTo` in a question", () => {
    const replyTo = "0192f0c1-0000-7000-8000-000000000002";
    expect(parse(withHeader({ direction: "pull", replyTo })).header).toMatchObject({ ask: null, replyTo });
    expect(parse(withHeader({ replyTo }, ASKED)).header).toMatchObject({ ask: ["lastName"], replyTo });
    for (const direction of ["in", "out"]) {
      expect(parse(withHeader({ direction, replyTo })).header).toMatchObject({ ask: null, replyTo });
      expect(refusalOf(withHeader({ direction, replyTo, ask: [] }))).toMatchObject({ at: "header.ask" });
    }
  });

  it.each(["LastName", "last name", "lastName.", ".lastName", "a.b.c.d.e", "f".repeat(65), "", "lastName\n", "*"])(
    "names no field `%s`",
    (name) => {
      expect(refusalOf(withHeader({ ask: ["lastName", name] }, ASKED))).toMatchObject({
        code: REFUSED,
        at: "header.ask.1",
      });
    },
  );

  it("names at most 250 fields", () => {
    const names = (count: number): string[] => Array.from({ length: count }, () => "lastName");
    expect(parse(withHeader({ ask: names(250) }, ASKED)).header.ask).toHaveLength(250);
    expect(refusalOf(withHeader({ ask: names(251) }, ASKED))).toMatchObject({ code: REFUSED, at: "header.ask" });
  });
});
