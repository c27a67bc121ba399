import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { stranger } from "../support/stranger.ts";

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), "utf8");
const vector = (name: string): Promise<string> => read(`test/vectors/ledger/${name}`);
const blocks = (document: string, language: string): string =>
  [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .flatMap(([, of, text]) => (of === language ? [text] : []))
    .join("");

interface Example {
  readonly logVkey: string;
  readonly witnessVkey: string;
  readonly leaves: readonly { readonly salt: string; readonly canonical: string }[];
}
interface EntryVector {
  readonly headerBytes: string;
  readonly officerBytes: string;
  readonly personsBytes: string;
  readonly personBytes: readonly string[];
  readonly random: string;
  readonly entry: string;
}

describe("docs/ledger-format.md", () => {
  it("has commands that print what it says, with tools that are not ours", async () => {
    const document = await read("docs/ledger-format.md");
    const folder = await mkdtemp(path.join(tmpdir(), "ledger-format-"));
    try {
      const shell = spawnSync("bash", ["-eu", "-o", "pipefail"], {
        cwd: folder,
        input: blocks(document, "sh"),
        encoding: "utf8",
      });
      expect(shell.stderr).toBe("");
      expect(shell.stdout).toBe(blocks(document, "text"));
      expect(await readFile(path.join(folder, "proof"), "utf8")).toBe(await vector("example.tlog-proof"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("has the keys and the content of the worked example", async () => {
    const document = await read("docs/ledger-format.md");
    const { logVkey, witnessVkey, leaves } = JSON.parse(await vector("example.json")) as Example;
    for (const vkey of [logVkey, witnessVkey])
      expect(document).toContain(`echo ${vkey.split("+").slice(2).join("+")} |`);
    expect(document).toContain(`'${leaves[1]?.canonical}'`);
  });
});

describe("a verifier that was written from the document alone", () => {
  it("accepts the proof of the example, with the log and the witness", async () => {
    const { logVkey, witnessVkey } = JSON.parse(await vector("example.json")) as Example;
    const entry = Buffer.from("exchange-log/v1\ndfzEaO6gEuVd3LxUNlYfhnSGycEMskcHL6SeGzGqWg0=\n");
    const proof = await vector("example.tlog-proof");
    const { verifyProof } = await stranger();
    expect(verifyProof(proof, entry, [logVkey, witnessVkey])).toBe(1);
    expect(() => verifyProof(proof.replace("index 1", "index 0"), entry, [logVkey, witnessVkey])).toThrow();
  });

  it("accepts a receipt, one that waits, and neither with a bit flipped in any byte", async () => {
    const { logVkey } = JSON.parse(await vector("example.json")) as Example;
    const { verifyReceipt } = await stranger();
    const receipt = await vector("receipt.json");
    expect(verifyReceipt(receipt, [logVkey])).toMatchObject({ index: 300, header: { kind: "exchange.decided" } });
    expect(verifyReceipt(await vector("receipt-pending.json"), [logVkey])).toMatchObject({ index: null });
    const bytes = Buffer.from(receipt);
    const accepted = [...bytes.keys()].filter((at) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = bytes.readUInt8(at) ^ (1 << (at % 7));
      try {
        verifyReceipt(flipped.toString("utf8"), [logVkey]);
        return true;
      } catch {
        return false;
      }
    });
    expect(accepted).toEqual([]);
  });

  it("opens every opening of every kind, and none with another's salt", async () => {
    const { verifyOpening } = await stranger();
    for (const one of JSON.parse(await vector("entries.json")) as EntryVector[]) {
      const random = Buffer.from(one.random, "base64");
      const salts = Array.from({ length: random.byteLength / 32 }, (_, at) =>
        random.subarray(at * 32, at * 32 + 32).toString("base64"),
      );
      const { officer, persons } = JSON.parse(one.headerBytes) as { officer: string; persons: string };
      const each = JSON.parse(one.personsBytes) as string[];
      const commitments = [one.entry.split("\n")[1] ?? "", officer, persons, ...each];
      const contents = [one.headerBytes, one.officerBytes, one.personsBytes, ...one.personBytes];
      expect(commitments).toHaveLength(contents.length);
      commitments.forEach((commitment, at) => {
        const content = contents[at] ?? "";
        const opening = salts.map((salt) => verifyOpening(commitment, { salt, content }));
        expect(opening).toEqual(salts.map((_, of) => of === at));
      });
    }
  });
});
