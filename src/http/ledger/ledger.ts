import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { parseCheckpoint } from "../../core/ledger/checkpoint.ts";
import { parseNote } from "../../core/ledger/note.ts";
import { BUNDLE_LEVEL, findTile, TILE_WIDTH, type TileId } from "../../core/ledger/tile-path.ts";
import type { LedgerReader } from "../../ports/ledger.ts";
import { raw, rawResponse } from "../answers.ts";
import { defineRoute } from "../define-route.ts";

/** The longest tile path is well under this. */
const TILE_CHARS_MAX = 64;
const NOTE_TYPE = "text/plain; charset=utf-8";
/** Anyone may read the ledger, a page of another site too: it holds no personal data. */
const OPEN = { "Access-Control-Allow-Origin": "*" };
const IMMUTABLE = { ...OPEN, "Cache-Control": "public, max-age=31536000, immutable" };
/** A few seconds at most: a cached checkpoint hides new entries (ledger.md §1). */
const SHORT = { ...OPEN, "Cache-Control": "public, max-age=2" };

/** Not signed yet: a mirror reads it before it cosigns, and no cache may keep what may still come out otherwise. */
const PASSING = { ...OPEN, "Cache-Control": "no-store" };

/** Whether the published checkpoint covers all of the tile. */
async function isPublished(ledger: Pick<LedgerReader, "checkpoint">, { level, n, width }: TileId): Promise<boolean> {
  const note = await ledger.checkpoint();
  const leaves = (n * TILE_WIDTH + width) * TILE_WIDTH ** Math.max(level, 0);
  return note !== null && leaves <= parseCheckpoint(parseNote(note).text).size;
}

const absent = (what: string): GatewayError => new GatewayError("NOT_FOUND", `there is no such ${what}`);

export const getCheckpoint = defineRoute({
  method: "get",
  path: "/checkpoint",
  operationId: "getCheckpoint",
  summary: "The ledger's signed checkpoint (C2SP tlog-tiles)",
  tag: "ledger",
  auth: "none",
  request: {},
  responses: {
    200: rawResponse("A signed note.", {
      mediaType: "text/plain",
      example: "log.example/2026\n3\n…\n\n— log.example/2026 …\n",
    }),
  },
  errors: ["NOT_FOUND", "DATABASE_UNAVAILABLE"],
  handler: async (_, { ledger }) => {
    const note = await ledger.checkpoint();
    if (note === null) throw absent("checkpoint yet");
    return raw(NOTE_TYPE, note, SHORT);
  },
});

export const getTile = defineRoute({
  method: "get",
  path: "/tile/{+tile}",
  operationId: "getTile",
  summary: "A tile of hashes `{level}/{n}[.p/{width}]` or a bundle of entries `entries/{n}[.p/{width}]`",
  tag: "ledger",
  auth: "none",
  request: { params: z.strictObject({ tile: z.string().max(TILE_CHARS_MAX) }) },
  responses: {
    200: rawResponse("Hashes of 32 bytes, or length-prefixed entries.", {
      mediaType: "application/octet-stream",
      example: "(binary)",
    }),
  },
  errors: ["NOT_FOUND", "DATABASE_UNAVAILABLE"],
  handler: async ({ params }, { ledger }) => {
    const id = findTile(`tile/${params.tile}`);
    if (id === null) throw absent("tile");
    const bytes =
      id.level === BUNDLE_LEVEL ? await ledger.bundle(id.n, id.width) : await ledger.tile(id.level, id.n, id.width);
    if (bytes === null) throw absent("tile");
    return raw("application/octet-stream", bytes, (await isPublished(ledger, id)) ? IMMUTABLE : PASSING);
  },
});

export const getVerifierKey = defineRoute({
  method: "get",
  path: "/ledger/vkey",
  operationId: "getVerifierKey",
  summary: "The ledger's verifier key; pin the one in your covenant, never trust this one alone",
  tag: "ledger",
  auth: "none",
  request: {},
  responses: {
    200: rawResponse("A note verifier key.", { mediaType: "text/plain", example: "log.example/2026+87865961+AQ…\n" }),
  },
  errors: [],
  handler: (_, { ledger }) => raw(NOTE_TYPE, `${ledger.vkey}\n`, SHORT),
});
