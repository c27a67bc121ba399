/** Who cosigns our checkpoints, so that nobody can be shown another ledger than everyone else (ledger.md §2.6). */
export interface Witnesses {
  /**
   * The note with the cosignatures that came in time, each verified. Asks those who answered last time only, so that a silent
   * one delays one publication. Never throws.
   */
  cosign(note: string): Promise<string>;
  /** Asks whose cosignature the note lacks, or has for long, when they are due; `null` where nothing came of it. Never throws. */
  catchUp(note: string): Promise<string | null>;
}

/** Of an installation whose policy names none. */
export const NO_WITNESSES: Witnesses = {
  cosign: (note) => Promise.resolve(note),
  catchUp: () => Promise.resolve(null),
};
