import { afterAll, beforeAll, expect, it } from "vitest";
import { createKeyWrap } from "../../../src/adapters/keyring/key-wrap.ts";
import { createVault, openOnce, sealOnce, type Vault } from "../../../src/adapters/vault/vault.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { testKeys } from "./keys.ts";

const ANNA = "01960000-0000-7000-8000-00000000000a" as Pseudonym;
const BRAM = "01960000-0000-7000-8000-00000000000b" as Pseudonym;
const bytes = new TextEncoder().encode("T-2001");
const text = (opened: Uint8Array): string => new TextDecoder().decode(opened);

eachDatabase("the vault", (under) => {
  let fresh: FreshDatabase;
  let now = 0;
  let vault: Vault;

  beforeAll(async () => {
    fresh = await under.open();
    vault = createVault({ database: fresh.database, keys: testKeys, now: () => now });
    await addPerson(ANNA);
    await addPerson(BRAM);
  });
  afterAll(() => fresh.dispose());

  async function addPerson(person: Pseudonym): Promise<void> {
    const { keyId, wrapped } = vault.newKey(person);
    await fresh.database.pool.query("INSERT INTO subject (id) VALUES ($1)", [person]);
    await fresh.database.pool.query("INSERT INTO vault.subject_key (subject_id, key_id, wrapped) VALUES ($1, $2, $3)", [
      person,
      keyId,
      wrapped,
    ]);
  }

  it("opens what it sealed for a person, in another process too", async () => {
    const sealed = await vault.sealFor(ANNA, bytes);
    const other = createVault({ database: fresh.database, keys: testKeys, now: () => now });
    expect(text(await other.openFor(ANNA, sealed))).toBe("T-2001");
  });

  it("does not open one person's data as another's", async () => {
    const sealed = await vault.sealFor(ANNA, bytes);
    await expect(vault.openFor(BRAM, sealed)).rejects.toMatchObject({ code: "INVARIANT_BROKEN" });
  });

  it("opens with the wrapped key at hand and without the database", async () => {
    const sealed = await vault.sealFor(ANNA, bytes);
    const { rows } = await fresh.database.pool.query<{ key_id: string; wrapped: Buffer }>(
      "SELECT key_id, wrapped FROM vault.subject_key WHERE subject_id = $1",
      [ANNA],
    );
    const cold = createVault({ database: { pool: null as never }, keys: testKeys, now: () => now });
    const { key_id: keyId, wrapped } = rows[0]!;
    expect(text(cold.openWith({ keyId, wrapped }, { person: ANNA, bytes: sealed }))).toBe("T-2001");
    expect(text(await cold.openFor(ANNA, sealed))).toBe("T-2001");
  });

  it("seals for a person who is about to come, as the vault will open it", () => {
    const person = "01960000-0000-7000-8000-00000000000c" as Pseudonym;
    const key = vault.newKey(person);
    const sealed = key.seal(bytes);
    expect(text(vault.openWith(key, { person, bytes: sealed }))).toBe("T-2001");
  });

  it("has no key for a person who never was", async () => {
    const nobody = "01960000-0000-7000-8000-0000000000ff" as Pseudonym;
    await expect(vault.sealFor(nobody, bytes)).rejects.toMatchObject({ code: "STATE_MOVED" });
  });

  it("opens nothing of a person once the key is destroyed and forgotten, or a minute later by itself", async () => {
    const sealed = await vault.sealFor(BRAM, bytes);
    const other = createVault({ database: fresh.database, keys: testKeys, now: () => now });
    await other.openFor(BRAM, sealed);
    await fresh.database.pool.query("DELETE FROM vault.subject_key WHERE subject_id = $1", [BRAM]);
    vault.forget(BRAM);
    await expect(vault.openFor(BRAM, sealed)).rejects.toMatchObject({ code: "STATE_MOVED" });
    now += 60_000;
    await expect(other.openFor(BRAM, sealed)).rejects.toMatchObject({ code: "STATE_MOVED" });
  });
});

it("opens what was sealed once under a key that has since been replaced, and not without it", () => {
  const old = createKeyWrap({ active: "kek-1", keys: new Map([["kek-1", new Uint8Array(32).fill(1)]]) });
  const held = sealOnce(old, bytes);
  expect(held.keyId).toBe("kek-1");
  expect(text(openOnce(testKeys, held))).toBe("T-2001");
  const without = createKeyWrap({ active: "kek-2", keys: new Map([["kek-2", new Uint8Array(32).fill(2)]]) });
  expect(() => openOnce(without, held)).toThrow(expect.objectContaining({ code: "KEY_MISSING" }) as Error);
});

it("never seals twice under one key", () => {
  expect(sealOnce(testKeys, bytes).wrappedKey).not.toEqual(sealOnce(testKeys, bytes).wrappedKey);
});
