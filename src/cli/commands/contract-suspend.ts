import { readVersionName } from "../../core/covenant/desk.ts";
import { isSet, neededText, positional, textOf } from "../call-values.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-suspension/1";

export const contractSuspend: Command = {
  name: "contract suspend",
  group: "covenants",
  says: "stop a version at once, for everybody or for one party that joined; --resume lets it go on",
  profile: true,
  arguments: [{ name: "VERSION", says: "one version, as ID@2" }],
  options: {
    reason: { type: "string", value: "TEXT", says: "why, for the ledger; no names of persons" },
    party: { type: "string", value: "PARTY", says: "only for this party, of a covenant that parties join one by one" },
    resume: { type: "boolean", says: "end the suspension" },
  },
  examples: [
    'gateway contract suspend contractor-repairs@1 --reason "incident under investigation"',
    'gateway contract suspend contractor-repairs@1 --party schilder-voorbeeld --reason "agreement ended"',
  ],
  async run(call) {
    const text = positional(call, 0);
    const name = readVersionName(text);
    if (name?.version == null) throw new UsageError("this names no version", "write it as ID@2");
    const reason = neededText(call, "reason");
    const party = textOf(call, "party") ?? null;
    const resume = isSet(call, "resume");
    const remote = await openRemote(call);
    const noun = resume ? "resumptions" : "suspensions";
    await remote.post(`/v1/covenants/${name.id}/${noun}`, { version: name.version, party, reason });
    const state = resume ? "resumed" : "suspended";
    const whom = party === null ? "" : ` for ${party}`;
    return {
      exitCode: EXIT.ok,
      json: { format: FORMAT, environment: remote.profile.environment, covenant: text, party, state },
      text: [`${text} is ${state}${whom}, from the next decision on`],
    };
  },
};
