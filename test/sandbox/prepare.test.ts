import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeDataFolder, refusePretendFolders } from "../../src/sandbox/prepare.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-prepare-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a sandbox's data folder", () => {
  it("is made with a passphrase that stays", async () => {
    const folder = path.join(root, "deep", "data");
    const passphrase = await makeDataFolder(folder);
    expect(passphrase.length).toBeGreaterThanOrEqual(32);
    expect(await makeDataFolder(folder)).toBe(passphrase);
  });

  it("may hold what is nobody's", async () => {
    await writeFile(path.join(root, "notes.txt"), "");
    await mkdir(path.join(root, "compiled"));
    await expect(makeDataFolder(root)).resolves.toHaveLength(32);
  });

  it.each(["keys", "passphrase", "overlay", "pretend", "database"])(
    "is not one in which there is a %s that no sandbox made",
    async (name) => {
      await mkdir(path.join(root, name));
      await writeFile(path.join(root, name, "precious"), "x");
      await expect(makeDataFolder(root)).rejects.toMatchObject({ code: "INSTALLATION_OTHER", at: "GATEWAY_DATA_DIR" });
      expect(await readFile(path.join(root, name, "precious"), "utf8")).toBe("x");
    },
  );
});

describe("another installation", () => {
  const folders = (change: object): Readonly<Record<string, string>> => ({
    GATEWAY_DATA_DIR: path.join(root, "data"),
    GATEWAY_KEYS_DIR: path.join(root, "keys"),
    ...change,
  });

  it("takes folders that are not there yet, or are its own", async () => {
    await makeDataFolder(path.join(root, "sandbox"));
    await expect(refusePretendFolders(folders({}))).resolves.toBeUndefined();
  });

  it.each([
    { name: "the data folder", setting: "GATEWAY_DATA_DIR", at: [] },
    { name: "the pretend keys", setting: "GATEWAY_KEYS_DIR", at: ["keys"] },
    { name: "the pretend certificates", setting: "GATEWAY_CERTIFICATES_DIR", at: ["overlay", "certificates"] },
  ])("does not start on $name of a sandbox", async ({ setting, at }) => {
    const sandbox = path.join(root, "sandbox");
    await makeDataFolder(sandbox);
    await expect(refusePretendFolders(folders({ [setting]: path.join(sandbox, ...at) }))).rejects.toMatchObject({
      code: "INSTALLATION_OTHER",
      at: setting,
    });
  });

  it("does not start on a link to them either", async () => {
    const sandbox = path.join(root, "sandbox");
    await makeDataFolder(sandbox);
    await mkdir(path.join(sandbox, "keys"));
    await symlink(path.join(sandbox, "keys"), path.join(root, "keys"));
    await expect(refusePretendFolders(folders({}))).rejects.toMatchObject({ at: "GATEWAY_KEYS_DIR" });
  });
});
