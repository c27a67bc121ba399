import { createKeyWrap } from "../../../src/adapters/keyring/key-wrap.ts";
import { createPseudonyms } from "../../../src/adapters/keyring/pseudonyms.ts";

/** The keyring's own mechanisms under keys made for the test. */
export const testKeys = {
  ...createKeyWrap({
    active: "kek-2",
    keys: new Map([
      ["kek-1", new Uint8Array(32).fill(1)],
      ["kek-2", new Uint8Array(32).fill(2)],
    ]),
  }),
  ...createPseudonyms(new Uint8Array(32).fill(3)),
};
