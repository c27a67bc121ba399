import { audit, type AuditReport } from "../../src/core/ledger/audit.ts";
import { tilePath, tilesOf, type TileId } from "../../src/core/ledger/tile-path.ts";
import type { TrustedLog } from "../../src/core/ledger/checkpoint.ts";

/** Fetches checkpoint, tiles and entries as anyone may, and hashes all of it again. */
export async function auditServed({
  url,
  kept,
  ...trusted
}: TrustedLog & { readonly url: string; readonly kept?: readonly string[] }): Promise<AuditReport> {
  const answer = await fetch(`${url}/checkpoint`);
  const checkpoint = answer.status === 200 ? await answer.text() : null;
  const size = Number(checkpoint?.split("\n")[1] ?? "0");
  const tiles = new Map<string, Uint8Array>();
  for (const id of tilesOf(size)) {
    const tile = await fetch(`${url}/${tilePath(id)}`);
    if (tile.status === 200) tiles.set(tilePath(id), new Uint8Array(await tile.arrayBuffer()));
  }
  return audit({
    ...trusted,
    ...(kept === undefined ? {} : { kept }),
    ledger: { checkpoint: () => checkpoint, tile: (id: TileId) => tiles.get(tilePath(id)) ?? null },
  });
}
