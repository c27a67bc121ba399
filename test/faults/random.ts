import { randomInt } from "node:crypto";
import process from "node:process";

/** `FAULTS_SEED` repeats a run's moments; what the machine was doing then nobody can repeat. */
export const seedOfRun = (): number => Number(process.env["FAULTS_SEED"] ?? randomInt(2 ** 31));

/** Mulberry32 (public domain): a few lines, the same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
