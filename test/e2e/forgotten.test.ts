import { afterAll, beforeAll, expect, it } from "vitest";
import { unpackPerson } from "../../src/adapters/database/ledger-write.ts";
import { createVault } from "../../src/adapters/vault/vault.ts";
import { sha256Of } from "../../src/core/hash.ts";
import type { Pseudonym } from "../../src/core/ids.ts";
import { parseCanonical } from "../../src/core/ledger/canonical.ts";
import { type Opening, printCommitment } from "../../src/core/ledger/commitment.ts";
import {
  verifyHeaderOpening,
  verifyOfficerOpening,
  verifyPersonList,
  verifyPersonOpening,
} from "../../src/core/ledger/entry.ts";
import { parsePersonList, type PersonOpening } from "../../src/core/ledger/opening.ts";
import { verifyReceipt } from "../../src/core/ledger/receipt.ts";
import type { Tenant } from "../../src/sandbox/tenants.ts";
import { readBytes, readCells } from "../support/cells.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { stranger } from "../support/stranger.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly entry: Buffer;
  readonly header: Opening;
  readonly officer: Opening;
  readonly list: Opening;
}

/** What is sealed of one person in one entry. */
interface Part extends Opening {
  readonly entryId: string;
  readonly sealed: Buffer;
}

