import type { Pool, PoolClient } from "pg";
import type { Pseudonym } from "../../core/ids.ts";
import type { LedgerWrite } from "../../ports/ledger.ts";
import type { PersonSealer } from "./sealing.ts";
import { instantText } from "./values.ts";

/** The two arguments of the database's `write_ledger(jsonb, bytea[])`, for a statement of the caller's own. */
export interface LedgerArguments {
  readonly ledger: object;
  readonly parts: readonly Buffer[];
}

/** Seals each person's opening under that person's own key and lays out the rest as `write_ledger` takes it. */
export async function ledgerArguments(write: LedgerWrite, sealer: PersonSealer): Promise<LedgerArguments> {
  const persons: { readonly position: number; readonly subjectId: Pseudonym }[] = [];
  const parts = [write.entry, write.header, write.headerSalt, write.officer, write.officerSalt, write.personsSalt];
  parts.push(write.personsList);
  for (const [position, person] of write.persons.entries()) {
    const sealed = await sealer.seal(person.pseudonym, packPerson(person));
    if (sealed === null) continue;
    persons.push({ position, subjectId: person.pseudonym });
    parts.push(sealed);
  }
  const { entryId, kind, exchangeId } = write;
  const ledger = { entryId, kind, at: instantText(write.at), exchangeId, persons };
  return { ledger, parts: parts.map(asBuffer) };
}

/**
 * Writes an entry within a transaction of the caller's, whatever the sequencer is doing: a withdrawal must never be
 * refused because the ledger runs behind. Tell `ledgerWritten()` after the commit.
 */
export async function writeLedger(
  client: Pick<Pool | PoolClient, "query">,
  { write, sealer }: { readonly write: LedgerWrite; readonly sealer: PersonSealer },
): Promise<void> {
  const { ledger, parts } = await ledgerArguments(write, sealer);
  await client.query("SELECT write_ledger($1::jsonb, $2::bytea[])", [JSON.stringify(ledger), parts]);
}

/** What is sealed for one person: the salt's length in one byte, the salt, the opening. */
export function packPerson({ salt, opening }: { readonly salt: Uint8Array; readonly opening: Uint8Array }): Uint8Array {
  return Buffer.concat([Uint8Array.of(salt.byteLength), salt, opening]);
}

/** The inverse of `packPerson`. */
export function unpackPerson(bytes: Uint8Array): { readonly salt: Uint8Array; readonly opening: Uint8Array } {
  const end = 1 + (bytes[0] ?? 0);
  return { salt: bytes.subarray(1, end), opening: bytes.subarray(end) };
}

/** pg writes plain typed arrays within arrays as text; only Buffers become bytea. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
