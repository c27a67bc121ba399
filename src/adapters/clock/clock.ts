import { randomBytes, randomFillSync } from "node:crypto";
import { parseInstant, type Instant } from "../../core/ids.ts";

/** The machine's clock, in whole milliseconds UTC. */
export const systemNow = (): Instant => parseInstant(Date.now());

/** Cryptographically strong bytes. */
export const systemRandom = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));

/** Twelve random bits of the UUID serve as a counter within one millisecond, so that ids of one process sort as made. */
const COUNTER_MAX = 0xfff;

/**
 * Makes lower-case UUIDv7 (RFC 9562 §5.7, method 1): strictly ascending within one maker, also when the clock stands
 * still or steps back. 62 bits of each id are random.
 */
export function createIds(now: () => number): () => string {
  const random = new Uint8Array(10);
  let last = 0;
  let counter = 0;
  return () => {
    randomFillSync(random);
    const at = now();
    if (at > last) {
      last = at;
      counter = startOf(random);
    } else if (counter < COUNTER_MAX) {
      counter++;
    } else {
      // The counter is spent: borrow from the next millisecond rather than repeat or descend.
      last++;
      counter = startOf(random);
    }
    return print(last, counter, random);
  };
}

/** Below half of the counter's range, so that there is room to count up. */
const startOf = (random: Uint8Array): number => (((random[0] ?? 0) << 8) | (random[1] ?? 0)) & 0x7ff;

function print(at: number, counter: number, random: Uint8Array): string {
  const variant = 0x80 | ((random[2] ?? 0) & 0x3f);
  const tail = Buffer.from([variant, ...random.subarray(3, 10)]).toString("hex");
  const time = at.toString(16).padStart(12, "0");
  const count = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
