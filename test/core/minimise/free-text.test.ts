import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { redactText } from "../../../src/core/minimise/free-text.ts";
import { SPECIAL_WORDS } from "../../../src/core/minimise/special-words.ts";
import { suspect } from "../../../src/core/minimise/suspicion.ts";

interface Vectors {
  readonly names: readonly { readonly name: string; readonly text: string; readonly left: string }[];
  readonly words: readonly { readonly text: string; readonly suspected: readonly string[] }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/minimise/free-text.json", import.meta.url), "utf8"),
) as Vectors;

const subject = { subjectNames: ["Anna Lucia", "de Vries"], declared: new Set<string>() };

describe("redact", () => {
  it.each(vectors.names)("leaves of others only [derde]: $name", ({ text, left }) => {
    const redacted = redactText(text, subject);
    expect(redacted.text).toBe(left);
    const before = text.split("[derde]").length;
    expect(redacted.thirdPersons).toBe(left.split("[derde]").length - before);
  });

  it.each(vectors.names)("does nothing more when done twice: $name", ({ left }) => {
    expect(redactText(left, subject)).toMatchObject({ text: left, thirdPersons: 0 });
  });

  it("takes every name for somebody else's when the subject's is not known", () => {
    expect(redactText("mevrouw De Vries", { ...subject, subjectNames: [] }).text).toBe("mevrouw [derde]");
  });

  it("stops a name after eight parts", () => {
    expect(redactText("mevrouw Aa Bb Cc Dd Ee Ff Gg Hh Ii", subject).text).toBe("mevrouw [derde] Ii");
  });
});

describe("suspicion of special content", () => {
  it.each(vectors.words)("finds $suspected in '$text'", ({ text, suspected }) => {
    expect(suspect(text)).toEqual(suspected);
  });

  it("ignores a word of more letters than any word has", () => {
    expect(suspect(`medicijn${"x".repeat(60)}`)).toEqual([]);
  });

  it.each(Object.entries(SPECIAL_WORDS))(
    "keeps its words of %s plain: lower case, no accents, stems of four letters or more",
    (_, words) => {
      for (const word of words) expect(word).toMatch(/^(?:[a-z]{4,}\*|[a-z]+(?:[ -][a-z]+)?)$/);
    },
  );

  it.each(Object.entries(SPECIAL_WORDS))("finds each of its own words of %s", (about, words) => {
    for (const word of words) expect(suspect(`de ${word.replace("*", "")} is`), word).toContain(about);
  });
});
