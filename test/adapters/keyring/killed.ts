import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { generateKeys, listKeys, rotateKeys, type GenerateRequest } from "../../../src/adapters/keyring/manage.ts";
import { openKeyring } from "../../../src/adapters/keyring/open-keyring.ts";
import { KEY_KINDS } from "../../../src/adapters/keyring/types.ts";
import { noon, PASSPHRASE as passphrase } from "../../support/openpgp-identities.ts";

const CHILD = fileURLToPath(new URL("killed-generate.ts", import.meta.url));
/** The mark, one folder a key, and the mark again, away. */
export const STEPS = 1 + KEY_KINDS.length + 1;

export const requestFor = (folder: string): GenerateRequest => ({
  folder,
  passphrase,
  organisation: "Oosterpoort Wonen",
  email: "pgp@oosterpoort.example",
  now: noon,
});

/** Makes keys in a new folder under `root`, in a process that kills itself just before that step. */
export async function generateUntil(
  step: number,
  root: string,
): Promise<{ folder: string; signal: string | null; said: string }> {
  const folder = await mkdtemp(join(root, "case-"));
  const child = spawn(process.execPath, [CHILD, JSON.stringify(requestFor(folder)), String(step)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  return { folder, signal, said: said.trim() };
}

export const keysIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => KEY_KINDS.some((kind) => name.startsWith(`${kind}-`))).sort();
const contentsOf = async (folder: string): Promise<readonly string[]> =>
  Promise.all(
    (await keysIn(folder)).map(async (name) => `${name} ${await readFile(join(folder, name, "meta.json"), "utf8")}`),
  );
export const refusal = (remedy: RegExp): object => ({
  code: "KEY_MISSING",
  remedy: expect.stringMatching(remedy) as string,
});

/** What a kill before that step leaves is no set of keys, and the same command makes one of it without losing any. */
export async function expectFinished(step: number, root: string): Promise<void> {
  const { folder, signal } = await generateUntil(step, root);
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
}
