/** Keeps the disk and the threads of crypto at work, with far fewer open files than any system allows. */
const BATCH = 32;

/**
 * Maps several at a time and never rejects: results come in the order of the items, so that whoever unwraps them with
 * `valueOf` throws the first that failed in that order, whichever failed first.
 */
export async function inBatches<T, R>(
  items: readonly T[],
  map: (item: T) => Promise<R>,
): Promise<readonly PromiseSettledResult<R>[]> {
  const settled: PromiseSettledResult<R>[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    settled.push(...(await Promise.allSettled(items.slice(from, from + BATCH).map(map))));
  }
  return settled;
}

export function valueOf<R>(settled: PromiseSettledResult<R>): R {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}
