import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "../../../src/adapters/database/database.ts";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { createDestroyedKeys, type DestroyedKeys } from "../../../src/adapters/destroyed-keys/destroyed-keys.ts";
import { destroyAgain, listDestroyed, requireList } from "../../../src/adapters/register/destroyed.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import {
  eachDatabase,
  hasServer as serverAnswers,
  onServer,
  type FreshDatabase,
  serverUrl,
  withDatabase,
} from "../../support/databases.ts";
import { anEntry, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

const hasServer = serverAnswers();
const CHILD = new URL("killed-erase.ts", import.meta.url).pathname;

interface Site {
  readonly database: Database;
  readonly register: TestRegister;
  readonly keys: DestroyedKeys;
}

function siteOf(database: Database, file: string): Site {
  const keys = createDestroyedKeys(file);
  return { database, keys, register: openRegister(database, () => listDestroyed({ database, keys })) };
}

/** As a start does it. */
const start = ({ database, keys }: Site): Promise<number> =>
  destroyAgain({
    database,
    keys,
    entryOf: () => anEntry("subject-key.destroyed"),
    alertOf: () => ({ alertId: newId(), level: "alert", reason: "ERASED_AGAIN", at: NOW }),
  });

async function keyIdOf({ database }: Site, person: Pseudonym): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>("SELECT vault_key AS id FROM subject WHERE id = $1", [
    person,
  ]);
  return rows[0]?.id ?? expect.fail("there is no such row");
}

async function countOf({ database }: Site, from: string): Promise<number> {
  return (await database.pool.query(`SELECT 1 FROM ${from}`)).rows.length;
}

async function isGone(site: Site, person: Pseudonym, personRef: string): Promise<boolean> {
  const about = ["subject_index", "ledger_person", "vault.subject_key"];
  const rows = await Promise.all(about.map((table) => countOf(site, `${table} WHERE subject_id = '${person}'`)));
  const [subject] = (await site.register.resolve(ourQuestion(personRef))).subjects;
  return rows.every((count) => count === 0) && subject?.finding.found === "none";
}

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "destroyed-"));
  file = path.join(folder, "destroyed-keys");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

