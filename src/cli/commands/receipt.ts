import { z } from "zod";
import { verifyReceiptAnswer, type CheckedReceipt, type ReceiptAnswer } from "../../client/receipt.ts";
import { GatewayError } from "../../core/errors.ts";
import { idOf, positional, secondsOf, textOf } from "../call-values.ts";
import { cleanText, printJson } from "../clean.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readJson } from "../outgoing.ts";
import { openProfile, openRemote } from "../remote.ts";
import type { Style } from "../style.ts";

/** The gateway waits no longer than this for the proof. */
const WAIT_SECONDS_MAX = 5;

export const receiptGet: Command = {
  name: "receipt get",
  group: "exchanges",
  says: "the receipt of an exchange, verified before it is shown",
  profile: true,
  arguments: [{ name: "ID", says: "the exchange" }],
  options: {
    wait: { type: "string", value: "SECONDS", says: "wait for the proof from the ledger, at most 5" },
    out: { type: "string", value: "FILE", says: "keep it in a new file, for `gateway receipt verify`" },
  },
  examples: ["gateway receipt get 019a9c3e-0f00-7a11-8b22-0123456789ab --wait 5 --out receipt.json"],
  async run(call) {
    const wait = secondsOf(call, { name: "wait", max: WAIT_SECONDS_MAX });
    const remote = await openRemote(call);
    const { checked, ...answer } = await remote.client.receipt(idOf(call), wait);
    const file = textOf(call, "out");
    if (file !== undefined) await call.toolbox.files.writeNew(file, `${printJson(kept(answer))}\n`);
    return {
      exitCode: EXIT.ok,
      json: { environment: remote.profile.environment, ...checkedJson(checked), ...kept(answer) },
      text: [...checkedLines(checked, call.style), ...(file === undefined ? [] : [`kept in  ${cleanText(file)}`])],
    };
  },
};

export const receiptVerify: Command = {
  name: "receipt verify",
  group: "exchanges",
  says: "whether a receipt in a file holds, without asking anybody",
  profile: true,
  arguments: [{ name: "FILE", says: "as `receipt get` keeps it; - is standard input" }],
  options: {},
  examples: ["gateway receipt verify receipt.json"],
  async run(call) {
    const profile = await openProfile(call);
    const checked = await verifyReceiptAnswer(profile, parseKept(await readJson(call, positional(call, 0))));
    return {
      exitCode: EXIT.ok,
      json: { environment: profile.environment, ...checkedJson(checked) },
      text: checkedLines(checked, call.style),
    };
  },
};

const kept = ({ status, receipt, signature, proof }: ReceiptAnswer): ReceiptAnswer => ({
  status,
  receipt,
  signature,
  proof,
});

// Loose: the whole of `receipt get --json` will do too.
const keptSchema = z.looseObject({ receipt: z.string(), signature: z.string() });

function parseKept(value: unknown): z.infer<typeof keptSchema> {
  const parsed = keptSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GatewayError("LEDGER_MALFORMED", "the file is no receipt: `receipt` and `signature` are not there", {
    remedy: "get it anew with `gateway receipt get ID --out FILE`",
  });
}

const checkedJson = ({ exchangeId, kind, outcome, index, size, signer }: CheckedReceipt) => ({
  exchangeId,
  kind,
  outcome,
  proven: index !== null,
  index,
  size,
  signer,
});

/** What was checked, in the order in which a doubter would ask. */
function checkedLines(checked: CheckedReceipt, style: Style): readonly string[] {
  const { exchangeId, kind, outcome, index, size, signer } = checked;
  const place =
    index === null || size === null
      ? `${style.warn("◐ not proven yet")} the gateway promises an entry: get the receipt again`
      : `${style.good("✓ in the ledger")} entry ${index} of ${size}, under the ledger key of the profile`;
  return [
    `${style.good("✓ signed")} by the gateway, key ${signer}`,
    place,
    `exchange ${cleanText(exchangeId)}`,
    `says     ${kind}${outcome === null ? "" : `: ${outcome}`}`,
  ];
}
