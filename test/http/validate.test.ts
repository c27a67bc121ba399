import { describe, expect, it } from "vitest";
import { z } from "zod";
import { validate } from "../../src/http/validate.ts";

const item = z.strictObject({ inner: z.string() });
const schema = z.strictObject({ list: z.array(z.string()), open: z.record(z.string(), z.number()), item });
const right = { list: ["a"], open: { a: 1 }, item: { inner: "x" } };

describe("a place that is wrong", () => {
  it.each([
    { name: "a member of ours", value: { ...right, list: 1 }, at: "list" },
    { name: "an item of a list of ours", value: { ...right, list: ["a", 2] }, at: "list.1" },
    { name: "a member that a stranger made up", value: { ...right, canary: 1 }, at: "*" },
    { name: "a member of a record, named by a stranger", value: { ...right, open: { canary: "x" } }, at: "open.*" },
    { name: "several", value: { list: 1, open: 2, item: right.item }, at: "list, open" },
    { name: "the whole", value: [], at: "body" },
  ])("is named as $at where it is $name", ({ value, at }) => {
    expect(() => validate(schema, { value, code: "BODY_INVALID", what: "body" })).toThrow(
      expect.objectContaining({ code: "BODY_INVALID", at }),
    );
  });

  it("is never named by a stranger's word, even where the schema is all strangers' words", () => {
    const words = z.record(z.string(), z.number());
    expect(() => validate(words, { value: { canary: "x" }, code: "BODY_INVALID", what: "body" })).toThrow(
      expect.objectContaining({ at: "*" }),
    );
  });

  it("is one of at most ten", () => {
    const list = Array.from({ length: 50 }, () => 1);
    try {
      validate(schema, { value: { ...right, list }, code: "BODY_INVALID", what: "body" });
      expect.unreachable();
    } catch (error) {
      expect((error as { at: string }).at.split(", ")).toHaveLength(10);
    }
  });
});
