/** Twelve random bits of the UUID serve as a counter within one millisecond, so that ids of one maker sort as made. */
const COUNTER_MAX = 0xfff;
const RANDOM_BYTES = 10;

/**
 * Makes lower-case UUIDv7 (RFC 9562 §5.7, §6.2 method 1): strictly ascending within one maker, also when the clock stands
 * still or steps back. 62 bits of each id are random. Clock and randomness come from outside.
 */
export function createIds({
  now,
  random,
}: {
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const bytes = random(RANDOM_BYTES);
    const at = now();
    if (at > last) {
      last = at;
      counter = startOf(bytes);
    } else if (counter < COUNTER_MAX) {
      counter++;
    } else {
      // The counter is spent: borrow from the next millisecond rather than repeat or descend.
      last++;
      counter = startOf(bytes);
    }
    return print({ at: last, counter, bytes });
  };
}

/** Below half of the counter's range, so that there is room to count up. */
const startOf = (bytes: Uint8Array): number => (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & 0x7ff;

function print({
  at,
  counter,
  bytes,
}: {
  readonly at: number;
  readonly counter: number;
  readonly bytes: Uint8Array;
}): string {
  const variant = 0x80 | ((bytes[2] ?? 0) & 0x3f);
  const tail = Buffer.from([variant, ...bytes.subarray(3, RANDOM_BYTES)]).toString("hex");
  const time = at.toString(16).padStart(12, "0");
  const count = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
