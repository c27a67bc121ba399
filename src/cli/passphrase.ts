import { textOf } from "./call-values.ts";
import type { Call } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** As the gateway itself demands of a passphrase in its environment; a key made with less would never be opened. */
const LENGTH_MIN = 16;

/** The passphrase of the keys from a file or the environment; never from the command line, where others can read it. */
export async function passphraseOf(call: Call): Promise<string> {
  const { env, files } = call.toolbox;
  const file = textOf(call, "passphrase-file") ?? (env["GATEWAY_PASSPHRASE_FILE"] || undefined);
  const text = env["GATEWAY_PASSPHRASE"] || undefined;
  if (textOf(call, "passphrase-file") === undefined && file !== undefined && text !== undefined) {
    throw new UsageError("GATEWAY_PASSPHRASE and GATEWAY_PASSPHRASE_FILE are both set", "keep one");
  }
  if (file !== undefined) return new TextDecoder().decode(await files.read(file)).trim();
  if (text === undefined) {
    throw new UsageError(
      "there is no passphrase for the keys",
      "give --passphrase-file FILE or set GATEWAY_PASSPHRASE_FILE",
    );
  }
  if (text.length < LENGTH_MIN) {
    throw new UsageError(`GATEWAY_PASSPHRASE has fewer than ${LENGTH_MIN} characters`, "take several words");
  }
  return text;
}
