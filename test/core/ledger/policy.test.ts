import { describe, expect, it } from "vitest";

import { cosign, formatCheckpoint, signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { formatVkey } from "../../../src/core/ledger/note-key.ts";
import { openUnderPolicy } from "../../../src/core/ledger/open-under-policy.ts";
import { meetsQuorum, parsePolicy } from "../../../src/core/ledger/policy.ts";
import { codeOf, ed25519, LOG_VKEY, logKey, ORIGIN, WITNESS_VKEY } from "./support.ts";

const keyOf = (seed: number): ReturnType<typeof ed25519> => ed25519(new Uint8Array(32).fill(seed));
const vkeyOf = (name: string, seed: number): string => formatVkey({ name, type: 4, publicKey: keyOf(seed).publicKey });
const lineOf = (name: string, seed: number): string => `witness ${name} ${vkeyOf(`${name}.example`, seed)}\n`;
const log = `log ${LOG_VKEY}\n`;
const six = ["X1", "X2", "X3", "Y1", "Y2", "Y3"].map((name, at) => lineOf(name, at + 1)).join("");
const twoLevels = `${log}${six}group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup XY all X Y\nquorum XY\n`;
const faultOf = (text: string): unknown => {
  try {
    return parsePolicy(text);
  } catch (error) {
    return { code: (error as { code?: unknown }).code, at: (error as { at?: unknown }).at };
  }
};

describe("a policy", () => {
  it("names the log, the witnesses and their addresses, between comments and blanks", () => {
    const text = `# pinned\n\n  log ${LOG_VKEY} https://log.example/\n\twitness fg\t${WITNESS_VKEY}  http://fg.example/w \n # x\nquorum fg`;
    expect(parsePolicy(text)).toEqual({
      log: { vkey: LOG_VKEY, url: "https://log.example/" },
      witnesses: [{ name: "fg", vkey: WITNESS_VKEY, url: "http://fg.example/w" }],
      quorum: { witness: "fg" },
    });
  });

  it.each([
    { cosigned: [], met: false },
    { cosigned: ["X1", "Y1"], met: false },
    { cosigned: ["X1", "X2"], met: false },
    { cosigned: ["Y1", "Y2", "Y3"], met: false },
    { cosigned: ["X1", "X3", "Y2"], met: true },
    { cosigned: ["X1", "X2", "X3", "Y1", "Y2", "Y3"], met: true },
    { cosigned: ["X", "Y", "XY"], met: false },
    { cosigned: ["X1.example", "X2.example", "Y1.example"], met: false },
  ])("of two levels is met by $cosigned: $met", ({ cosigned, met }) => {
    expect(meetsQuorum(parsePolicy(twoLevels), new Set(cosigned))).toBe(met);
  });

  it.each([
    { quorum: "quorum none", none: true, one: true, both: true },
    { quorum: "quorum a", none: false, one: true, both: true },
    { quorum: "group g any a b\nquorum g", none: false, one: true, both: true },
    { quorum: "group g 1 a b\nquorum g", none: false, one: true, both: true },
    { quorum: "group g all a b\nquorum g", none: false, one: false, both: true },
    { quorum: "group g 2 a b\nquorum g", none: false, one: false, both: true },
  ])("with `$quorum` counts", ({ quorum, none, one, both }) => {
    const policy = parsePolicy(`${log}${lineOf("a", 1)}${lineOf("b", 2)}${quorum}\n`);
    const met = [[], ["a"], ["a", "b"]].map((names) => meetsQuorum(policy, new Set(names)));
    expect(met).toEqual([none, one, both]);
  });

  it.each([
    { name: "no log", text: "quorum none\n", at: "policy:2" },
    { name: "no quorum", text: log, at: "policy:2" },
    { name: "two logs", text: `${log}${log}quorum none\n`, at: "policy:2" },
    { name: "two quorums", text: `${log}quorum none\nquorum none\n`, at: "policy:3" },
    { name: "another keyword", text: `${log}trust me\n`, at: "policy:2" },
    { name: "a witness's key for a log", text: `log ${WITNESS_VKEY}\n`, at: "policy:1" },
    { name: "a log's key for a witness", text: `witness a ${LOG_VKEY}\n`, at: "policy:1" },
    { name: "a vkey with a changed letter", text: `witness a ${WITNESS_VKEY.replace("+BC", "+BD")}\n`, at: "policy:1" },
    { name: "one key under two names", text: lineOf("a", 1) + lineOf("b", 1), at: "policy:2" },
    { name: "one name for two keys", text: lineOf("a", 1) + lineOf("a", 2), at: "policy:2" },
    { name: "a witness called none", text: lineOf("none", 1), at: "policy:1" },
    { name: "a group by a witness's name", text: `${lineOf("a", 1)}group a any a\n`, at: "policy:2" },
    { name: "a group without members", text: `${lineOf("a", 1)}group g any\n`, at: "policy:2" },
    { name: "a member twice", text: `${lineOf("a", 1)}group g 2 a a\n`, at: "policy:2" },
    { name: "a member of two groups", text: `${lineOf("a", 1)}group g any a\ngroup h any a\n`, at: "policy:3" },
    { name: "a member none", text: `${lineOf("a", 1)}group g any a none\n`, at: "policy:2" },
    { name: "a member defined below", text: `group g any a\n${lineOf("a", 1)}`, at: "policy:1" },
    { name: "a group in itself", text: `${lineOf("a", 1)}group g any a g\n`, at: "policy:2" },
    { name: "none of one", text: `${lineOf("a", 1)}group g 0 a\n`, at: "policy:2" },
    { name: "two of one", text: `${lineOf("a", 1)}group g 2 a\n`, at: "policy:2" },
    { name: "a number with a zero in front", text: `${lineOf("a", 1)}group g 01 a\n`, at: "policy:2" },
    { name: "a quorum defined below", text: `${log}quorum a\n${lineOf("a", 1)}`, at: "policy:2" },
    { name: "a quorum of two names", text: `${log}${lineOf("a", 1)}quorum a a\n`, at: "policy:3" },
    { name: "an address of another kind", text: `log ${LOG_VKEY} file:///etc/passwd\n`, at: "policy:1" },
    { name: "more behind the address", text: `log ${LOG_VKEY} https://a.example b\n`, at: "policy:1" },
    { name: "Windows line ends", text: `log ${LOG_VKEY}\r\nquorum none\r\n`, at: "policy:1" },
    { name: "a no-break space", text: `log\u00a0${LOG_VKEY}\n`, at: "policy:1" },
    { name: "65 KiB", text: `${log}quorum none\n${"#".repeat(65_536)}`, at: "policy:3" },
  ])("is refused with $name", ({ text, at }) => {
    expect(faultOf(text)).toEqual({ code: "LEDGER_MALFORMED", at });
  });
});

describe("a checkpoint under a policy", () => {
  const at = { origin: ORIGIN, size: 12, root: new Uint8Array(32).fill(7) };
  const note = signCheckpoint(at, logKey);
  const by = (name: string, seed: number, time = 1000): string =>
    cosign(formatCheckpoint(at), { name: `${name}.example`, ...keyOf(seed), time });
  const policy = parsePolicy(twoLevels);
  const quorum = note + by("X1", 1) + by("X2", 2) + by("Y1", 4);

  it("opens with a quorum, and says who cosigned when", () => {
    expect(openUnderPolicy(quorum, policy)).toEqual({
      ...at,
      root: Buffer.from(at.root),
      cosignatures: ["X1", "X2", "Y1"].map((name) => ({ name: `${name}.example`, time: 1000 })),
    });
    expect(openUnderPolicy(note, parsePolicy(`${log}quorum none\n`)).size).toBe(12);
  });

  it.each([
    { name: "lacks one of the quorum", note: note + by("X1", 1) + by("Y1", 4) },
    { name: "is cosigned twice by one", note: note + by("X1", 1) + by("X1", 1, 1001) + by("Y1", 4) },
    { name: "is cosigned under another's name", note: note + by("X1", 1) + by("X2", 1) + by("Y1", 4) },
    {
      name: "has a bad cosignature",
      note: quorum + bad(by("Y2", 5)),
    },
    { name: "lacks the log's signature", note: quorum.replace(`— ${ORIGIN}`, "— other.example") },
  ])("is refused when it $name", ({ note: refused }) => {
    expect(codeOf(() => openUnderPolicy(refused, policy))).toBe("LEDGER_MISMATCH");
  });

  it.each([
    { name: "at its very age", now: 1060, code: null },
    { name: "a second older", now: 1061, code: "LEDGER_MISMATCH" },
    { name: "by a clock five minutes ahead", now: 700, code: null },
    { name: "by a clock further ahead", now: 699, code: "LEDGER_MISMATCH" },
  ])("asked to be fresh is $code $name", ({ now, code }) => {
    expect(codeOf(() => openUnderPolicy(quorum, policy, { now, ageSecondsMax: 60 }))).toBe(code);
  });

  it("counts no stale cosignature towards a fresh quorum", () => {
    const mixed = note + by("X1", 1, 1000) + by("X2", 2, 500) + by("Y1", 4, 1000);
    expect(openUnderPolicy(mixed, policy).size).toBe(12);
    expect(codeOf(() => openUnderPolicy(mixed, policy, { now: 1000, ageSecondsMax: 60 }))).toBe("LEDGER_MISMATCH");
  });

  it("asked to be fresh needs one cosignature, also where the policy needs none", () => {
    const open = parsePolicy(`${log}${six}quorum none\n`);
    const freshness = { now: 1000, ageSecondsMax: 60 };
    expect(codeOf(() => openUnderPolicy(note, open, freshness))).toBe("LEDGER_MISMATCH");
    expect(openUnderPolicy(note + by("X1", 1), open, freshness).size).toBe(12);
  });
});

function bad(line: string): string {
  const [dash, name, encoded] = line.trimEnd().split(" ") as [string, string, string];
  const bytes = Buffer.from(encoded, "base64");
  bytes[40]! ^= 1;
  return `${dash} ${name} ${bytes.toString("base64")}\n`;
}
