import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decrypt, encrypt } from "../../../src/adapters/vault/cipher.ts";
import { createKeyCache } from "../../../src/adapters/vault/key-cache.ts";

const key = new Uint8Array(32).fill(7);
const plain = new TextEncoder().encode("de Vries");
const sealed = encrypt(key, { bytes: plain, about: "subject|a" });

describe("a sealed value", () => {
  it("opens under its key, about the same thing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, about) => {
        expect(new Uint8Array(decrypt(key, { bytes: encrypt(key, { bytes, about }), about }))).toEqual(bytes);
      }),
    );
  });

  it("says its format first and is never the same twice", () => {
    expect(sealed[0]).toBe(1);
    expect(encrypt(key, { bytes: plain, about: "subject|a" })).not.toEqual(sealed);
    expect(sealed).toHaveLength(1 + 12 + plain.length + 16);
  });

  it("does not open with any one bit changed", () => {
    for (let at = 0; at < sealed.length * 8; at++) {
      const bytes = Uint8Array.from(sealed);
      bytes[at >> 3]! ^= 1 << (at & 7);
      expect(() => decrypt(key, { bytes, about: "subject|a" })).toThrow(
        expect.objectContaining({ code: "INVARIANT_BROKEN" }) as Error,
      );
    }
  });

  it.each([
    { name: "under another key", with: new Uint8Array(32).fill(8), bytes: sealed, about: "subject|a" },
    { name: "as another person's", with: key, bytes: sealed, about: "subject|b" },
    { name: "cut short", with: key, bytes: sealed.subarray(0, 20), about: "subject|a" },
    { name: "empty", with: key, bytes: new Uint8Array(0), about: "subject|a" },
    { name: "with a tag of four bytes", with: key, bytes: sealed.subarray(0, sealed.length - 12), about: "subject|a" },
  ])("does not open $name", ({ with: other, bytes, about }) => {
    expect(() => decrypt(other, { bytes, about })).toThrow(
      expect.objectContaining({ code: "INVARIANT_BROKEN" }) as Error,
    );
  });
});

describe("the cache of keys", () => {
  const aKey = (): Uint8Array => new Uint8Array(32).fill(9);

  it("drops and overwrites the one used longest ago", () => {
    const cache = createKeyCache(() => 0, 2);
    const first = aKey();
    const second = aKey();
    cache.put("a", first);
    cache.put("b", second);
    expect(cache.get("a")).toBe(first);
    cache.put("c", aKey());
    expect(cache.get("b")).toBeNull();
    expect(second).toEqual(new Uint8Array(32));
    expect(cache.get("a")).toBe(first);
  });

  it("forgets after a minute, since another process may have destroyed the key", () => {
    let now = 0;
    const cache = createKeyCache(() => now);
    const key = aKey();
    cache.put("a", key);
    now = 59_999;
    expect(cache.get("a")).toBe(key);
    now = 60_000;
    expect(cache.get("a")).toBeNull();
    expect(key).toEqual(new Uint8Array(32));
  });
});
