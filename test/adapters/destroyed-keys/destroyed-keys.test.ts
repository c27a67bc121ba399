import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDestroyedKeys } from "../../../src/adapters/destroyed-keys/destroyed-keys.ts";

const [A, B, C] = [1, 2, 3].map((at) => `0b1e5d0c-6f0a-4f3e-9d5e-00000000000${at}`) as [string, string, string];

describe("the list of destroyed keys", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "destroyed-keys-"));
    file = path.join(folder, "own", "destroyed-keys");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is not there, or empty, or holds what was added by whomever", async () => {
    const keys = createDestroyedKeys(file);
    expect(await keys.read()).toBeNull();
    await keys.add([]);
    expect(await keys.read()).toEqual(new Set());
    await keys.add([A]);
    await createDestroyedKeys(file).add([B, A]);
    expect(await keys.read()).toEqual(new Set([A, B]));
  });

  it("may be read by nobody else", async () => {
    await createDestroyedKeys(file).add([A]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([1, 8, 35])("goes on behind a line of which a crash left %i characters", async (length) => {
    const keys = createDestroyedKeys(file);
    await keys.add([A]);
    await appendFile(file, B.slice(0, length));
    expect(await keys.read()).toEqual(new Set([A]));
    await keys.add([B, C]);
    expect(await keys.read()).toEqual(new Set([A, B, C]));
  });

  it.each(["hello\n", `${A}${B}\n`, `${A.toUpperCase()}\n`, "\u0000\u0000\n"])(
    "is refused where it holds %j",
    async (text) => {
      await mkdir(path.dirname(file));
      await writeFile(file, text);
      const keys = createDestroyedKeys(file);
      await expect(keys.read()).rejects.toMatchObject({
        code: "DESTROYED_KEYS_UNREADABLE",
        at: "GATEWAY_DESTROYED_KEYS_FILE",
      });
      expect(await readFile(file, "utf8")).toBe(text);
    },
  );

  it("that cannot be written is said so", async () => {
    await writeFile(path.join(folder, "own"), "no folder");
    await expect(createDestroyedKeys(file).add([A])).rejects.toMatchObject({ code: "DESTROYED_KEYS_UNREADABLE" });
  });
});
