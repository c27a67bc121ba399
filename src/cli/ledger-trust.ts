import { GatewayError } from "../core/errors.ts";
import type { Freshness } from "../core/ledger/open-under-policy.ts";
import { type LedgerPolicy, parsePolicy } from "../core/ledger/policy.ts";
import { textOf } from "./call-values.ts";
import type { Call, Options } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A year; older evidence is asked for without `--max-age`. */
const AGE_SECONDS_MAX = 366 * 24 * 3600;

export const TRUST_OPTIONS: Options = {
  "policy": {
    type: "string",
    value: "FILE",
    says: "the log's key, its witnesses and how many must have cosigned (C2SP tlog-policy)",
  },
  "vkey": { type: "string", value: "VKEY", says: "the log's key alone, as name+id+key, from the covenant's annex" },
  "max-age": {
    type: "string",
    value: "SECONDS",
    says: "refuse a checkpoint that was cosigned longer ago; needs a policy with witnesses",
  },
};

/** Whom the caller trusts; from a file or the line, never from the log. Throws UsageError. */
export const policyOf = async (call: Call): Promise<LedgerPolicy> => (await readPolicy(call)).policy;

/** The same with the text that it was read from. */
export async function readPolicy(call: Call): Promise<{ readonly policy: LedgerPolicy; readonly text: string }> {
  const [file, vkey] = [textOf(call, "policy"), textOf(call, "vkey")];
  if ((file === undefined) === (vkey === undefined)) {
    throw new UsageError("nothing says which log is trusted, or two things do", "give --policy FILE or --vkey VKEY");
  }
  const text =
    file === undefined
      ? `log ${vkey ?? ""}\nquorum none\n`
      : new TextDecoder().decode(await call.toolbox.files.read(file));
  try {
    return { policy: parsePolicy(text), text };
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause;
    if (file !== undefined) throw new UsageError(cause.message, cause.remedy ?? "correct the file", { cause });
    throw new UsageError("option `--vkey` is no key of a log", "copy it whole, as name+id+key", { cause });
  }
}

/** `undefined` where age is not asked about. */
export function freshnessOf(call: Call): Freshness | undefined {
  const text = textOf(call, "max-age");
  if (text === undefined) return undefined;
  const ageSecondsMax = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  if (!(ageSecondsMax <= AGE_SECONDS_MAX)) {
    throw new UsageError("option `--max-age` is no number of seconds", `give 1 to ${AGE_SECONDS_MAX}`);
  }
  return { now: Math.floor(call.toolbox.now() / 1000), ageSecondsMax };
}
