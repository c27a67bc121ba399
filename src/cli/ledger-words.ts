import type { LedgerFinding, LedgerFindingCode } from "../core/ledger/audit-steps.ts";
import type { OpenedCheckpoint } from "../core/ledger/checkpoint.ts";
import type { Instant } from "../core/ids.ts";
import { GatewayError } from "../core/errors.ts";
import { rfc3339 } from "../core/instants.ts";
import { cleanText } from "./clean.ts";
import type { Style } from "./style.ts";

/** What each finding means to whoever has to act on it. */
export const FINDING_SAYS: Readonly<Record<LedgerFindingCode, string>> = {
  CHECKPOINT_MISSING: "the log states nothing: no signed checkpoint is there",
  CHECKPOINT_REFUSED: "the checkpoint is not what the trusted keys sign",
  KEPT_REFUSED: "the kept file is no checkpoint of this log",
  ROLLED_BACK: "the log is smaller now than it was: entries were taken away, or an old state is served",
  FORKED: "the log signed another history than this kept checkpoint: entries were changed, or two logs are shown",
  BUNDLE_MISSING: "entries are not served; nothing behind them can be checked",
  BUNDLE_MALFORMED: "entries cannot be read; nothing behind them can be checked",
  ENTRY_MALFORMED: "this entry is none that a gateway writes",
  TILE_MISSING: "hashes are not served",
  TILE_DIFFERS: "hashes are not those of the entries: an entry or a hash was changed",
  ROOT_DIFFERS: "the entries are not those that were signed",
};

/** One line a finding; `kept` are the files in the order in which they were given. */
export function findingLines(
  findings: readonly LedgerFinding[],
  { kept, style }: { readonly kept: readonly string[]; readonly style: Style },
): readonly string[] {
  return findings.map(({ code, at }) => {
    const file = /^kept\/(\d+)$/.exec(at)?.[1];
    const place = file === undefined ? at : (kept[Number(file)] ?? at);
    return `${style.bad(`✗ ${code}`)} ${cleanText(place)}: ${FINDING_SAYS[code]}`;
  });
}

/** `signed by log.example/2026, cosigned by fg.example/witness at 2026-11-22T…`: names and times as they were verified. */
export function signersLine({ origin, cosignatures }: OpenedCheckpoint): string {
  const cosigned = cosignatures.map(({ name, time }) => `${cleanText(name)} at ${cosignedAt(time)}`);
  return [`signed by ${origin}`, ...(cosigned.length === 0 ? [] : [`cosigned by ${cosigned.join(" and ")}`])].join(
    ", ",
  );
}

export const cosignedAt = (seconds: number): string => rfc3339((seconds * 1000) as Instant);

export const rootHex = ({ root }: Pick<OpenedCheckpoint, "root">): string => Buffer.from(root).toString("hex");

export const checkpointJson = (checkpoint: OpenedCheckpoint) => ({
  origin: checkpoint.origin,
  size: checkpoint.size,
  root: rootHex(checkpoint),
  cosignatures: checkpoint.cosignatures.map(({ name, time }) => ({ name, at: cosignedAt(time) })),
});

/** Throws LEDGER_MISMATCH where a log states nothing. */
export function presentNote(note: string | null): string {
  if (note !== null) return note;
  throw new GatewayError("LEDGER_MISMATCH", FINDING_SAYS.CHECKPOINT_MISSING, {
    remedy: "check that the log is served at this place",
  });
}
