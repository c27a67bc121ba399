import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { readIfThere, writeWhole } from "./pretend-keys.ts";

const SEEDED = "seeded";

/** The data folder with a passphrase of its own, made once. */
export async function makeDataFolder(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, "passphrase");
  const known = await readIfThere(file);
  if (known !== null) return known.trim();
  const made = randomBytes(24).toString("base64url");
  await writeWhole(file, `${made}\n`);
  return made;
}

/** Whether the register of invented tenants was sent before. */
export const isSeeded = async (dataDir: string): Promise<boolean> =>
  (await readIfThere(path.join(dataDir, SEEDED))) !== null;

export const markSeeded = (dataDir: string): Promise<void> => writeFile(path.join(dataDir, SEEDED), "");
