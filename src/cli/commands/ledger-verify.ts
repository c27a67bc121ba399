import { z } from "zod";
import { verifyProofFile } from "../../client/ledger-proofs.ts";
import { GatewayError } from "../../core/errors.ts";
import { utf8 } from "../../core/ledger/bytes.ts";
import type { OpenedCheckpoint } from "../../core/ledger/checkpoint.ts";
import { parseVkey } from "../../core/ledger/note-key.ts";
import type { LedgerPolicy } from "../../core/ledger/policy.ts";
import { findReceiptProof, verifyReceipt } from "../../core/ledger/receipt.ts";
import { positional, textOf } from "../call-values.ts";
import { cleanText } from "../clean.ts";
import type { Call, Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { freshnessOf, policyOf, TRUST_OPTIONS } from "../ledger-trust.ts";
import { checkpointJson, signersLine } from "../ledger-words.ts";
import { grouped } from "../progress.ts";
import { UsageError } from "../usage-error.ts";

const PROOF_START = "c2sp.org/tlog-proof";

export const ledgerVerify: Command = {
  name: "ledger verify",
  group: "the ledger",
  says: "whether a receipt or a proof holds under the keys you name, without asking anybody",
  profile: false,
  arguments: [{ name: "FILE", says: "a receipt as `gateway receipt get` keeps it, or a .tlog-proof" }],
  options: {
    ...TRUST_OPTIONS,
    entry: { type: "string", value: "FILE", says: "the entry that a .tlog-proof is about; a receipt holds its own" },
  },
  examples: [
    "gateway ledger verify receipt.json --policy ledger.policy --max-age 86400",
    "gateway ledger verify entry-42.tlog-proof --entry entry-42.entry --policy ledger.policy",
  ],
  async run(call) {
    const policy = await policyOf(call);
    const text = new TextDecoder().decode(await call.toolbox.files.read(positional(call, 0)));
    const verified = text.startsWith(PROOF_START)
      ? { says: null, ...verifyProofFile({ text, policy, entry: await entryOf(call), freshness: freshnessOf(call) }) }
      : verifyReceiptFile(text, { policy, call });
    return verified === null ? pending(call) : proven(verified, call);
  },
};

async function entryOf(call: Call): Promise<Uint8Array> {
  const file = textOf(call, "entry");
  if (file !== undefined) return call.toolbox.files.read(file);
  throw new UsageError("a .tlog-proof does not hold the entry that it is about", "give it with --entry FILE");
}

interface Verified {
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
  /** What a receipt's opening says; `null` for a bare proof. */
  readonly says: { readonly exchangeId: string; readonly kind: string; readonly outcome: string | null } | null;
}

/** As `receipt get` keeps it, or the canonical receipt alone. `null` while it waits for its proof. */
function verifyReceiptFile(
  text: string,
  { policy, call }: { readonly policy: LedgerPolicy; readonly call: Call },
): Verified | null {
  const bytes = utf8(receiptIn(text));
  const { vkey } = policy.log;
  const { exchangeId, header, entry } = verifyReceipt(bytes, { origin: parseVkey(vkey).name, vkey });
  const proof = findReceiptProof(bytes);
  if (proof === null) return null;
  const outcome = header.kind === "exchange.decided" ? header.outcome : null;
  return {
    ...verifyProofFile({ text: proof, entry, policy, freshness: freshnessOf(call) }),
    says: { exchangeId, kind: header.kind, outcome },
  };
}

const keptSchema = z.looseObject({ receipt: z.string() });

function receiptIn(text: string): string {
  try {
    const kept = keptSchema.safeParse(JSON.parse(text));
    return kept.success ? kept.data.receipt : text.trimEnd();
  } catch (cause) {
    throw new GatewayError("LEDGER_MALFORMED", "the file is neither a receipt nor a tlog-proof", {
      cause,
      remedy: "get it anew with `gateway receipt get ID --out FILE`",
    });
  }
}

const pending = ({ style }: Call) => ({
  exitCode: EXIT.failed,
  json: { proven: false, index: null, exchangeId: null, kind: null, outcome: null, checkpoint: null },
  text: [`${style.warn("◐ not proven yet")} the receipt waits for its entry's place: get it again`],
});

function proven({ index, checkpoint, says }: Verified, { style }: Call) {
  const place = `entry ${grouped(index)} of ${grouped(checkpoint.size)}, ${signersLine(checkpoint)}`;
  const outcome = says?.outcome ?? null;
  return {
    exitCode: EXIT.ok,
    json: {
      proven: true,
      index,
      exchangeId: says?.exchangeId ?? null,
      kind: says?.kind ?? null,
      outcome,
      checkpoint: checkpointJson(checkpoint),
    },
    text: [
      `${style.good("✓ in the ledger")} ${place}`,
      ...(says === null
        ? []
        : [`exchange ${cleanText(says.exchangeId)}`, `says     ${says.kind}${outcome === null ? "" : `: ${outcome}`}`]),
    ],
  };
}
