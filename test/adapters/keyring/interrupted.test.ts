import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generateKeys, listKeys, rotateKeys, type GenerateRequest } from "../../../src/adapters/keyring/manage.ts";
import { openKeyring } from "../../../src/adapters/keyring/open-keyring.ts";
import { KEY_KINDS } from "../../../src/adapters/keyring/types.ts";
import { noon, PASSPHRASE as passphrase } from "../../support/openpgp-identities.ts";

const CHILD = fileURLToPath(new URL("killed-generate.ts", import.meta.url));
/** The mark, one folder a key, and the mark again, away. */
const STEPS = 1 + KEY_KINDS.length + 1;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "keyring-killed-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const requestFor = (folder: string): GenerateRequest => ({
  folder,
  passphrase,
  organisation: "Oosterpoort Wonen",
  email: "pgp@oosterpoort.example",
  now: noon,
});

async function generateUntil(step: number): Promise<{ folder: string; signal: string | null; said: string }> {
  const folder = await mkdtemp(join(root, "case-"));
  const child = spawn(process.execPath, [CHILD, JSON.stringify(requestFor(folder)), String(step)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  return { folder, signal, said: said.trim() };
}

const keysIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => KEY_KINDS.some((kind) => name.startsWith(`${kind}-`))).sort();
const contentsOf = async (folder: string): Promise<readonly string[]> =>
  Promise.all(
    (await keysIn(folder)).map(async (name) => `${name} ${await readFile(join(folder, name, "meta.json"), "utf8")}`),
  );
const refusal = (remedy: RegExp): object => ({ code: "KEY_MISSING", remedy: expect.stringMatching(remedy) as string });

it("has a kill for each of its steps", async () => {
  const { signal, said } = await generateUntil(STEPS + 1);
  expect({ signal, steps: Number(said) }).toEqual({ signal: null, steps: STEPS });
});

it.each([1, 2, 3, 5, STEPS - 1, STEPS])(
  "making keys, killed before step %i, is finished by the same command and loses none that was made",
  async (step) => {
    const { folder, signal } = await generateUntil(step);
    expect(signal).toBe("SIGKILL");
    const before = await contentsOf(folder);
    expect(before).toHaveLength(Math.min(Math.max(step - 2, 0), KEY_KINDS.length));

    const again = refusal(/run `gateway keys generate` again|make them with `gateway keys generate`/);
    await expect(listKeys(folder, noon)).rejects.toMatchObject(again);
    await expect(openKeyring({ folder, passphrase, now: noon })).rejects.toMatchObject(again);
    await expect(rotateKeys({ folder, passphrase, kind: "token", now: noon })).rejects.toMatchObject(again);
    if (before.length > 0) {
      const other = { ...requestFor(folder), passphrase: "een-heel-andere-zin" };
      await expect(generateKeys(other)).rejects.toMatchObject({ code: "KEY_LOCKED" });
      expect(await contentsOf(folder)).toEqual(before);
    }

    const rows = await generateKeys(requestFor(folder));
    expect(rows.map(({ kind }) => kind)).toEqual(KEY_KINDS);
    expect(await contentsOf(folder)).toEqual(expect.arrayContaining([...before]));
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
    await openKeyring({ folder, passphrase, now: noon });
    await expect(generateKeys(requestFor(folder))).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
  },
);

it("a key that is lost later is restored and never made anew", async () => {
  const folder = join(root, "lost");
  await mkdir(folder);
  await generateKeys(requestFor(folder));
  const kek = (await keysIn(folder)).find((name) => name.startsWith("kek-")) ?? "";
  await rm(join(folder, kek), { recursive: true });
  await expect(openKeyring({ folder, passphrase, now: noon })).rejects.toMatchObject(refusal(/^restore /));
  await expect(generateKeys(requestFor(folder))).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
});