eachDatabase("a key that is destroyed", (under) => {
  let fresh: FreshDatabase;
  let site: Site;
  beforeEach(async () => {
    fresh = await under.open();
    site = siteOf(fresh.database, file);
  });
  afterEach(() => fresh.dispose());

  it("stands in the list when the erasure is acknowledged, and nobody else's does", async () => {
    const [gone] = [await site.register.record(), await site.register.record()];
    await site.register.apply({ kind: "subject.erased", pseudonym: gone }, [gone]);
    expect(await site.keys.read()).toEqual(new Set([await keyIdOf(site, gone)]));
    expect(await start(site)).toBe(0);
    expect(await countOf(site, "alert")).toBe(0);
  });

  it("is not listed while a claim keeps it, and is when that ends", async () => {
    const subject = {
      personRef: "T-1",
      record: {},
      facts: {},
      addressIsSecret: false,
      consentBy: "self",
      life: "alive",
    } as const;
    const person = await site.register.record({ ...subject, legalClaimHold: true });
    await site.register.apply({ kind: "subject.erased", pseudonym: person }, [person]);
    expect(await site.keys.read()).toBeNull();
    expect(await start(site)).toBe(0);
    const ended = {
      kind: "subject.recorded",
      pseudonym: person,
      subject: { ...subject, legalClaimHold: false },
      isNew: false,
    } as const;
    await site.register.apply(ended, [person]);
    expect(await site.keys.read()).toEqual(new Set([await keyIdOf(site, person)]));
  });

  it("is not listed where the erasure was undone, and the person stays", async () => {
    const person = await site.register.record({ personRef: "T-1" });
    const entry = anEntry("subject.erased", [person]);
    await site.register.writer.apply({ kind: "restriction.set", id: newId(), pseudonym: person, from: NOW }, entry);
    // The same entry once more: the transaction fails at its end.
    await expect(site.register.writer.apply({ kind: "subject.erased", pseudonym: person }, entry)).rejects.toThrow();
    expect(await site.keys.read()).toBeNull();
    expect(await start(site)).toBe(0);
    expect(await isGone(site, person, "T-1")).toBe(false);
  });

  it("is listed by the next start where the list could not be written, and that erasure was no success", async () => {
    const broken = siteOf(fresh.database, path.join(file, "below-a-file"));
    await createDestroyedKeys(file).add([]);
    const person = await site.register.record({ personRef: "T-1" });
    await expect(broken.register.apply({ kind: "subject.erased", pseudonym: person })).rejects.toMatchObject({
      code: "DESTROYED_KEYS_UNREADABLE",
    });
    expect(await site.keys.read()).toEqual(new Set());
    expect(await start(site)).toBe(0);
    expect(await site.keys.read()).toEqual(new Set([await keyIdOf(site, person)]));
  });

  it("is destroyed again, once, where a backup of the keys alone was put back", async () => {
    const person = await site.register.record({ personRef: "T-1" });
    const { rows } = await fresh.database.pool.query("SELECT * FROM vault.subject_key WHERE subject_id = $1", [person]);
    await site.register.apply({ kind: "subject.erased", pseudonym: person }, [person]);
    const { key_id: keyId, wrapped } = rows[0] as { key_id: string; wrapped: Buffer };
    await fresh.database.pool.query("INSERT INTO vault.subject_key (subject_id, key_id, wrapped) VALUES ($1, $2, $3)", [
      person,
      keyId,
      wrapped,
    ]);
    expect(await start(site)).toBe(1);
    expect(await start(site)).toBe(0);
    expect(await isGone(site, person, "T-1")).toBe(true);
    expect(await countOf(site, "ledger_opening WHERE kind = 'subject-key.destroyed'")).toBe(1);
  });

  it("cannot be told where persons are known and the list is gone; a new installation begins one", async () => {
    await requireList(site);
    expect(await site.keys.read()).toEqual(new Set());
    await requireList(site);
    await site.register.record();
    await rm(file);
    await expect(requireList(site)).rejects.toMatchObject({ code: "DESTROYED_KEYS_MISSING" });
  });

  it.runIf(under.kind === "postgres").each(["delete", "commit", "append", "sync", "answer"])(
    "is destroyed or is not, whoever is killed just before: %s",
    async (step) => {
      const person = await site.register.record({ personRef: "T-1" });
      const url = fresh.database.pool.options.connectionString ?? "";
      const child = spawn(process.execPath, [CHILD, url, file, person, step], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      expect(await start(site)).toBe(0);
      const committed = !["delete", "commit"].includes(step);
      expect(await isGone(site, person, "T-1")).toBe(committed);
      expect(await site.keys.read()).toEqual(committed ? new Set([await keyIdOf(site, person)]) : null);
    },
  );
});

/** Installations of which a real backup is made and put back. */
const INSTALLATIONS = [
  {
    name: "folder of the embedded database",
    needsServer: false,
    at: (name: string) => ({ dataDir: path.join(folder, name) }),
    make: () => Promise.resolve(),
    copy: (from: string, to: string) => cp(path.join(folder, from), path.join(folder, to), { recursive: true }),
    drop: () => Promise.resolve(),
  },
  {
    name: "database of the server",
    needsServer: true,
    at: (name: string) => ({ url: withDatabase(serverUrl(), name) }),
    make: (name: string) => onServer(serverUrl(), `CREATE DATABASE ${name}`),
    copy: (from: string, to: string) => onServer(serverUrl(), `CREATE DATABASE ${to} TEMPLATE ${from}`),
    drop: (name: string) => onServer(serverUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  },
] as const;

describe.each(INSTALLATIONS)(
  "an erased person whose backup is put back ($name)",
  ({ needsServer, at, make, copy, drop }) => {
    const name = `uitwisselpoort_test_${randomBytes(6).toString("hex")}`;
    const open = async (of: string): Promise<Site> => siteOf(await openDatabase(at(of)), file);
    afterEach(() => (hasServer ? Promise.all([drop(name), drop(`${name}_backup`)]) : undefined));

    it.skipIf(needsServer && !hasServer)(
      "is erased again, with an entry and an alert, and nobody else is",
      async () => {
        await make(name);
        const site = await open(name);
        await migrate(site.database.pool);
        const staying = await site.register.record({ personRef: "T-1" });
        const gone = await site.register.record({ personRef: "T-2" });
        await site.database.close();
        await copy(name, `${name}_backup`);
        const after = await open(name);
        await after.register.apply({ kind: "subject.erased", pseudonym: gone }, [gone]);
        await after.database.close();
        const restored = await open(`${name}_backup`);
        await expectErasedAgain(restored, { gone, staying });
        await restored.database.close();
      },
    );
  },
);

async function expectErasedAgain(
  restored: Site,
  { gone, staying }: Record<"gone" | "staying", Pseudonym>,
): Promise<void> {
  expect(await isGone(restored, gone, "T-2")).toBe(false);
  expect(await start(restored)).toBe(1);
  expect(await isGone(restored, gone, "T-2")).toBe(true);
  expect(await restored.register.recordOf(staying)).toMatchObject({ personRef: "T-1" });
  expect(await countOf(restored, "ledger_opening WHERE kind = 'subject-key.destroyed'")).toBe(1);
  expect(await countOf(restored, "ledger_pending")).toBe(3);
  expect(await countOf(restored, "alert WHERE reason = 'ERASED_AGAIN'")).toBe(1);
  expect(await start(restored)).toBe(0);
}
