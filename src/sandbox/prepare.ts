import { randomBytes } from "node:crypto";
import { access, mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { GatewayError } from "../core/errors.ts";
import { readIfThere, writeWhole } from "./pretend-keys.ts";

const SEEDED = "seeded";
/** Lies in every data folder of a sandbox from its first moment: what is below it is pretend. */
const MARK = "this-is-a-sandbox";
/** What the sandbox makes in its folder, and would otherwise overwrite or use. */
const OURS = ["keys", "passphrase", "overlay", "pretend", "database"];

/**
 * The data folder with a passphrase of its own, made once. Throws INSTALLATION_OTHER for a folder that has keys or data
 * that no sandbox made.
 */
export async function makeDataFolder(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await claimFolder(dataDir);
  const file = path.join(dataDir, "passphrase");
  const known = await readIfThere(file);
  if (known !== null) return known.trim();
  const made = randomBytes(24).toString("base64url");
  await writeWhole(file, `${made}\n`);
  return made;
}

async function claimFolder(dataDir: string): Promise<void> {
  const mark = path.join(dataDir, MARK);
  if (await isThere(mark)) return;
  for (const name of OURS) {
    if (!(await isThere(path.join(dataDir, name)))) continue;
    throw new GatewayError("INSTALLATION_OTHER", "this data folder belongs to no sandbox", {
      at: "GATEWAY_DATA_DIR",
      remedy: "name a new folder in GATEWAY_DATA_DIR, or remove this one if nothing in it is needed",
    });
  }
  await writeFile(mark, "Pretend keys and invented tenants. Remove the folder to begin anew.\n");
}

/**
 * Keys that a sandbox made are known to whoever ran it. Throws INSTALLATION_OTHER for the first setting whose folder lies
 * in a sandbox's.
 */
export async function refusePretendFolders(folders: Readonly<Record<string, string>>): Promise<void> {
  for (const [setting, folder] of Object.entries(folders)) {
    // A link into a sandbox leads to its keys all the same.
    for (const above of pathUp(await realpath(folder).catch(() => folder))) {
      if (!(await isThere(path.join(above, MARK)))) continue;
      throw new GatewayError("INSTALLATION_OTHER", "this folder lies in a sandbox's data folder", {
        at: setting,
        remedy: `name a folder of this installation's own in ${setting}`,
      });
    }
  }
}

function pathUp(folder: string): readonly string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...pathUp(above)];
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Whether the register of invented tenants was sent before. */
export const isSeeded = async (dataDir: string): Promise<boolean> =>
  (await readIfThere(path.join(dataDir, SEEDED))) !== null;

export const markSeeded = (dataDir: string): Promise<void> => writeFile(path.join(dataDir, SEEDED), "");
