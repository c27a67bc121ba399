import { readFile } from "node:fs/promises";
import { GatewayError } from "../../core/errors.ts";

/** Where the passphrase of the keys stands: a file, or the setting itself. */
export type PassphraseAt =
  { readonly kind: "file"; readonly file: string } | { readonly kind: "text"; readonly text: string };

/** Throws KEY_LOCKED for a file that cannot be read. */
export async function readPassphrase(at: PassphraseAt): Promise<string> {
  if (at.kind === "text") return at.text;
  try {
    return (await readFile(at.file, "utf8")).trim();
  } catch (cause) {
    throw new GatewayError("KEY_LOCKED", "the passphrase file cannot be read", {
      cause,
      at: "GATEWAY_PASSPHRASE_FILE",
      remedy: "name a file that this account may read",
    });
  }
}
