import { exportLedger } from "../../client/ledger-export.ts";
import { neededText } from "../call-values.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SOURCE_OPTIONS, withSource } from "../ledger-sources.ts";
import { freshnessOf, readPolicy, TRUST_OPTIONS } from "../ledger-trust.ts";
import { checkpointJson, FINDING_SAYS, findingLines, signersLine } from "../ledger-words.ts";
import { createProgress, grouped } from "../progress.ts";

export const ledgerExport: Command = {
  name: "ledger export",
  group: "the ledger",
  says: "copy a log into a folder that anybody can check offline; goes on where it was cut off",
  profile: false,
  arguments: [],
  options: {
    ...SOURCE_OPTIONS,
    ...TRUST_OPTIONS,
    out: { type: "string", value: "FOLDER", says: "a new folder, or one in which an export was cut off" },
  },
  examples: ["gateway ledger export --policy ledger.policy --out ledger-2026"],
  async run(call) {
    const { policy, text } = await readPolicy(call);
    const folder = neededText(call, "out");
    const freshness = freshnessOf(call);
    const progress = createProgress(call, "entries");
    const { entries, findings, checkpoint } = await withSource(call, {
      policy,
      read: (source) =>
        exportLedger({
          source,
          policy,
          freshness,
          folder,
          policyText: text,
          onProgress: ({ hashed, size }) => progress.show(hashed, size),
        }),
    }).finally(() => progress.end());
    const isWhole = findings.length === 0 && checkpoint !== null;
    const done = isWhole ? [`${call.style.good("✓")} ${grouped(entries)} entries, ${signersLine(checkpoint)}`] : [];
    return {
      exitCode: isWhole ? EXIT.ok : EXIT.broken,
      json: {
        whole: isWhole,
        entries,
        checkpoint: checkpoint === null ? null : checkpointJson(checkpoint),
        findings: findings.map(({ code, at }) => ({ code, at, says: FINDING_SAYS[code] })),
      },
      text: [...findingLines(findings, { kept: [], style: call.style }), ...done],
    };
  },
};
