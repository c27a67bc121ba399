import type { Database } from "../../../src/adapters/database/database.ts";
import { parseHeader } from "../../../src/core/ledger/header.ts";

/** What the ledger was told, in the order of telling. */
export const createReader = ({ pool }: Pick<Database, "pool">) => ({
  async activations(): Promise<readonly { readonly id: string; readonly version: number; readonly hash: string }[]> {
    const { rows } = await pool.query<{ header: Uint8Array }>("SELECT header FROM ledger_opening ORDER BY entry_id");
    const headers = rows.map(({ header }) => parseHeader(header));
    return headers.flatMap((header) => (header.kind === "covenant.activated" ? [header.covenant] : []));
  },
});
