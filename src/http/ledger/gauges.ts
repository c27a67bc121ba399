import type { Instant } from "../../core/ids.ts";
import { readCosignature } from "../../core/ledger/cosignature.ts";
import { parseNote } from "../../core/ledger/note.ts";
import type { LedgerReader } from "../../ports/ledger.ts";

/** The ledger in figures, for whoever watches the machine; an age in seconds is left out where there is nothing to be old. */
export async function ledgerGauges(
  ledger: Pick<LedgerReader, "origin" | "behindMs" | "checkpoint">,
  now: Instant,
): Promise<Readonly<Record<string, number>>> {
  const [behindMs, note] = await Promise.all([ledger.behindMs(), ledger.checkpoint()]);
  const times = note === null ? [] : cosignatureTimes(note, ledger.origin);
  const newest = Math.max(...times);
  return {
    ledger_behind_seconds: behindMs / 1000,
    ledger_cosignatures: times.length,
    ...(times.length > 0 ? { ledger_cosignature_age_seconds: Math.max(0, Math.floor(now / 1000) - newest) } : {}),
  };
}

/** Every line but the log's own was verified before it was added to the note. */
const cosignatureTimes = (note: string, origin: string): readonly number[] =>
  parseNote(note)
    .signatures.filter(({ name }) => name !== origin)
    .map(({ signature }) => readCosignature(signature).time);
