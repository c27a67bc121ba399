import { GatewayError } from "../errors.ts";
import { decodeBundle } from "./bundle.ts";
import { equalBytes } from "./bytes.ts";
import type { OpenedCheckpoint } from "./checkpoint.ts";
import { findCommitment } from "./commitment.ts";
import { EMPTY_ROOT, HASH_BYTES } from "./hash.ts";
import { type FetchedTiles, fetchTiles, plan, type Within } from "./audit-plan.ts";
import { BUNDLE_LEVEL, rightEdgeOf, TILE_WIDTH, type TileId, tilePath } from "./tile-path.ts";
import { appendLeaves, type Growth, type Tile } from "./tiles.ts";

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

export interface AuditOutcome {
  /** How many were hashed again, and stand under the signed root when there is no finding. */
  readonly entries: number;
  readonly findings: readonly LedgerFinding[];
  /** `null` when there is none that the auditor can trust. */
  readonly checkpoint: OpenedCheckpoint | null;
}

export interface AuditSubject {
  /** The signed note; `null` when there is none. */
  readonly note: string | null;
  /** Opens it under the keys that the auditor trusts; throws what it does not. */
  readonly open: (note: string) => OpenedCheckpoint;
  /** Checkpoints that the auditor kept from earlier: only these show a rollback or a fork (ledger.md §5). */
  readonly kept: readonly string[];
  /** As `open`, without witnesses: whoever kept one may have done so before a witness cosigned. */
  readonly openKept: (note: string) => OpenedCheckpoint;
}

/** `auditSource` and `audit` drive it. */
export type AuditSteps = Within<AuditOutcome>;

const START: Growth = { size: 0, root: EMPTY_ROOT, tiles: [], bundles: [], rightEdge: [] };

/**
 * Hashes every entry again and compares all that follows from them: each tile, the signed root, and the roots that were
 * signed before. Yields the tiles it needs and takes their bytes; holds one step's at a time. Trusts nothing but the keys.
 * What is wrong with the ledger is a finding, never a throw.
 */
export function* auditSteps({ note, open, kept, openKept }: AuditSubject): AuditSteps {
  const findings: LedgerFinding[] = [];
  const report = (code: LedgerFindingCode, at: string): void => void findings.push({ code, at });
  const checkpoint = note === null ? null : refusedAsNull(() => open(note));
  if (!checkpoint) {
    report(note === null ? "CHECKPOINT_MISSING" : "CHECKPOINT_REFUSED", "checkpoint");
    return { entries: 0, findings, checkpoint };
  }
  const earlier = openEarlier(kept, { size: checkpoint.size, openKept, report });
  const entries = yield* rebuild(checkpoint, { earlier, report });
  return { entries, findings, checkpoint };
}

type Report = (code: LedgerFindingCode, at: string) => void;
/** Kept roots by size; the same size twice may be the fork itself. */
type Earlier = readonly { readonly at: string; readonly size: number; readonly root: Uint8Array }[];

function openEarlier(
  kept: readonly string[],
  {
    size,
    openKept,
    report,
  }: { readonly size: number; readonly openKept: AuditSubject["openKept"]; readonly report: Report },
): Earlier {
  const opened = kept.flatMap((note, place) => {
    const at = `kept/${place}`;
    const checkpoint = refusedAsNull(() => openKept(note));
    if (!checkpoint) report("KEPT_REFUSED", at);
    else if (checkpoint.size > size) report("ROLLED_BACK", at);
    else if (checkpoint.size > 0) return [{ at, size: checkpoint.size, root: checkpoint.root }];
    return [];
  });
  return opened.sort((a, b) => a.size - b.size);
}

interface Rebuild {
  readonly earlier: Earlier;
  readonly report: Report;
}

function* rebuild({ size, root }: OpenedCheckpoint, { earlier, report }: Rebuild): Within<number> {
  const edge = rightEdgeOf(size).filter(({ level }) => level !== BUNDLE_LEVEL);
  const wanted = plan(size, edge);
  let grown = START;
  let tiles = wanted.next().value;
  while (grown.size < size) {
    const next = wanted.next().value;
    const fetched = yield* fetchTiles({ tiles, next, hashed: grown.size, size });
    const read = readBundles(tiles, { fetched, report });
    grown = grow(grown, { entries: read.entries, fetched, earlier, report });
    if (read.broken) return grown.size; // nothing after a gap can be placed under the root
    tiles = next;
  }
  if (edge.length > 0) {
    const fetched = yield* fetchTiles({ tiles, next: [], hashed: grown.size, size });
    compareTiles(
      grown.rightEdge.filter(({ level }) => level !== BUNDLE_LEVEL),
      { fetched, report },
    );
  }
  if (!equalBytes(grown.root, root)) report("ROOT_DIFFERS", "checkpoint");
  return grown.size;
}

interface Access {
  readonly fetched: FetchedTiles;
  readonly report: Report;
}

/** The entries up to the first bundle that cannot be read; one that is not ours is reported and hashed all the same. */
function readBundles(
  tiles: readonly TileId[],
  { fetched, report }: Access,
): { readonly entries: readonly Uint8Array[]; readonly broken: boolean } {
  const entries: Uint8Array[] = [];
  for (const id of tiles) {
    if (id.level !== BUNDLE_LEVEL) continue;
    const path = tilePath(id);
    const stored = fetched.get(path);
    const bundle = stored && refusedAsNull(() => decodeBundle(stored.data, stored.width).slice(0, id.width));
    if (!bundle) {
      report(stored ? "BUNDLE_MALFORMED" : "BUNDLE_MISSING", path);
      return { entries, broken: true };
    }
    for (const [place, entry] of bundle.entries()) {
      if (findCommitment(entry) === null) report("ENTRY_MALFORMED", `${path}#${place}`);
      entries.push(entry);
    }
  }
  return { entries, broken: false };
}

interface Growing extends Access {
  readonly entries: readonly Uint8Array[];
  readonly earlier: Earlier;
}

/** A kept root is compared at the very leaf where it was signed. */
function grow(before: Growth, { entries, earlier, fetched, report }: Growing): Growth {
  const until = before.size + entries.length;
  const stops = earlier.map(({ size }) => size).filter((size) => size > before.size && size < until);
  let grown = before;
  for (const stop of [...new Set(stops), until]) {
    const taken = entries.slice(grown.size - before.size, stop - before.size);
    if (taken.length === 0) break;
    grown = appendLeaves({ ...grown, entries: taken });
    compareTiles(
      grown.tiles.filter(({ width }) => width === TILE_WIDTH),
      { fetched, report },
    );
    for (const one of earlier) if (one.size === stop && !equalBytes(one.root, grown.root)) report("FORKED", one.at);
  }
  return grown;
}

function compareTiles(tiles: readonly Tile[], { fetched, report }: Access): void {
  for (const tile of tiles) {
    const path = tilePath(tile);
    const stored = fetched.get(path);
    const data = stored?.width === tile.width ? stored.data : stored?.data.subarray(0, tile.width * HASH_BYTES);
    if (!data) report("TILE_MISSING", path);
    else if (!equalBytes(data, tile.data)) report("TILE_DIFFERS", path);
  }
}

/** `null` for what our own parsers refuse; anything else is not the ledger's fault and goes on. */
function refusedAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
