import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPolicy } from "../../../src/adapters/witnesses/read-policy.ts";
import { COSIGNATURE_ED25519, formatVkey, NOTE_ED25519 } from "../../../src/core/ledger/note-key.ts";

const keyed = (name: string, type: typeof NOTE_ED25519 | typeof COSIGNATURE_ED25519, fill: number): string =>
  formatVkey({ name, type, publicKey: new Uint8Array(32).fill(fill) });
const OURS = keyed("log.example/ours", NOTE_ED25519, 1);
const OTHER = keyed("log.example/other", NOTE_ED25519, 1);
const WITNESS = keyed("fg.example/witness", COSIGNATURE_ED25519, 2);

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-policy-"));
  file = path.join(folder, "policy.txt");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const policy = (log: string, url: string): string => `log ${log}\nwitness fg ${WITNESS} ${url}\nquorum fg\n`;
const invalid = { code: "CONFIG_INVALID", at: "GATEWAY_LEDGER_POLICY_FILE" };

it.each(["https://fg.example/w", "http://127.0.0.1:8091", "http://localhost:8091", ""])(
  "takes a witness at %j",
  async (url) => {
    await writeFile(file, policy(OURS, url));
    expect((await readPolicy(file, OURS)).witnesses).toEqual([{ name: "fg", vkey: WITNESS, url: url || null }]);
  },
);

it.each([
  { name: "another log", text: policy(OTHER, "https://fg.example/w") },
  { name: "a witness in the open", text: policy(OURS, "http://fg.example/w") },
])("refuses $name, with what to do", async ({ text }) => {
  await writeFile(file, text);
  await expect(readPolicy(file, OURS)).rejects.toMatchObject({ ...invalid, remedy: expect.any(String) as string });
});

it("refuses a file that is not there, and one that is no policy", async () => {
  await expect(readPolicy(path.join(folder, "none"), OURS)).rejects.toMatchObject(invalid);
  await writeFile(file, "log\n");
  await expect(readPolicy(file, OURS)).rejects.toMatchObject({ code: "LEDGER_MALFORMED", at: "policy:1" });
});
