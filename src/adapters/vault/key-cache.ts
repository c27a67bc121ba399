/** Some 100 bytes each: the persons of one busy minute. */
const KEYS_MAX = 20_000;
/** Another process may have destroyed the key meanwhile; longer than this no process can still use it. */
const KEY_LIFE_MS = 60_000;

export interface KeyCache {
  get(person: string): Uint8Array | null;
  put(person: string, key: Uint8Array): void;
  drop(person: string): void;
}

/** Keys in use, the least recently used dropped first, each overwritten when it goes. */
export function createKeyCache(now: () => number, max = KEYS_MAX): KeyCache {
  const held = new Map<string, { readonly key: Uint8Array; readonly until: number }>();

  function drop(person: string): void {
    held.get(person)?.key.fill(0);
    held.delete(person);
  }

  return {
    drop,
    get(person) {
      const entry = held.get(person);
      if (entry === undefined) return null;
      if (now() >= entry.until) {
        drop(person);
        return null;
      }
      held.delete(person);
      held.set(person, entry);
      return entry.key;
    },
    put(person, key) {
      drop(person);
      held.set(person, { key, until: now() + KEY_LIFE_MS });
      const [oldest] = held.keys();
      if (held.size > max && oldest !== undefined) drop(oldest);
    },
  };
}
