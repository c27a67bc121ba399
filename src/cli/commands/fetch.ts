import { cleanText, printJson } from "../clean.ts";
import { idOf, textOf } from "../call-values.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";
import { UsageError } from "../usage-error.ts";

const ID = { name: "ID", says: "the exchange" } as const;
const KINDS = ["receipt", "deletion"] as const;

export const fetch: Command = {
  name: "fetch",
  group: "exchanges",
  says: "fetch a parcel, decrypt it and verify that the gateway made it",
  profile: true,
  arguments: [ID],
  options: { out: { type: "string", value: "FILE", says: "write it to a new file, for your eyes only" } },
  examples: ["gateway fetch 019a9c3e-0f00-7a11-8b22-0123456789ab --out signal.json"],
  async run(call) {
    const remote = await openRemote(call);
    const exchangeId = idOf(call);
    const parcel = await remote.client.fetch(exchangeId);
    const file = textOf(call, "out");
    if (file !== undefined) await call.toolbox.files.writeNew(file, `${printJson(parcel)}\n`);
    call.note(`${call.noteStyle.good("✓ verified")} signed by the gateway, sealed to ${remote.profile.party}`);
    call.note(`${call.noteStyle.dim("next")} ${remote.command(`ack ${exchangeId}`)}`);
    const where = { environment: remote.profile.environment, exchangeId, sha256: parcel.sha256 };
    if (file !== undefined)
      return { exitCode: EXIT.ok, json: { ...where, file }, text: [`written to ${cleanText(file)}`] };
    return { exitCode: EXIT.ok, json: { ...where, parcel }, text: [printJson(parcel)] };
  },
};

export const ack: Command = {
  name: "ack",
  group: "exchanges",
  says: "acknowledge, signed, that you received a parcel or deleted its data",
  profile: true,
  arguments: [ID],
  options: { kind: { type: "string", value: "KIND", says: "receipt (default) or deletion" } },
  examples: ["gateway ack 019a9c3e-0f00-7a11-8b22-0123456789ab --kind deletion"],
  async run(call) {
    const given = textOf(call, "kind") ?? "receipt";
    const kind = KINDS.find((known) => known === given);
    if (kind === undefined) throw new UsageError("`--kind` is no kind of acknowledgement", "give receipt or deletion");
    const remote = await openRemote(call);
    const exchangeId = idOf(call);
    const { recorded } = await remote.client.acknowledge(exchangeId, kind);
    return {
      exitCode: EXIT.ok,
      json: { environment: remote.profile.environment, exchangeId, kind, recorded },
      text: [`${call.style.good("✓")} ${kind} ${recorded ? "recorded" : "was recorded already"}`],
    };
  },
};
