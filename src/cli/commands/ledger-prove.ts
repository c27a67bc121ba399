import { proveEntry } from "../../client/ledger-proofs.ts";
import { isUuid } from "../../core/ids.ts";
import { toBase64 } from "../../core/ledger/bytes.ts";
import { positional, textOf } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SOURCE_OPTIONS, withSource } from "../ledger-sources.ts";
import { policyOf, TRUST_OPTIONS } from "../ledger-trust.ts";
import { checkpointJson, presentNote, signersLine } from "../ledger-words.ts";
import { grouped } from "../progress.ts";
import { UsageError } from "../usage-error.ts";

const INDEX = /^(0|[1-9]\d{0,14})$/;
const { policy: POLICY, vkey: VKEY } = TRUST_OPTIONS;

export const ledgerProve: Command = {
  name: "ledger prove",
  group: "the ledger",
  says: "the proof that an entry stands in the log, as a C2SP tlog-proof that other software reads too",
  profile: false,
  arguments: [{ name: "INDEX", says: "the entry's place in the log, from 0" }],
  options: {
    ...SOURCE_OPTIONS,
    ...(POLICY && VKEY ? { policy: POLICY, vkey: VKEY } : {}),
    checkpoint: { type: "string", value: "FILE", says: "prove under this kept checkpoint, not under the present one" },
    out: { type: "string", value: "NAME", says: "write NAME.tlog-proof and NAME.entry, for `gateway ledger verify`" },
  },
  examples: ["gateway ledger prove 42 --policy ledger.policy --out entry-42"],
  async run(call) {
    const index = indexOf(call);
    const policy = await policyOf(call);
    const { files } = call.toolbox;
    const file = textOf(call, "checkpoint");
    const kept = file === undefined ? null : new TextDecoder().decode(await files.read(file));
    const { entry, proof, checkpoint } = await withSource(call, {
      policy,
      read: async (source) =>
        proveEntry({ source, policy, note: kept ?? presentNote(await source.checkpoint()), index }),
    });
    const out = textOf(call, "out");
    if (out !== undefined) {
      await files.writeNew(`${out}.tlog-proof`, proof);
      await files.writeNew(`${out}.entry`, entry);
      call.note(`entry ${index} of ${grouped(checkpoint.size)}, ${signersLine(checkpoint)}`);
    }
    return {
      exitCode: EXIT.ok,
      json: { index, entry: toBase64(entry), proof, checkpoint: checkpointJson(checkpoint) },
      text: out === undefined ? [proof.replace(/\n$/, "")] : [`${out}.tlog-proof`, `${out}.entry`],
    };
  },
};

function indexOf(call: Call): number {
  const text = positional(call, 0);
  if (INDEX.test(text)) return Number(text);
  if (isUuid(text)) {
    throw new UsageError(
      "argument INDEX is an id, and a log holds places only",
      "get that exchange's receipt with `gateway receipt get ID`: it holds the proof and the place",
    );
  }
  throw new UsageError("argument INDEX is no place in a log", "give a whole number from 0");
}
