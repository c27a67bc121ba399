import { isSet, neededText } from "../call-values.ts";
import type { Command, Options } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../usage-error.ts";

const group = "this installation" as const;
const ORIGIN = /^[a-z0-9.-]+(\/[a-z0-9._-]+)*$/;
/** As an officer's opening holds it. */
const REASON_MAX = 2_000;
const YES: Options = {
  yes: { type: "boolean", says: "every gateway is stopped, and docs/ledger-recovery.md was read" },
};

export const ledgerAdoptGuard: Command = {
  name: "ledger adopt-guard",
  group,
  says: "take the published checkpoint for the guard's, where the guard file is lost; with the settings of the gateway",
  profile: false,
  arguments: [],
  options: YES,
  examples: ["gateway ledger adopt-guard --yes"],
  async run(call) {
    requireYes(isSet(call, "yes"));
    const adopted = await call.toolbox.recovery(call.toolbox.env).adoptGuard();
    const text = adopted
      ? "the guard holds the published checkpoint now"
      : "nothing to adopt: there is a guard, or no checkpoint";
    return { exitCode: EXIT.ok, json: { adopted }, text: [text] };
  },
};

export const ledgerBeginAnew: Command = {
  name: "ledger begin-anew",
  group,
  says: "give a ledger that cannot be signed on a new name, with every entry that survives; with the settings of the gateway",
  profile: false,
  arguments: [],
  options: {
    ...YES,
    origin: { type: "string", value: "NAME", says: "the new name, such as log.example.nl/uitwisseling/2026-2" },
    reason: { type: "string", value: "TEXT", says: "what happened, for the privacy officer; about nobody" },
  },
  examples: [
    'gateway ledger begin-anew --origin log.example.nl/uitwisseling/2026-2 --reason "disk lost, backup of Monday" --yes',
  ],
  async run(call) {
    const origin = neededText(call, "origin");
    const reason = neededText(call, "reason");
    if (!ORIGIN.test(origin))
      throw new UsageError(
        "option `--origin` is no name of a ledger",
        "give lower-case letters, digits, dots and slashes",
      );
    if (reason.length > REASON_MAX)
      throw new UsageError("option `--reason` is too long", `give at most ${REASON_MAX} characters`);
    requireYes(isSet(call, "yes"));
    const entries = await call.toolbox.recovery(call.toolbox.env).beginAnew({ origin, reason });
    call.note(
      "next: set GATEWAY_LEDGER_ORIGIN to this name, start the gateway, and give partners and witnesses the new vkey",
    );
    const text =
      entries === null ? "the ledger has this name already" : `${entries} entries wait for their place under ${origin}`;
    return { exitCode: EXIT.ok, json: { origin, entries }, text: [text] };
  },
};

function requireYes(yes: boolean): void {
  if (!yes)
    throw new UsageError("option `--yes` is missing", "stop every gateway, read docs/ledger-recovery.md, then give it");
}
