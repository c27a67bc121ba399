import { createHash, randomBytes } from "node:crypto";
import { createExchangeStore } from "../../../src/adapters/database/exchange-store.ts";
import type { Database } from "../../../src/adapters/database/database.ts";
import { decrypt, encrypt } from "../../../src/adapters/vault/cipher.ts";
import { createVault } from "../../../src/adapters/vault/vault.ts";
import type { Vault } from "../../../src/adapters/vault/vault.ts";
import { parseExchangeId, parseInstant, parseSha256 } from "../../../src/core/ids.ts";
import type { ExchangeId, Instant, Pseudonym, Sha256 } from "../../../src/core/ids.ts";
import type { Commit, ExchangeStore } from "../../../src/ports/exchange-store.ts";
import type { LedgerWrite } from "../../../src/ports/ledger.ts";

export const NOW = parseInstant(Date.parse("2026-11-22T10:00:00.123Z"));
export const later = (ms: number): Instant => parseInstant(NOW + ms);

let counted = 0;
/** UUIDv7s in the order in which they are made. */
export function newId(): string {
  counted += 1;
  const digits = counted.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-${randomBytes(6).toString("hex")}`;
}
export const newExchangeId = (): ExchangeId => parseExchangeId(newId());
export const newPseudonym = (): Pseudonym => newId() as Pseudonym;
export const sha256 = (bytes: Uint8Array | string): Sha256 =>
  parseSha256(createHash("sha256").update(bytes).digest("hex"));

/** The vault over a key-encryption key that lives as long as the test. */
export function testVault(database: Database): Vault {
  const kek = randomBytes(32);
  const about = "test key-encryption key";
  return createVault({
    database,
    now: () => NOW,
    keys: {
      wrapKey: (key) => ({ keyId: "kek-1", wrapped: encrypt(kek, { bytes: key, about }) }),
      unwrapKey: (_keyId, wrapped) => decrypt(kek, { bytes: wrapped, about }),
    },
  });
}

export interface TestStore {
  readonly database: Database;
  readonly vault: Vault;
  readonly store: ExchangeStore;
}

export function testStore(database: Database): TestStore {
  const vault = testVault(database);
  const relationDigest = ({ party, ref }: { readonly party: string; readonly ref: string }): Uint8Array =>
    createHash("sha256").update(`${party}|${ref}`).digest();
  const partnerDigest = () => Promise.resolve(null);
  return { database, vault, store: createExchangeStore({ database, vault, relationDigest, partnerDigest }) };
}

/** A person in the register, at version 1. */
export async function addSubject({ database, vault }: Pick<TestStore, "database" | "vault">): Promise<Pseudonym> {
  const pseudonym = newPseudonym();
  const key = vault.newKey(pseudonym);
  await database.pool.query("INSERT INTO subject (id) VALUES ($1)", [pseudonym]);
  await database.pool.query("INSERT INTO vault.subject_key (subject_id, key_id, wrapped) VALUES ($1, $2, $3)", [
    pseudonym,
    key.keyId,
    key.wrapped,
  ]);
  return pseudonym;
}

export function ledgerWrite(about: {
  readonly exchangeId: ExchangeId | null;
  readonly persons?: readonly Pseudonym[];
  readonly kind?: string;
  readonly at?: Instant;
}): LedgerWrite {
  const bytes = (name: string): Uint8Array => new TextEncoder().encode(`{"${name}":1}`);
  return {
    entryId: newId(),
    kind: about.kind ?? "exchange.decided",
    at: about.at ?? NOW,
    exchangeId: about.exchangeId,
    entry: new TextEncoder().encode(`exchange-log/v1\n${randomBytes(32).toString("base64")}\n`),
    header: bytes("header"),
    headerSalt: randomBytes(32),
    officer: bytes("officer"),
    officerSalt: randomBytes(32),
    personsSalt: randomBytes(32),
    personsList: bytes("list"),
    persons: (about.persons ?? []).map((pseudonym) => ({
      pseudonym,
      salt: randomBytes(32),
      opening: bytes(`person ${pseudonym}`),
    })),
  };
}

type Change = Partial<Omit<Commit, "exchange">> & { readonly exchange?: Partial<Commit["exchange"]> };

/** An allowed exchange with a parcel, about nobody; each test changes what it is about. */
export function commitOf(change: Change = {}): Commit {
  const id = change.exchange?.id ?? newExchangeId();
  const bytes = new TextEncoder().encode(`sealed parcel of ${id}`);
  return {
    views: { partner: `{"for":"partner"}`, controller: `{"for":"controller"}` },
    ledger: ledgerWrite({ exchangeId: id }),
    record: new TextEncoder().encode(`{"checks":[]}`),
    questionUntil: null,
    parcel: { recipient: "gemeente-bergendal", bytes, sha256: sha256(bytes), destroyAt: later(30 * 86_400_000) },
    delivered: null,
    hold: null,
    endsHold: null,
    search: null,
    decidedOn: { subjects: [], covenant: null, counters: [] },
    effects: [],
    alerts: [],
    tasks: [],
    ...change,
    exchange: {
      id,
      at: NOW,
      sender: "oosterpoort",
      recipient: "gemeente-bergendal",
      clientId: "oosterpoort-backoffice",
      actor: "system:huurincasso",
      covenant: { id: "bergendal-early-signal", version: 2, hash: sha256("covenant") },
      clause: "early-debt-signalling/out/default",
      purpose: "early-debt-signalling",
      direction: "out",
      message: "default",
      messageId: newId(),
      documentSha256: sha256(id),
      rowId: null,
      channel: null,
      replyTo: null,
      outcome: "allow",
      span: {
        traceId: "0af7651916cd43dd8448eb211c80319c",
        spanId: "b7ad6b7169203331",
        parentSpanId: null,
        startedAt: NOW,
      },
      ...change.exchange,
    },
  };
}

/** Rows of every table that a commit writes, by name: what a refused commit must leave as it was. */
export async function rowCounts({ pool }: Database): Promise<Readonly<Record<string, number>>> {
  const tables = ["message", "exchange", "parcel", "hold", "decision_record", "ledger_opening", "ledger_person"];
  tables.push("ledger_pending", "relation", "alert", "task", "counter", "subject", "vault.subject_key");
  const counts: [string, number][] = [];
  for (const table of tables) {
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    counts.push([table, rows[0]!.n]);
  }
  return Object.fromEntries(counts);
}
