import { describe, expect, it } from "vitest";

import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { findNearest } from "../../src/cli/nearest.ts";
import { gateway, gatewayJson } from "./world.ts";

const names = COMMANDS.map(({ name }) => name);
const errorOf = async (line: readonly string[]) => (await gatewayJson(line)).json as { error: { next: string } };

describe("gateway help", () => {
  it("lists every command", async () => {
    const { exitCode, out } = await gateway(["help"]);
    expect(exitCode).toBe(0);
    for (const { name, says } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} +${says.slice(0, 20)}`, "m"));
    const { json } = await gatewayJson(["help"]);
    expect(json).toEqual({ v: 1, commands: COMMANDS.map(({ name, says }) => ({ name, says })) });
  });

  it.each(names)("tells of %s its options and an example, by --help, -h and help", async (name) => {
    const words = name.split(" ");
    const [flag, letter, topic] = [
      await gateway([...words, "--help"]),
      await gateway([...words, "-h"]),
      await gateway(["help", ...words]),
    ];
    expect(flag.exitCode).toBe(0);
    expect(flag.out).toContain(`usage: gateway ${name}`);
    expect(flag.out).toContain("--json");
    expect(flag.out).toMatch(/examples\n {2}gateway /);
    expect(letter).toEqual(flag);
    expect(topic).toEqual(flag);
  });

  it("tells every exit code", async () => {
    const { json } = await gatewayJson(["help", "exit-codes"]);
    const { exitCodes } = json as { exitCodes: readonly { code: number }[] };
    expect(exitCodes.map(({ code }) => code)).toEqual(Object.values(EXIT));
    expect(Object.values(EXIT)).toEqual([0, 1, 2, 3, 4, 5, 10, 20, 130]);
  });

  it("tells the settings, and the verbs of a noun", async () => {
    expect((await gateway(["help", "settings"])).out).toContain("GATEWAY_PROFILE");
    const { out } = await gateway(["help", "keys"]);
    expect(out).toContain("keys rotate");
    expect(out).not.toContain("inbox");
  });

  it("is shown to whoever asks nothing, with the code of usage", async () => {
    expect((await gateway([])).exitCode).toBe(2);
    expect((await gateway(["--help"])).exitCode).toBe(0);
  });
});

describe("a slip of the keyboard", () => {
  it.each([
    { line: ["sned"], meant: "gateway send" },
    { line: ["inobx", "--json"], meant: "gateway inbox" },
    { line: ["dryrun", "a"], meant: "gateway dry-run" },
    { line: ["keys", "rotat"], meant: "gateway keys rotate" },
    { line: ["recipt", "get"], meant: "gateway receipt get" },
    { line: ["holds", "shwo"], meant: "gateway holds show" },
    { line: ["help", "covenant"], meant: "gateway covenants" },
    { line: ["keys", "list", "--kyes", "x"], meant: "--keys" },
    { line: ["version", "--jsn"], meant: "--json" },
  ])("in $line suggests $meant", async ({ line, meant }) => {
    expect((await errorOf(line)).error.next).toContain(`\`${meant}\``);
    expect((await gateway(line.filter((word) => word !== "--json"))).exitCode).toBe(2);
  });

  it.each([
    { line: ["xyzzy"], next: "gateway help" },
    { line: ["keys"], next: "gateway keys generate" },
    { line: ["version", "--colour"], next: "gateway version --help" },
  ])("in $line that is near nothing says where to look", async ({ line, next }) => {
    expect((await errorOf(line)).error.next).toContain(next);
  });

  it.each([
    { name: "a command", line: ["NL91ABNA0417164300"] },
    { name: "a value of an option", line: ["send", "--personref=T-2001"] },
    { name: "a value where none goes", line: ["inbox", "--all=NL91ABNA0417164300"] },
    { name: "an argument too many", line: ["version", "NL91ABNA0417164300"] },
    { name: "an option that is no word", line: ["send", "--NL91ABNA0417164300"] },
  ])("that puts a value in the place of $name does not get it printed", async ({ line }) => {
    const ran = await gateway(line);
    expect(ran.exitCode).toBe(2);
    expect(ran.all).not.toMatch(/NL91|T-2001/);
  });
});

describe("the nearest word", () => {
  it.each([
    { word: "snd", near: "send" },
    { word: "inbox", near: "inbox" },
    { word: "", near: null },
    { word: "receive-all-of-it", near: null },
  ])("to `$word` is $near", ({ word, near }) => {
    expect(findNearest(word, ["send", "inbox", "receipt"])).toBe(near);
  });
});
