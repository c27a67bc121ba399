import { GatewayError } from "../../core/errors.ts";
import { isLoopback } from "../../core/loopback.ts";
import { decodeBundle } from "../../core/ledger/bundle.ts";
import { TILE_WIDTH, type TileId, tilePath } from "../../core/ledger/tile-path.ts";
import { readLimited } from "../sources/answer.ts";

const TIMEOUT_MS = 5_000;

/** The entries of one bundle; `null` where the log does not serve them, or something else in their place. */
export type FetchBundle = (id: TileId) => Promise<readonly Uint8Array[] | null>;

/**
 * Reads bundles where a log serves its tiles (C2SP tlog-tiles): https, or this machine itself. Throws CONFIG_INVALID for
 * another address.
 */
export function createFetchBundle(url: string): FetchBundle {
  const base = baseOf(url);
  return async ({ n, level, width }) => {
    const bytes = await fetchTile(base, { n, level, width });
    const found = bytes ?? (width < TILE_WIDTH ? await fetchTile(base, { n, level, width: TILE_WIDTH }) : null);
    if (found === null) return null;
    try {
      // A log may have put the full bundle in the partial one's place meanwhile.
      return decodeBundle(found, bytes === null ? TILE_WIDTH : width).slice(0, width);
    } catch (error) {
      if (error instanceof GatewayError && error.code === "LEDGER_MALFORMED") return null;
      throw error;
    }
  };
}

/** `null` for whatever is no answer with a tile: the log is asked again when it asks for a cosignature again. */
async function fetchTile(base: string, id: TileId): Promise<Uint8Array | null> {
  try {
    const response = await fetch(`${base}/${tilePath(id)}`, {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 200) return await readLimited(response);
    await response.body?.cancel();
    return null;
  } catch {
    return null;
  }
}

function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isSafe = parsed?.protocol === "https:" || (parsed?.protocol === "http:" && isLoopback(parsed.hostname));
  if (parsed && isSafe && parsed.search === "" && parsed.username === "") return parsed.href.replace(/\/$/, "");
  throw new GatewayError("CONFIG_INVALID", "the log's address is not https", {
    at: "--mirror",
    remedy: "give the gateway's own address, as https://gateway.corporation.example",
  });
}
