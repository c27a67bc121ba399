import { auditSource, type AuditSource, type SourceAudit } from "../../client/ledger-audit.ts";
import { GatewayError } from "../../core/errors.ts";
import { openUnderPolicy } from "../../core/ledger/open-under-policy.ts";
import { textOf } from "../call-values.ts";
import type { Call, Command, Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SOURCE_OPTIONS, withSource } from "../ledger-sources.ts";
import { freshnessOf, policyOf, TRUST_OPTIONS } from "../ledger-trust.ts";
import { checkpointJson, FINDING_SAYS, findingLines, rootHex, signersLine } from "../ledger-words.ts";
import { createProgress, grouped } from "../progress.ts";

const ROOT_CHARS = 16;

export const ledgerAudit: Command = {
  name: "ledger audit",
  group: "the ledger",
  says: "hash every entry again and compare all that follows from it, trusting nothing but the keys you name",
  profile: false,
  arguments: [
    {
      name: "KEPT",
      says: "checkpoints kept from earlier: only these show a rollback or a fork",
      optional: true,
      many: true,
    },
  ],
  options: {
    ...SOURCE_OPTIONS,
    ...TRUST_OPTIONS,
    keep: {
      type: "string",
      value: "FILE",
      says: "compare with the checkpoint in this file, and keep the one that was found good there for the next time",
    },
  },
  examples: [
    "gateway ledger audit --url https://gateway.example --vkey log.example/2026+c0ffee00+AQ... --keep seen.checkpoint",
    "gateway ledger audit --policy ledger.policy",
    "gateway ledger audit --folder export --policy export/policy",
  ],
  async run(call) {
    const policy = await policyOf(call);
    const keep = textOf(call, "keep");
    const { files } = call.toolbox;
    const before = keep === undefined ? null : await files.findText(keep);
    const names = [...(keep === undefined || before === null ? [] : [keep]), ...call.positionals];
    const given = await Promise.all(call.positionals.map(async (file) => textIn(await files.read(file))));
    const kept = [...(before === null ? [] : [before]), ...given];
    const progress = createProgress(call, "entries");
    const wish = { policy, freshness: freshnessOf(call), kept };
    const audited = await withSource(call, {
      policy,
      read: (source) => auditSource({ ...wish, source, onProgress: ({ hashed, size }) => progress.show(hashed, size) }),
    }).finally(() => progress.end());
    const isWhole = audited.findings.length === 0;
    if (isWhole && keep !== undefined && audited.note !== null) await files.replace(keep, audited.note);
    return auditResult(audited, { call, wish, names });
  },
};

const textIn = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

interface Audited {
  readonly call: Call;
  readonly wish: Pick<AuditSource, "policy" | "freshness">;
  /** Of the files that were compared. */
  readonly names: readonly string[];
}

function auditResult(audited: SourceAudit, { call, wish, names }: Audited): Result {
  const { entries, findings, checkpoint } = audited;
  const isWhole = findings.length === 0;
  const why = checkpoint === null ? whyRefused(audited, wish) : null;
  return {
    exitCode: isWhole ? EXIT.ok : EXIT.broken,
    json: {
      whole: isWhole,
      entries,
      checkpoint: checkpoint === null ? null : checkpointJson(checkpoint),
      compared: names.length,
      findings: findings.map(({ code, at }) => ({ code, at, says: FINDING_SAYS[code] })),
      why,
    },
    text: [
      ...findingLines(findings, { kept: names, style: call.style }),
      ...(why === null ? [] : [`  ${call.style.dim("why ")} ${why}`]),
      ...(checkpoint === null ? [] : [summary(audited, { call, compared: names.length })]),
    ],
  };
}

function summary(
  { entries, findings, checkpoint }: SourceAudit,
  { call, compared }: { readonly call: Call; readonly compared: number },
): string {
  if (checkpoint === null) return "";
  const { style } = call;
  if (findings.length > 0) {
    return style.bad(
      `✗ ${grouped(entries)} of ${grouped(checkpoint.size)} entries hashed, ${findings.length} findings`,
    );
  }
  const root = `root ${rootHex(checkpoint).slice(0, ROOT_CHARS)}…`;
  const seen = compared === 0 ? [] : [`extends ${compared} kept before`];
  return `${style.good("✓")} ${[`${grouped(entries)} entries`, "no gaps", root, signersLine(checkpoint), ...seen].join(", ")}`;
}

/** In our own words; the finding alone does not tell a wrong key from a witness that is missing. */
function whyRefused({ note }: SourceAudit, { policy, freshness }: Audited["wish"]): string | null {
  try {
    if (note !== null) openUnderPolicy(note, policy, freshness);
    return null;
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
}
