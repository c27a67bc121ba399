import type { Sequencer } from "./adapters/database/sequencer.ts";
import { concludeVotedHolds } from "./exchange/conclude-voted-holds.ts";
import { lapseHolds } from "./exchange/lapse-holds.ts";
import { keepRegister } from "./exchange/processing-register.ts";
import { remindOfHolds } from "./exchange/remind-of-holds.ts";
import type { World } from "./ports/world.ts";

/** How often terms, parcels and answers past their end are looked for. */
const SWEEP_MS = 30_000;

export interface Work {
  readonly world: World;
  readonly sequencer: Sequencer;
  readonly sweep: () => Promise<unknown>;
}

export interface Worker {
  /** One round of terms and sweeping, now. */
  sweepNow(): Promise<void>;
  start(): void;
  /** Ends after the round and the batch at hand. */
  stop(): Promise<void>;
}

/** What must happen later: sequencing, holds past their term, parcels and answers past theirs. */
export function createWork({ world, sequencer, sweep }: Work): Worker {
  let timer: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  // On its own: that a term could not be kept is no reason to forget what the register said today.
  const keep = (): Promise<void> =>
    keepRegister(world).catch((error: unknown) => world.log.error("register-of-processing.failed", error));
  const once = async (): Promise<void> => {
    try {
      await concludeVotedHolds(world);
      await lapseHolds(world);
      await remindOfHolds(world);
      await sweep();
    } catch (error) {
      world.log.error("sweep.failed", error);
    }
    await keep();
  };
  return {
    sweepNow: once,
    start() {
      sequencer.start();
      round = round.then(keep);
      timer = setInterval(() => {
        round = round.then(once);
      }, SWEEP_MS);
      timer.unref();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await round;
      await sequencer.stop();
    },
  };
}
