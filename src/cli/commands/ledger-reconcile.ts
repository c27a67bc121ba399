import type { ReconcileCode } from "../../ports/reconciliation.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { createProgress, grouped } from "../progress.ts";

const SAYS: Readonly<Record<ReconcileCode, string>> = {
  ENTRY_MISSING: "this place in the log has no row: an entry was deleted",
  ENTRY_DIFFERS: "the entry's row is not what the log published",
  OPENING_MISSING: "nothing is kept that opens this entry",
  OPENING_DIFFERS: "what is kept is not what this entry committed to: it was replaced",
  OFFICER_DIFFERS: "what is kept for the officers is not what this entry committed to: it was replaced",
  PERSONS_DIFFER: "the persons kept with this entry are not those it committed to",
  PERSON_MISSING: "fewer persons are kept with this entry than it is about, and nobody was erased",
  FILED_WRONG: "this entry is kept under another kind, exchange or instant than it says itself",
  EXCHANGE_DIFFERS: "the row of the exchange, or what is shown of it, is not what was decided",
  OPENING_WITHOUT_ENTRY: "an opening is kept of an entry that is not in the log",
  EXCHANGE_WITHOUT_ENTRY: "this exchange has no entry of its own in the log",
  ENTRY_WITHOUT_EXCHANGE: "this entry is about an exchange that is not there any more",
};

export const ledgerReconcile: Command = {
  name: "ledger reconcile",
  group: "the ledger",
  says: "whether every exchange has its entry, every entry its exchange, and each the opening it committed to",
  profile: false,
  arguments: [],
  options: {},
  examples: ["gateway ledger reconcile", "gateway ledger reconcile --json"],
  async run(call) {
    const { ledger, env } = call.toolbox;
    const progress = createProgress(call, "entries");
    const { entries, pending, exchanges, findings, found } = await ledger
      .reconcile(env, (checked, size) => progress.show(checked, size))
      .finally(() => progress.end());
    const { style } = call;
    const counts = `${grouped(entries)} entries, ${grouped(pending)} waiting, ${grouped(exchanges)} exchanges`;
    const lines = findings.map(({ code, id }) => `${style.bad(`✗ ${code}`)} ${id}: ${SAYS[code]}`);
    const more = found > findings.length ? [`  and ${grouped(found - findings.length)} more`] : [];
    const last =
      found === 0
        ? `${style.good("✓")} ${counts}, all accounted for`
        : style.bad(`✗ ${counts}, ${grouped(found)} findings`);
    return {
      exitCode: found === 0 ? EXIT.ok : EXIT.broken,
      json: {
        whole: found === 0,
        entries,
        pending,
        exchanges,
        found,
        findings: findings.map(({ code, id }) => ({ code, id, says: SAYS[code] })),
      },
      text: [...lines, ...more, last],
    };
  },
};
