import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFileGuard, setGuardAside } from "../../../src/adapters/ledger-guard/file-guard.ts";
import { signCheckpoint } from "../../../src/core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../../src/core/ledger/hash.ts";

const { publicKey: keyObject, privateKey } = generateKeyPairSync("ed25519");
const publicKey = Buffer.from(keyObject.export({ format: "jwk" }).x ?? "", "base64url");
const sign = (message: Uint8Array): Uint8Array => signBytes(null, message, privateKey);
const noteOf = (size: number): string =>
  signCheckpoint({ origin: "log.example/guard", size, root: EMPTY_ROOT }, { publicKey, sign });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-guard-"));
  file = path.join(folder, "volume", "ledger.guard");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("holds nothing at first, makes its folder, and is for its owner's eyes only", async () => {
  const guard = createFileGuard(file);
  expect(await guard.read()).toBeNull();
  expect(await guard.write(noteOf(3), null)).toBe(true);
  expect(await guard.read()).toBe(noteOf(3));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual(["ledger.guard"]);
});

it("takes the note of one of those who read the same, whoever they are, and tells the others", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 }),
      async (sizes) => {
        await rm(file, { force: true });
        await createFileGuard(file).write(noteOf(0), null);
        const written = await Promise.all(sizes.map((size) => createFileGuard(file).write(noteOf(size), noteOf(0))));
        expect(written.filter(Boolean)).toHaveLength(1);
        expect(await createFileGuard(file).read()).toBe(noteOf(sizes[written.indexOf(true)]!));
      },
    ),
    { numRuns: 30 },
  );
});

it("takes another note of the same size: it may have more cosignatures", async () => {
  const guard = createFileGuard(file);
  await guard.write(noteOf(3), null);
  const more = `${noteOf(3)}${noteOf(3).slice(noteOf(3).indexOf("\n\n") + 2)}`;
  expect(await guard.write(more, noteOf(3))).toBe(true);
  expect(await guard.read()).toBe(more);
});

it("outlives writers that were killed half-way: what they left is swept, and their lock is taken over", async () => {
  const guard = createFileGuard(file);
  await guard.write(noteOf(3), null);
  await writeFile(`${file}.0b1f.new`, noteOf(9).slice(0, 40));
  await writeFile(`${file}.lock`, "");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${file}.lock`, longAgo, longAgo);
  expect(await guard.read()).toBe(noteOf(3));
  await guard.write(noteOf(4), noteOf(3));
  expect(await guard.read()).toBe(noteOf(4));
  expect(await readdir(path.dirname(file))).toEqual(["ledger.guard"]);
});

it("waits for a writer of another process, and compares after it", async () => {
  const guard = createFileGuard(file);
  await guard.write(noteOf(1), null);
  await writeFile(`${file}.lock`, "");
  const late = guard.write(noteOf(2), noteOf(1));
  await writeFile(file, noteOf(5));
  await rm(`${file}.lock`);
  expect(await late).toBe(false);
  expect(await guard.read()).toBe(noteOf(5));
});

it("does not wait for ever for a lock that others hold all the time, and leaves it to them", async () => {
  await createFileGuard(file).write(noteOf(1), null);
  await writeFile(`${file}.lock`, "another's");
  const late = createFileGuard(file, { waitMsMax: 50 }).write(noteOf(2), noteOf(1));
  await expect(late).rejects.toMatchObject({ code: "LEDGER_GUARD_UNREADABLE" });
  expect(await readFile(`${file}.lock`, "utf8")).toBe("another's");
  expect(await readFile(file, "utf8")).toBe(noteOf(1));
});

it("writes nothing once its lock was taken away, and leaves the next owner's", async () => {
  // A pipe in the file's place: the writer stalls in the midst of its turn until somebody fills it.
  await mkdir(path.dirname(file));
  execFileSync("mkfifo", [file]);
  const lock = `${file}.lock`;
  const stalled = createFileGuard(file).write(noteOf(2), noteOf(1));
  const refused = expect(stalled).rejects.toMatchObject({ code: "LEDGER_GUARD_UNREADABLE" });
  await expect.poll(() => existsSync(lock)).toBe(true);
  await writeFile(lock, "another's");
  await writeFile(file, noteOf(1));
  await refused;
  expect(await readFile(lock, "utf8")).toBe("another's");
  expect((await stat(file)).isFIFO()).toBe(true);
});

it("is whole after SIGKILL at any moment, one of the notes that were written", async () => {
  const notes = path.join(folder, "notes.json");
  await writeFile(notes, JSON.stringify(Array.from({ length: 400 }, (_, size) => noteOf(size))));
  const module = new URL("../../../src/adapters/ledger-guard/file-guard.ts", import.meta.url).href;
  const writer = `
    import { readFileSync } from "node:fs";
    const { createFileGuard } = await import(${JSON.stringify(module)});
    process.stdout.write("x");
    for (const note of JSON.parse(readFileSync(${JSON.stringify(notes)}, "utf8"))) {
      const guard = createFileGuard(${JSON.stringify(file)});
      const held = await guard.read();
      if (held === null || Number(held.split("\\n")[1]) < Number(note.split("\\n")[1])) await guard.write(note, held);
    }`;
  let before = -1;
  for (const ms of [2, 7, 15, 31]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", writer], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const note = await createFileGuard(file).read();
    const size = note === null ? -1 : Number(note.split("\n")[1]);
    if (note !== null) expect(note).toBe(noteOf(size));
    expect(size).toBeGreaterThanOrEqual(before);
    before = size;
    await rm(`${file}.lock`, { force: true }); // its writer is dead; the next need not wait for its time to pass
  }
});

it("is not written over where somebody put something else in its place", async () => {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "something else\n");
  expect(await createFileGuard(file).write(noteOf(3), noteOf(2))).toBe(false);
  expect(await createFileGuard(file).write(noteOf(3), null)).toBe(false);
  expect(await readFile(file, "utf8")).toBe("something else\n");
});

it.each([
  { name: "a folder in its place", make: () => mkdir(file, { recursive: true }) },
  { name: "a file in its folder's place", make: () => writeFile(path.dirname(file), "") },
])("tells of a disk that it cannot use, with what to do: $name", async ({ make }) => {
  await make();
  const unreadable = { code: "LEDGER_GUARD_UNREADABLE", at: "GATEWAY_LEDGER_GUARD_FILE" };
  await expect(createFileGuard(file).write(noteOf(3), null)).rejects.toMatchObject(unreadable);
  await expect(createFileGuard(file).read()).rejects.toMatchObject(unreadable);
});

it.runIf(process.getuid?.() !== 0)("tells of a folder that it may not write in", async () => {
  await mkdir(path.dirname(file));
  await chmod(path.dirname(file), 0o500);
  await expect(createFileGuard(file).write(noteOf(3), null)).rejects.toMatchObject({ code: "LEDGER_GUARD_UNREADABLE" });
  await chmod(path.dirname(file), 0o700);
});

it("is kept under another name when its ledger ended", async () => {
  const guard = createFileGuard(file);
  await setGuardAside(file, "none"); // nothing to keep is no fault
  await guard.write(noteOf(3), null);
  await setGuardAside(file, "2026-11-24");
  expect(await guard.read()).toBeNull();
  expect(await readFile(`${file}.ended-2026-11-24`, "utf8")).toBe(noteOf(3));
});
