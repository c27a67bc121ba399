import { type AuditOutcome, auditSteps } from "./audit-steps.ts";
import { openCheckpoint, type TrustedLog } from "./checkpoint.ts";
import type { TileId } from "./tile-path.ts";

/** A ledger that is at hand, whole. */
export interface LedgerCopy {
  /** The signed note; `null` when there is none. */
  checkpoint(): string | null;
  /** Tiles and, at `BUNDLE_LEVEL`, entry bundles; `null` when it is not there. */
  tile(id: TileId): Uint8Array | null;
}

export interface Audit extends TrustedLog {
  readonly ledger: LedgerCopy;
  readonly kept?: readonly string[];
}

export type AuditReport = Pick<AuditOutcome, "entries" | "findings">;

/** All the steps of `auditSteps` over a copy at hand. A fault of its reader is thrown: that is not the ledger's. */
export function audit({ ledger, kept = [], ...trusted }: Audit): AuditReport {
  const steps = auditSteps({
    note: ledger.checkpoint(),
    open: (note) => openCheckpoint(note, trusted),
    kept,
    openKept: (note) => openCheckpoint(note, { ...trusted, witnesses: [] }),
  });
  let step = steps.next();
  while (step.done !== true) step = steps.next(step.value.tiles.map((id) => ledger.tile(id)));
  const { entries, findings } = step.value;
  return { entries, findings };
}
