import type { WitnessAnswer, WitnessedLog } from "../core/ledger/witness.ts";

/** What a witness keeps between two requests, and after its process dies. */
export interface WitnessState {
  /** Every log that is watched, as it stands now. Throws LEDGER_MISMATCH where what was kept is damaged. */
  logs(): Promise<readonly WitnessedLog[]>;
  /**
   * Decides one request of a log with nobody else deciding for it meanwhile. Resolves when what follows is kept and flushed:
   * the note of what was cosigned, the proof of a split. `null`, and nothing decided, for a log that is not watched.
   */
  decide(origin: string, decide: (log: WitnessedLog) => WitnessAnswer): Promise<WitnessAnswer | null>;
}
