import { type Consistent, proveConsistency } from "../../client/ledger-proofs.ts";
import { withoutWitnesses } from "../../client/ledger-audit.ts";
import { toBase64 } from "../../core/ledger/bytes.ts";
import type { OpenedCheckpoint } from "../../core/ledger/checkpoint.ts";
import { openUnderPolicy } from "../../core/ledger/open-under-policy.ts";
import { positional } from "../call-values.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SOURCE_OPTIONS, withSource } from "../ledger-sources.ts";
import { freshnessOf, policyOf, TRUST_OPTIONS } from "../ledger-trust.ts";
import { checkpointJson, presentNote, signersLine } from "../ledger-words.ts";
import { grouped } from "../progress.ts";
import { UsageError } from "../usage-error.ts";

type Verdict = Consistent["verdict"] | "rolled-back";

const SAYS: Readonly<Record<Verdict, string>> = {
  "same": "the same entries",
  "extends": "the newer extends the older: nothing was changed or taken away",
  "forked": "the log signed two histories of one size: keep both files, they are the proof",
  "unproven": "the log does not show that the newer extends the older: run `gateway ledger audit` with the older one",
  "rolled-back": "the log is smaller now than it was: entries were taken away, or an old state is served",
};

export const ledgerConsistency: Command = {
  name: "ledger consistency",
  group: "the ledger",
  says: "whether what a log states now extends a checkpoint that you kept",
  profile: false,
  arguments: [
    { name: "OLD", says: "a checkpoint kept from earlier" },
    { name: "NEW", says: "another one; without it, the log's present one", optional: true },
  ],
  options: { ...SOURCE_OPTIONS, ...TRUST_OPTIONS },
  examples: ["gateway ledger consistency seen.checkpoint --policy ledger.policy"],
  async run(call) {
    const policy = await policyOf(call);
    const freshness = freshnessOf(call);
    const { files } = call.toolbox;
    const textOfFile = async (file: string): Promise<string> => new TextDecoder().decode(await files.read(file));
    const older = openUnderPolicy(await textOfFile(positional(call, 0)), withoutWitnesses(policy));
    const second = call.positionals[1];
    const given = second === undefined ? null : await textOfFile(second);
    const { newer, found } = await withSource(call, {
      policy,
      async read(source) {
        const opened = openUnderPolicy(given ?? presentNote(await source.checkpoint()), policy, freshness);
        return { newer: opened, found: await compare(source, { older, newer: opened, isPresent: given === null }) };
      },
    });
    const holds = found.verdict === "same" || found.verdict === "extends";
    return {
      exitCode: holds ? EXIT.ok : EXIT.broken,
      json: {
        verdict: found.verdict,
        says: SAYS[found.verdict],
        older: checkpointJson(older),
        newer: checkpointJson(newer),
        proof: found.verdict === "extends" ? found.proof.map(toBase64) : null,
      },
      text: [
        `${holds ? call.style.good("✓") : call.style.bad("✗")} ${SAYS[found.verdict]}`,
        `  ${grouped(older.size)} entries, then ${grouped(newer.size)}, ${signersLine(newer)}`,
      ],
    };
  },
};

interface Compared {
  readonly older: OpenedCheckpoint;
  readonly newer: OpenedCheckpoint;
  /** Whether the newer one is what the log states now. */
  readonly isPresent: boolean;
}

async function compare(
  source: Parameters<typeof proveConsistency>[0],
  { older, newer, isPresent }: Compared,
): Promise<Consistent | { readonly verdict: "rolled-back" }> {
  if (older.size <= newer.size) return proveConsistency(source, { older, newer });
  if (isPresent) return { verdict: "rolled-back" };
  throw new UsageError("the first checkpoint is the newer one", "give the older one first");
}
