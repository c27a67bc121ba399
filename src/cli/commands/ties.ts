import type { OwnConsent, OwnRelation } from "../../exchange/own-views.ts";
import { idOf, isSet, neededText, textOf } from "../call-values.ts";
import type { Command, Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { moreLines, pageOf } from "../pages.ts";
import { openRemote, type Remote } from "../remote.ts";
import { tableLines } from "../table.ts";

const group = "consents and ties" as const;
const PAGING = {
  ended: { type: "boolean", says: "also what has ended" },
  after: { type: "string", value: "ID", says: "go on after this one" },
} as const;

export const consentsList: Command = {
  name: "consents list",
  group,
  says: "consents that name you",
  profile: true,
  arguments: [],
  options: PAGING,
  examples: ["gateway consents", "gateway consents list --ended"],
  async run(call) {
    const remote = await openRemote(call);
    const query = { state: isSet(call, "ended") ? "any" : "open", after: textOf(call, "after") };
    const { items, next } = await pageOf<OwnConsent>(remote, { path: "/v1/consents", query });
    const table = tableLines(items, {
      style: call.style,
      columns: [
        { title: "consent", of: ({ id }) => id },
        { title: "person", of: ({ partnerRef }) => partnerRef ?? "" },
        { title: "purpose", of: ({ purpose }) => purpose },
        { title: "about", of: ({ categories }) => categories.join(", ") },
        { title: "given", of: ({ givenAt }) => givenAt },
        { title: "ends", of: ({ withdrawnAt, expiresAt }) => withdrawnAt ?? expiresAt ?? "" },
      ],
    });
    const text =
      items.length === 0 ? ["no consent names you"] : [...table, ...moreLines(next, remote.command("consents list"))];
    return { exitCode: EXIT.ok, json: { environment: remote.profile.environment, items, next }, text };
  },
};

export const consentsWithdraw: Command = {
  name: "consents withdraw",
  group,
  says: "pass on that a person withdrew their consent; nothing is exchanged on it from then on",
  profile: true,
  arguments: [{ name: "ID", says: "the consent" }],
  options: { how: { type: "string", value: "TEXT", says: "how the person said so: by letter, by telephone" } },
  examples: ['gateway consents withdraw 019a9c3e-0f02-7a11-8b22-0123456789ab --how "by telephone"'],
  async run(call) {
    const how = neededText(call, "how");
    const remote = await openRemote(call);
    const path = `/v1/consents/${idOf(call)}/withdrawals`;
    const at = new Date(call.toolbox.now()).toISOString();
    return endedResult(remote, { id: idOf(call), says: "withdrawn", done: await remote.post(path, { at, how }) });
  },
};

export const relationsList: Command = {
  name: "relations list",
  group,
  says: "ties of persons with you: mandates, cases, orders",
  profile: true,
  arguments: [],
  options: { kind: { type: "string", value: "KIND", says: "one kind, such as mandate" }, ...PAGING },
  examples: ["gateway relations", "gateway relations list --kind mandate"],
  async run(call) {
    const remote = await openRemote(call);
    const state = isSet(call, "ended") ? "any" : "open";
    const query = { state, kind: textOf(call, "kind"), after: textOf(call, "after") };
    const { items, next } = await pageOf<OwnRelation>(remote, { path: "/v1/relations", query });
    const table = tableLines(items, {
      style: call.style,
      columns: [
        { title: "tie", of: ({ id }) => id },
        { title: "kind", of: ({ kind }) => kind },
        { title: "your reference", of: ({ ref }) => ref },
        { title: "person", of: ({ partnerRef }) => partnerRef ?? "" },
        { title: "from", of: ({ from }) => from },
        { title: "until", of: ({ until }) => until ?? "" },
      ],
    });
    const text =
      items.length === 0 ? ["nobody is tied to you"] : [...table, ...moreLines(next, remote.command("relations list"))];
    return { exitCode: EXIT.ok, json: { environment: remote.profile.environment, items, next }, text };
  },
};

export const relationsEnd: Command = {
  name: "relations end",
  group,
  says: "end a tie of a person with you, now",
  profile: true,
  arguments: [{ name: "ID", says: "the tie" }],
  options: {},
  examples: ["gateway relations end 019a9c3e-0f05-7a11-8b22-0123456789ab"],
  async run(call) {
    const remote = await openRemote(call);
    const at = new Date(call.toolbox.now()).toISOString();
    const done = await remote.post<object>(`/v1/relations/${idOf(call)}/endings`, { at });
    return endedResult(remote, { id: idOf(call), says: "ended", done });
  },
};

function endedResult(
  { profile }: Remote,
  { id, says, done }: { readonly id: string; readonly says: string; readonly done: object },
): Result {
  return {
    exitCode: EXIT.ok,
    json: { environment: profile.environment, id, change: done },
    text: [`${says}: ${id}; from now on it carries no exchange`],
  };
}