eachDatabase("A person who was erased", (under) => {
  let g: RunningGateway;
  let gone: Pseudonym;
  let other: Pseudonym;
  let exchangeId: string;
  /** The request, of which only the tenant's number is to be guessed. */
  let erasure: object;
  /** As the corporation fetched it before the erasure. */
  let kept: Uint8Array;
  /** What was sealed of the person, as a backup from before still has it. */
  let backup: readonly Part[];

  beforeAll(async () => {
    g = await runGateway(under);
    const [person, neighbour] = [await g.newTenant(), await g.newTenant()];
    await g.consent(person);
    const both = { subjects: [about(person, "tenant"), { ...about(neighbour, "occupant"), fields: ["phoneNumber"] }] };
    ({ exchangeId } = await (await g.client("oosterpoort")).send({ ...documents.renovation(person), ...both }));
    await g.sequenced();
    kept = new TextEncoder().encode((await (await g.client("oosterpoort")).receipt(exchangeId)).receipt);
    [gone, other] = [await pseudonymOf(person), await pseudonymOf(neighbour)];
    backup = await partsOf(gone);
    expect(await trySaltsOn(backup.map(({ bytes }) => bytes))).toBe(backup.length);
    erasure = { personRef: person.ref };
    await g.post("/v1/erasures", erasure);
  });
  afterAll(() => g.close());

  const about = ({ ref }: Tenant, role: string): object => ({ role, personRef: ref });
  const pseudonymOf = async ({ ref }: Tenant): Promise<Pseudonym> =>
    (await g.composed.world.register.pseudonymOf(ref)) ?? expect.fail("the register does not know its own tenant");
  const vault = () => createVault({ database: g.database, keys: g.composed.keyring, now: () => g.clock.now() });

  async function partsOf(person: Pseudonym): Promise<readonly Part[]> {
    const { rows } = await g.database.pool.query<{ entry_id: string; sealed: Buffer }>(
      "SELECT entry_id, sealed FROM ledger_person WHERE subject_id = $1 ORDER BY entry_id",
      [person],
    );
    return Promise.all(
      rows.map(async ({ entry_id: entryId, sealed }) => {
        const { salt, opening } = unpackPerson(await vault().openFor(person, sealed));
        return { entryId, sealed, salt, bytes: opening };
      }),
    );
  }

  async function entries(): Promise<readonly Entry[]> {
    const { rows } = await g.database.pool.query<Record<string, Buffer> & { entry_id: string; kind: string }>(
      "SELECT o.*, e.entry FROM ledger_opening o JOIN ledger_entry e USING (entry_id) ORDER BY e.idx",
    );
    const opening = (row: Record<string, Buffer>, salt: string, bytes: string): Opening => ({
      salt: row[salt] ?? expect.fail(salt),
      bytes: row[bytes] ?? expect.fail(bytes),
    });
    return rows.map((row) => ({
      id: row.entry_id,
      kind: row.kind,
      entry: row["entry"] ?? expect.fail("entry"),
      header: opening(row, "header_salt", "header"),
      officer: opening(row, "officer_salt", "officer"),
      list: opening(row, "persons_salt", "persons_list"),
    }));
  }

  /** Takes every 32 bytes that the gateway has or can open for the salt; gives how many of the guesses that confirmed. */
  async function trySaltsOn(guesses: readonly Uint8Array[]): Promise<number> {
    const commitments = new Set((await entries()).flatMap(({ list }) => parsePersonList(list.bytes)));
    const confirmed = new Set<string>();
    for (const salt of saltsIn((await readBytes(g)).map(({ bytes }) => bytes))) {
      for (const guess of guesses) {
        const commitment = printCommitment(salt, guess);
        if (commitments.has(commitment)) confirmed.add(commitment);
      }
    }
    return confirmed.size;
  }

  it("leaves every entry, proof and opening as true as it was", async () => {
    expect(await g.audit()).toMatchObject({ findings: [] });
    for (const { id, entry, header, officer, list } of await entries()) {
      expect(verifyHeaderOpening(entry, header), id).toBe(true);
      expect(verifyOfficerOpening(header.bytes, officer), id).toBe(true);
      expect(verifyPersonList(header.bytes, list), id).toBe(true);
    }
    const { origin, vkey } = g.composed.world.ledger;
    expect(verifyReceipt(kept, { origin, vkey })).toMatchObject({
      exchangeId,
      proven: { index: expect.any(Number) as number },
    });
    const text = new TextDecoder().decode(kept);
    expect((await stranger()).verifyReceipt(text, [vkey])).toMatchObject({ header: { exchangeId } });
    const { checked } = await (await g.client("oosterpoort")).receipt(exchangeId);
    expect(checked).toMatchObject({ exchangeId });
  });

  it("leaves the others of the same entry proven", async () => {
    const byId = new Map((await entries()).map((entry) => [entry.id, entry]));
    const shared = (await partsOf(other)).filter(({ entryId }) => backup.some((part) => part.entryId === entryId));
    expect(shared).toHaveLength(1);
    const { list } = byId.get(shared[0]!.entryId)!;
    expect(parsePersonList(list.bytes)).toHaveLength(2);
    expect(verifyPersonOpening(list.bytes, shared[0]!)).toBe(true);
    expect(JSON.parse(Buffer.from(shared[0]!.bytes).toString())).toEqual<PersonOpening>({
      pseudonym: other,
      role: "occupant",
      fields: ["phoneNumber"],
    });
  });

  it("cannot be confirmed by a guess, with the whole database and every key", async () => {
    expect(backup.length).toBeGreaterThanOrEqual(3);
    expect(await trySaltsOn(backup.map(({ bytes }) => bytes))).toBe(0);
    const stored = await readBytes(g);
    for (const { salt } of backup) expect(stored.filter(({ bytes }) => bytes.includes(Buffer.from(salt)))).toEqual([]);
  });

  it("cannot be opened from a backup of the rest either, with any key there is", async () => {
    const { rows } = await g.database.pool.query<{ subject_id: Pseudonym; key_id: string; wrapped: Buffer }>(
      "SELECT subject_id, key_id, wrapped FROM vault.subject_key",
    );
    expect(rows.map((row) => row.subject_id)).not.toContain(gone);
    for (const { sealed } of backup) {
      await expect(vault().openFor(gone, sealed)).rejects.toMatchObject({ code: "STATE_MOVED" });
      for (const { key_id: keyId, wrapped } of rows)
        expect(() => vault().openWith({ keyId, wrapped }, { person: gone, bytes: sealed })).toThrow();
    }
  });

  it("is not told by what is kept to know the same request again", async () => {
    const digest = sha256Of(new TextEncoder().encode(JSON.stringify(erasure)));
    const cells = (await readCells(g)).map(({ text }) => text);
    const keyed = Buffer.from(g.composed.keyring.blindIndex("idempotency.body", digest)).toString("hex");
    expect(cells.filter((text) => text.includes(keyed))).toHaveLength(1);
    expect(cells.filter((text) => text.includes(digest))).toEqual([]);
  });

  it("is named by no row but its own bare one, what proves a consent, and an answer that is kept three days", async () => {
    const named = (await readCells(g)).filter(({ text }) => text.includes(gone));
    expect(new Set(named.map(({ at }) => at))).toEqual(
      new Set(["public.subject.id", "public.consent.subject_id", "public.idempotent_answer.body"]),
    );
  });

  it("was erased by an entry that says so and names nobody", async () => {
    const erased = (await entries()).filter(({ kind }) => kind === "subject.erased");
    expect(erased).toHaveLength(1);
    const { header, officer, list, id } = erased[0]!;
    expect(parseCanonical(header.bytes)).toMatchObject({ actor: "oosterpoort-system", party: null, purpose: null });
    expect(parseCanonical(officer.bytes)).toEqual({ actors: [], because: null, details: {} });
    expect(parsePersonList(list.bytes)).toHaveLength(1);
    const { rows } = await g.database.pool.query("SELECT 1 FROM ledger_person WHERE entry_id = $1", [id]);
    expect(rows).toEqual([]);
  });
});

function* saltsIn(values: readonly Buffer[]): Generator<Uint8Array> {
  for (const bytes of values) for (let at = 0; at + 32 <= bytes.byteLength; at++) yield bytes.subarray(at, at + 32);
}
