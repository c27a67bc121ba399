import type { ExchangeView } from "../../exchange/views.ts";
import { idOf } from "../call-values.ts";
import type { Command } from "../command.ts";
import { decisionLines } from "../decision-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";

export const show: Command = {
  name: "show",
  group: "exchanges",
  says: "the decision on one exchange, as you may see it",
  profile: true,
  arguments: [{ name: "ID", says: "the exchange" }],
  options: {},
  examples: ["gateway show 019a9c3e-0f00-7a11-8b22-0123456789ab"],
  async run(call) {
    const remote = await openRemote(call);
    const view = await remote.get<ExchangeView>(`/v1/exchanges/${idOf(call)}`);
    const covenant = view.covenant === null ? "no covenant" : `${view.covenant.id} v${view.covenant.version}`;
    return {
      exitCode: view.outcome === "deny" ? EXIT.denied : EXIT.ok,
      json: { environment: remote.profile.environment, exchange: view },
      text: [
        ...decisionLines(view, call.style),
        "",
        `exchange ${view.exchangeId}`,
        `parties  ${view.from} → ${view.to}`,
        `clause   ${covenant} ${view.purpose} ${view.direction} ${view.message}`,
        `decided  ${view.decidedAt}`,
        ...(view.emergencyReason === undefined ? [] : [`reason   ${view.emergencyReason}`]),
        ...(view.parcel === undefined ? [] : [`parcel   ${view.parcel.status}, ${view.parcel.size} bytes`]),
      ],
    };
  },
};
