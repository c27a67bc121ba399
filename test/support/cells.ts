import { createVault, type Vault } from "../../src/adapters/vault/vault.ts";
import type { Pseudonym } from "../../src/core/ids.ts";
import type { RunningGateway } from "./running-gateway.ts";

export interface Cell {
  /** `public.hold.sealed`, and `opened` where it was. */
  readonly at: string;
  readonly text: string;
}

type Row = Readonly<Record<string, unknown>>;

async function tablesOf(g: RunningGateway): Promise<readonly string[]> {
  const { rows } = await g.database.pool.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN ('public', 'vault') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Rows of every table, by `schema.table`. */
export async function countRows(g: RunningGateway): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesOf(g)) {
    const { rows } = await g.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    counts[table] = rows[0]?.n ?? 0;
  }
  return counts;
}

/** A value as it is stored, and `opened` where it was sealed. */
export interface Bytes {
  readonly at: string;
  readonly bytes: Buffer;
}

/** Every binary cell of every table; each that is sealed also opened, with all the keys that this gateway has. */
export async function readBytes(g: RunningGateway): Promise<readonly Bytes[]> {
  const found: Bytes[] = [];
  await eachCell(g, ({ at, value, opened }) => {
    if (Buffer.isBuffer(value)) found.push({ at, bytes: value });
    if (opened !== null) found.push({ at: `${at} opened`, bytes: Buffer.from(opened) });
  });
  return found;
}

/** Every cell of every table as text; each that is sealed also opened, with all the keys that this gateway has. */
export async function readCells(g: RunningGateway): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  await eachCell(g, ({ at, value, opened }) => {
    cells.push(...textsOf(value).map((text) => ({ at, text })));
    if (opened !== null) cells.push({ at: `${at} opened`, text: Buffer.from(opened).toString("utf8") });
  });
  return cells;
}

interface Visited {
  readonly at: string;
  readonly value: unknown;
  readonly opened: Uint8Array | null;
}

async function eachCell(g: RunningGateway, visit: (cell: Visited) => void): Promise<void> {
  const vault = createVault({ database: g.database, keys: g.composed.keyring, now: () => g.clock.now() });
  for (const table of await tablesOf(g)) {
    const { rows } = await g.database.pool.query<Row>(`SELECT * FROM ${table}`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const opened = Buffer.isBuffer(value) ? await openCell(vault, row, value) : null;
        visit({ at: `${table}.${column}`, value, opened });
      }
    }
  }
}

function textsOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Buffer.isBuffer(value)) return [value.toString("utf8"), value.toString("latin1")];
  if (typeof value === "string") return [value];
  return [JSON.stringify(value)];
}

/** Under a person's key, by whichever column names the person; or under a key of its own, which stands beside it. */
async function openCell(vault: Vault, row: Row, sealed: Buffer): Promise<Uint8Array | null> {
  const person = row["subject_id"] ?? row["id"];
  if (typeof person === "string") {
    const opened = await vault.openFor(person as Pseudonym, sealed).catch(() => null);
    if (opened !== null) return opened;
  }
  const { key_id: keyId, wrapped_key: wrappedKey } = row;
  if (typeof keyId !== "string" || !Buffer.isBuffer(wrappedKey)) return null;
  try {
    return vault.openInstallation({ sealed, keyId, wrappedKey });
  } catch {
    return null;
  }
}

/** Parcels as their recipients read them. */
export async function readParcels(g: RunningGateway): Promise<readonly Cell[]> {
  const { rows } = await g.database.pool.query<{ exchange_id: string; recipient: string }>(
    "SELECT exchange_id, recipient FROM parcel WHERE destroyed_at IS NULL",
  );
  return Promise.all(
    rows.map(async ({ exchange_id: id, recipient }) => ({
      at: `parcel of ${recipient}`,
      text: JSON.stringify(await (await g.client(recipient)).fetch(id)),
    })),
  );
}
