import type { ExchangeView } from "../../exchange/views.ts";
import { textOf } from "../call-values.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { moreLines, pageOf } from "../pages.ts";
import { openRemote } from "../remote.ts";
import { tableLines } from "../table.ts";

const FILTERS = ["party", "covenant", "purpose", "outcome", "since", "until", "after"] as const;

/** For officers, data protection officer and auditor; a party has its inbox. */
export const exchanges: Command = {
  name: "exchanges",
  group: "people who decide",
  says: "the exchanges of every party, the newest first",
  profile: true,
  arguments: [],
  options: {
    party: { type: "string", value: "PARTY", says: "sent or received by it" },
    covenant: { type: "string", value: "ID", says: "under this covenant" },
    purpose: { type: "string", value: "PURPOSE", says: "for this purpose" },
    outcome: { type: "string", value: "OUTCOME", says: "allow, deny or hold" },
    since: { type: "string", value: "INSTANT", says: "decided from this instant on, 2026-11-22T00:00:00+01:00" },
    until: { type: "string", value: "INSTANT", says: "decided before this instant" },
    after: { type: "string", value: "ID", says: "go on after this one" },
  },
  examples: ["gateway exchanges --outcome deny", "gateway exchanges --party entree --since 2026-11-22T00:00:00+01:00"],
  async run(call) {
    const remote = await openRemote(call);
    const query = Object.fromEntries(FILTERS.map((name) => [name, textOf(call, name)]));
    const { items, next } = await pageOf<ExchangeView>(remote, { path: "/v1/exchanges", query });
    const table = tableLines(items, {
      style: call.style,
      columns: [
        { title: "exchange", of: ({ exchangeId }) => exchangeId },
        { title: "outcome", of: ({ outcome }) => outcome },
        { title: "purpose", of: ({ purpose }) => purpose },
        { title: "from", of: ({ from }) => from },
        { title: "to", of: ({ to }) => to },
        { title: "decided", of: ({ decidedAt }) => decidedAt },
        { title: "why", of: ({ reasons }) => reasons[0]?.code ?? "" },
      ],
    });
    const text =
      items.length === 0 ? ["no exchange fits"] : [...table, ...moreLines(next, remote.command("exchanges"))];
    return { exitCode: EXIT.ok, json: { environment: remote.profile.environment, items, next }, text };
  },
};
