import { type AuditOutcome, auditSteps } from "../core/ledger/audit-steps.ts";
import { type Freshness, openUnderPolicy } from "../core/ledger/open-under-policy.ts";
import type { LedgerPolicy } from "../core/ledger/policy.ts";
import type { TileId } from "../core/ledger/tile-path.ts";
import { fetchTiles, type LedgerSource } from "./ledger-source.ts";

export interface AuditSource {
  readonly source: LedgerSource;
  readonly policy: LedgerPolicy;
  readonly freshness?: Freshness | undefined;
  /** Checkpoints kept from earlier. */
  readonly kept?: readonly string[];
  readonly onProgress?: (progress: { readonly hashed: number; readonly size: number }) => void;
}

export interface SourceAudit extends AuditOutcome {
  /** The note that was audited, to be kept for the next time; `null` when the source has none. */
  readonly note: string | null;
}

/** No witness is asked for: the log's own signature is what binds the log. */
export const withoutWitnesses = ({ log }: LedgerPolicy): LedgerPolicy => ({
  log,
  witnesses: [],
  quorum: { threshold: 0, of: [] },
});

/** The whole of a log, hashed again; each step's tiles are fetched while the step before is hashed. */
export async function auditSource({
  source,
  policy,
  freshness,
  kept = [],
  ...told
}: AuditSource): Promise<SourceAudit> {
  const note = await source.checkpoint();
  const steps = auditSteps({
    note,
    open: (text) => openUnderPolicy(text, policy, freshness),
    kept,
    openKept: (text) => openUnderPolicy(text, withoutWitnesses(policy)),
  });
  let ahead = begin(source, []);
  let step = steps.next();
  while (step.done !== true) {
    const { tiles, next, hashed, size } = step.value;
    told.onProgress?.({ hashed, size });
    const fetched = await (ahead.tiles === tiles ? ahead.fetched : fetchTiles(source, tiles));
    if (ahead.tiles !== next) ahead = begin(source, next);
    step = steps.next(fetched);
  }
  const outcome = step.value;
  told.onProgress?.({ hashed: outcome.entries, size: outcome.checkpoint?.size ?? 0 });
  return { ...outcome, note };
}

function begin(source: LedgerSource, tiles: readonly TileId[]) {
  const fetched = fetchTiles(source, tiles);
  // Heard when its turn comes; an audit that ends before asks for it no more.
  fetched.catch(() => undefined);
  return { tiles, fetched };
}
