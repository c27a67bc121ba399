import type { DryRunView } from "../../exchange/views.ts";
import { listOf, neededText, positional, textOf } from "../call-values.ts";
import type { Command } from "../command.ts";
import { fieldLines, reasonLines } from "../decision-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";
import type { Style } from "../style.ts";
import { CLAUSE } from "./covenants.ts";

export const dryRun: Command = {
  name: "dry-run",
  group: "covenants",
  says: "what a clause would do with these fields: no person, no value, nothing stored",
  profile: true,
  arguments: CLAUSE,
  options: {
    fields: { type: "string", value: "A,B", says: "the names of the fields" },
    message: { type: "string", value: "NAME", says: "the kind of document, where a clause has several" },
  },
  examples: ["gateway dry-run bergendal-early-signal early-debt-signalling out --fields caseRef,lastName,iban"],
  async run(call) {
    neededText(call, "fields");
    const message = textOf(call, "message");
    const remote = await openRemote(call);
    const view = await remote.post<DryRunView>("/v1/decisions", {
      covenant: positional(call, 0),
      purpose: positional(call, 1),
      direction: positional(call, 2),
      ...(message === undefined ? {} : { message }),
      fields: listOf(call, "fields") ?? [],
    });
    const { allowed, reasons, fields, missing, facts, consent, approval } = view;
    return {
      exitCode: allowed ? EXIT.ok : EXIT.denied,
      json: { environment: remote.profile.environment, allowed, reasons, fields, missing, facts, consent, approval },
      text: viewLines(view, call.style),
    };
  },
};

function viewLines(
  { allowed, reasons, fields, facts, consent, approval }: DryRunView,
  style: Style,
): readonly string[] {
  return [
    allowed ? style.good("✓ the clause carries this") : style.bad("✗ it would be refused"),
    ...reasonLines(reasons, style),
    ...fieldLines(fields, style),
    ...(facts.length === 0 ? [] : ["", "it depends on"]),
    ...preconditionLines(facts),
    ...(consent === "none" ? [] : ["", `consent  ${consent}`]),
    ...(approval === null ? [] : ["", `approval ${approval.count} of ${approval.by.join(", ")}`]),
  ];
}

/** A line a precondition, with all that it compares. */
function preconditionLines(facts: DryRunView["facts"]): readonly string[] {
  const ids = [...new Set(facts.map(({ precondition }) => precondition))];
  return ids.map((id) => {
    const own = facts.filter(({ precondition }) => precondition === id);
    const names = own.map(({ fact, provider }) => `${fact} from ${provider}`).join(", ");
    return `  ${id} ${own[0]?.says ?? ""} (${names})`;
  });
}
