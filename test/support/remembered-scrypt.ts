import type * as crypto from "node:crypto";

type Scrypt = (
  passphrase: string,
  salt: Uint8Array,
  bytes: number,
  options: crypto.ScryptOptions,
  done: (error: Error | null, key: Buffer) => void,
) => void;

/**
 * `node:crypto` whose scrypt makes each key once: the same passphrase and salt give the same key, and files that open one set of
 * keys dozens of times need not derive it dozens of times. For `vi.mock("node:crypto", …)`; no other parameter is taken for it.
 */
export function withRememberedScrypt(real: typeof crypto): typeof crypto {
  const made = new Map<string, Promise<Buffer>>();
  const scrypt: Scrypt = (passphrase, salt, bytes, options, done) => {
    const asked = JSON.stringify([passphrase, Buffer.from(salt).toString("hex"), bytes, options]);
    const key =
      made.get(asked) ??
      new Promise<Buffer>((resolve, reject) => {
        real.scrypt(passphrase, salt, bytes, options, (error, derived) => {
          if (error === null) resolve(derived);
          else reject(error);
        });
      });
    made.set(asked, key);
    key.then(
      (derived) => done(null, Buffer.from(derived)),
      (error: unknown) => done(error as Error, Buffer.alloc(0)),
    );
  };
  return { ...real, scrypt: scrypt as typeof crypto.scrypt };
}
