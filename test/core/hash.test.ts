import { expect, it } from "vitest";

import { sha256Of } from "../../src/core/hash.ts";
import { parseSha256 } from "../../src/core/ids.ts";

// FIPS 180-4 examples, as NIST publishes them.
it.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
])("the digest of %j is %s", (text, digest) => {
  expect(sha256Of(new TextEncoder().encode(text))).toBe(digest);
  expect(parseSha256(digest)).toBe(digest);
});

it("is of the bytes, whatever buffer they lie in", () => {
  const bytes = new TextEncoder().encode("xxabcxx");
  expect(sha256Of(bytes.subarray(2, 5))).toBe(sha256Of(new TextEncoder().encode("abc")));
});
