import { GatewayError } from "../errors.ts";
import { decodeBundle } from "./bundle.ts";
import { equalBytes } from "./bytes.ts";
import { openCheckpoint, type OpenedCheckpoint, type TrustedLog } from "./checkpoint.ts";
import { findCommitment } from "./commitment.ts";
import { EMPTY_ROOT, HASH_BYTES } from "./hash.ts";
import { BUNDLE_LEVEL, TILE_WIDTH, type TileId, tileIn, tilePath } from "./tile-path.ts";
import { appendLeaves, type Growth, type Tile } from "./tiles.ts";

export interface LedgerCopy {
  /** The signed note; `null` when there is none. */
  checkpoint(): string | null;
  /** Tiles and, at `BUNDLE_LEVEL`, entry bundles; `null` when it is not there. */
  tile(id: TileId): Uint8Array | null;
}

export interface Audit extends TrustedLog {
  readonly ledger: LedgerCopy;
  /** Checkpoints that the auditor kept from earlier: only these show a rollback or a fork (ledger.md §5). */
  readonly kept?: readonly string[];
}

export type LedgerFindingCode =
  | "CHECKPOINT_MISSING"
  | "CHECKPOINT_REFUSED"
  | "KEPT_REFUSED"
  | "ROLLED_BACK"
  | "FORKED"
  | "BUNDLE_MISSING"
  | "BUNDLE_MALFORMED"
  | "ENTRY_MALFORMED"
  | "TILE_MISSING"
  | "TILE_DIFFERS"
  | "ROOT_DIFFERS";

export interface LedgerFinding {
  readonly code: LedgerFindingCode;
  /** A tile's path, with the entry's place behind `#`; `checkpoint`; or the place in `kept`. */
  readonly at: string;
}

/** `entries`: how many were hashed again, and stand under the signed root when there is no finding. */
export interface AuditReport {
  readonly entries: number;
  readonly findings: readonly LedgerFinding[];
}

const START: Growth = { size: 0, root: EMPTY_ROOT, tiles: [], bundles: [], rightEdge: [] };

/**
 * Hashes every entry again and compares all that follows from them: each tile, the signed root, and the roots that were
 * signed before. Trusts nothing but the keys. What is wrong with the ledger is a finding, never a throw.
 */
export function audit({ ledger, kept = [], ...trusted }: Audit): AuditReport {
  const findings: LedgerFinding[] = [];
  const report = (code: LedgerFindingCode, at: string): void => void findings.push({ code, at });
  const note = ledger.checkpoint();
  const checkpoint = note === null ? null : refusedAsNull(() => openCheckpoint(note, trusted));
  if (!checkpoint) {
    report(note === null ? "CHECKPOINT_MISSING" : "CHECKPOINT_REFUSED", "checkpoint");
    return { entries: 0, findings };
  }
  const earlier = openKept(kept, { size: checkpoint.size, trusted, report });
  const entries = rebuild(checkpoint, { ledger, earlier, report });
  return { entries, findings };
}

type Report = (code: LedgerFindingCode, at: string) => void;
/** Kept roots by size; the same size twice may be the fork itself. */
type Earlier = readonly { readonly at: string; readonly size: number; readonly root: Uint8Array }[];

function openKept(
  kept: readonly string[],
  { size, trusted, report }: { readonly size: number; readonly trusted: TrustedLog; readonly report: Report },
): Earlier {
  const opened = kept.flatMap((note, place) => {
    const at = `kept/${place}`;
    // Whoever kept it may have done so before a witness cosigned: the log's own signature is what binds the log.
    const checkpoint = refusedAsNull(() => openCheckpoint(note, { ...trusted, witnesses: [] }));
    if (!checkpoint) report("KEPT_REFUSED", at);
    else if (checkpoint.size > size) report("ROLLED_BACK", at);
    else if (checkpoint.size > 0) return [{ at, size: checkpoint.size, root: checkpoint.root }];
    return [];
  });
  return opened.sort((a, b) => a.size - b.size);
}

interface Rebuild {
  readonly ledger: LedgerCopy;
  readonly earlier: Earlier;
  readonly report: Report;
}

function rebuild({ size, root }: OpenedCheckpoint, { ledger, earlier, report }: Rebuild): number {
  let grown = START;
  for (let n = 0; n * TILE_WIDTH < size; n++) {
    const entries = readEntries(tileIn(size, { level: BUNDLE_LEVEL, n }), { ledger, report });
    if (!entries) return grown.size; // nothing after a gap can be placed under the root
    const base = grown.size;
    // A kept root is compared at the very leaf where it was signed.
    const stops = earlier.map((one) => one.size).filter((stop) => stop > base && stop < base + entries.length);
    for (const stop of [...new Set(stops), base + entries.length]) {
      grown = appendLeaves({ ...grown, entries: entries.slice(grown.size - base, stop - base) });
      compareTiles(
        grown.tiles.filter(({ width }) => width === TILE_WIDTH),
        { ledger, report },
      );
      for (const one of earlier) if (one.size === stop && !equalBytes(one.root, grown.root)) report("FORKED", one.at);
    }
  }
  compareTiles(
    grown.rightEdge.filter(({ level }) => level !== BUNDLE_LEVEL),
    { ledger, report },
  );
  if (!equalBytes(grown.root, root)) report("ROOT_DIFFERS", "checkpoint");
  return grown.size;
}

type Access = Pick<Rebuild, "ledger" | "report">;

/** `null` when the bundle cannot be read; an entry that is not ours is reported and hashed all the same. */
function readEntries(id: TileId, { ledger, report }: Access): Uint8Array[] | null {
  const path = tilePath(id);
  const partial = ledger.tile(id);
  const data = partial ?? ledger.tile(fullOf(id));
  if (!data) {
    report("BUNDLE_MISSING", path);
    return null;
  }
  const entries = refusedAsNull(() => decodeBundle(data, partial ? id.width : TILE_WIDTH).slice(0, id.width));
  if (!entries) report("BUNDLE_MALFORMED", path);
  entries?.forEach((entry, place) => {
    if (findCommitment(entry) === null) report("ENTRY_MALFORMED", `${path}#${place}`);
  });
  return entries;
}

function compareTiles(tiles: readonly Tile[], { ledger, report }: Access): void {
  for (const tile of tiles) {
    const id = { level: tile.level, n: tile.n, width: tile.width };
    // A partial tile may have made way for the full one (C2SP tlog-tiles).
    const stored = ledger.tile(id) ?? ledger.tile(fullOf(id))?.subarray(0, tile.width * HASH_BYTES);
    if (!stored) report("TILE_MISSING", tilePath(id));
    else if (!equalBytes(stored, tile.data)) report("TILE_DIFFERS", tilePath(id));
  }
}

const fullOf = (id: TileId): TileId => ({ ...id, width: TILE_WIDTH });

/** `null` for what our own parsers refuse; anything else is not the ledger's fault and goes on. */
function refusedAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
