import { createFolderSource } from "../client/ledger-folder.ts";
import { createHttpSource } from "../client/ledger-http.ts";
import type { LedgerSource } from "../client/ledger-source.ts";
import type { LedgerPolicy } from "../core/ledger/policy.ts";
import { isSet, textOf } from "./call-values.ts";
import type { Call, Options } from "./command.ts";
import { UsageError } from "./usage-error.ts";

export const SOURCE_OPTIONS: Options = {
  url: { type: "string", value: "URL", says: "a gateway, or any mirror of its log; without it, the policy's" },
  folder: { type: "string", value: "FOLDER", says: "a copy on disk: an export, or a witness's mirror" },
  database: {
    type: "boolean",
    says: "this installation's own: DATABASE_URL, or GATEWAY_DATA_DIR while no gateway runs on it",
  },
};

/** Reads from the log that the line names, and lets go of it afterwards. */
export async function withSource<T>(
  call: Call,
  { policy, read }: { readonly policy: LedgerPolicy | null; readonly read: (source: LedgerSource) => Promise<T> },
): Promise<T> {
  const folder = textOf(call, "folder");
  const url = textOf(call, "url");
  const wantsDatabase = isSet(call, "database");
  if ([folder !== undefined, url !== undefined, wantsDatabase].filter(Boolean).length > 1) {
    throw new UsageError("several logs are named", "give one of --url, --folder and --database");
  }
  if (wantsDatabase) return call.toolbox.ledger.withDatabase(call.toolbox.env, read);
  if (folder !== undefined) return read(createFolderSource(folder));
  const address = url ?? policy?.log.url ?? null;
  if (address === null) {
    throw new UsageError("nothing says where the log is", "give --url, --folder or --database");
  }
  if (!/^https?:\/\/\S+$/.test(address) || !URL.canParse(address)) {
    throw new UsageError("option `--url` is no http or https address", "give it as https://gateway.example");
  }
  return read(createHttpSource({ url: address, pause: call.toolbox.pause }));
}
