import { vi } from "vitest";
import { parseInstant, type Instant } from "../../src/core/ids.ts";

/** A clock that begins where it is told, goes on by itself and can be moved; the whole process reads it. */
export interface MovableClock {
  now(): Instant;
  /** Forward or, negative, back. */
  move(ms: number): void;
  /** To an instant, RFC 3339. */
  moveTo(text: string): void;
  /** Takes it away again: the process goes by the clock that was there before. */
  stop(): void;
}

const RealDate = Date;
const running: DateConstructor[] = [];

/**
 * Puts a clock of our own in the place of the process's. Gateway and clients then agree on the time, and long polls still
 * end, which under a clock that stands still they would not.
 */
export function startClock(text: string): MovableClock {
  const elapsed = (): number => Math.floor(performance.now());
  let offset = RealDate.parse(text) - elapsed();
  const now = (): Instant => parseInstant(elapsed() + offset);
  const own = new Proxy(RealDate, {
    construct: (target, given: unknown[]) => Reflect.construct(target, given.length === 0 ? [now()] : given) as Date,
    get: (target, name, receiver) => (name === "now" ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
  running.push(own);
  vi.stubGlobal("Date", own);
  return {
    now,
    move: (ms) => void (offset += ms),
    moveTo: (to) => void (offset = RealDate.parse(to) - elapsed()),
    stop() {
      running.splice(running.indexOf(own), 1);
      vi.stubGlobal("Date", running.at(-1) ?? RealDate);
    },
  };
}
