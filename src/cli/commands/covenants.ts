import type { ClauseView, CovenantView } from "../../exchange/views.ts";
import { documentOf } from "../../client/document.ts";
import type { Outgoing } from "../../client/types.ts";
import type { Data } from "../../core/document/types.ts";
import { isSet, positional } from "../call-values.ts";
import { printJson } from "../clean.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote, segment, type Remote } from "../remote.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";

export const CLAUSE = [
  { name: "COVENANT", says: "its id, as `gateway covenants` lists it" },
  { name: "PURPOSE", says: "the purpose" },
  { name: "DIRECTION", says: "in, out or pull" },
] as const;

export const covenants: Command = {
  name: "covenants",
  group: "covenants",
  says: "your covenants, or the clauses of one",
  profile: true,
  arguments: [{ name: "ID", says: "one covenant", optional: true }],
  options: {},
  examples: ["gateway covenants", "gateway covenants bergendal-early-signal"],
  async run(call) {
    const remote = await openRemote(call);
    const [id] = call.positionals;
    const { environment } = remote.profile;
    if (id === undefined) {
      const { items } = await remote.get<{ readonly items: readonly CovenantView[] }>("/v1/covenants");
      return { exitCode: EXIT.ok, json: { environment, items }, text: listLines(items, { style: call.style, remote }) };
    }
    const covenant = await remote.get<CovenantView>(`/v1/covenants/${segment(id)}`);
    return {
      exitCode: EXIT.ok,
      json: { environment, covenant },
      text: oneLines(covenant, { style: call.style, remote }),
    };
  },
};

interface Shown {
  readonly style: Style;
  readonly remote: Remote;
}

function listLines(items: readonly CovenantView[], { style, remote }: Shown): readonly string[] {
  const [first] = items;
  if (first === undefined) return ["you have no covenant here"];
  const table = tableLines(items, {
    style,
    columns: [
      { title: "covenant", of: ({ id }) => id },
      { title: "version", of: ({ version }) => String(version) },
      {
        title: "state",
        of: ({ inForce, why }) => (inForce ? "in force" : (why?.code ?? "not in force")),
        paint: ({ inForce }) => (inForce ? style.good : style.bad),
      },
      { title: "last day", of: ({ lastDay }) => lastDay },
      { title: "title", of: ({ title }) => title },
    ],
  });
  return [...table, "", `${style.dim("next")} ${remote.command(`covenants ${first.id}`)}`];
}

function oneLines(covenant: CovenantView, { style, remote }: Shown): readonly string[] {
  const { id, version, title, inForce, why, from, lastDay, clauses } = covenant;
  const state = inForce ? style.good("✓ in force") : style.bad(`✗ ${why?.says ?? "not in force"}`);
  return [
    `${style.strong(`${id} v${version}`)} ${title}`,
    `${state}, ${from} to ${lastDay}`,
    "",
    ...tableLines(clauses, {
      style,
      columns: [
        { title: "purpose", of: ({ purpose }) => purpose },
        { title: "direction", of: ({ direction }) => direction },
        { title: "message", of: ({ message }) => message },
        {
          title: "a document to fill in",
          of: ({ purpose, direction, message }) =>
            remote.command(`example ${id} ${purpose} ${direction}${message === "default" ? "" : ` ${message}`}`),
        },
      ],
    }),
  ];
}

/** Of the example's header, what the profile and the clock do not fill in at sending. */
const KEPT_MEMBERS = ["covenant", "purpose", "direction", "message", "to", "ask"] as const;

export const example: Command = {
  name: "example",
  group: "covenants",
  says: "a whole document of one clause with invented values, to edit and send",
  profile: true,
  arguments: [...CLAUSE, { name: "MESSAGE", says: "the kind of document", optional: true }],
  options: {
    whole: { type: "boolean", says: "with the whole header, for gpg and other tools that send it themselves" },
  },
  examples: ["gateway example bergendal-early-signal early-debt-signalling out > signal.json"],
  async run(call) {
    const remote = await openRemote(call);
    const clause = await remote.get<ClauseView>(clausePath(call.positionals, positional(call, 3)));
    const draft = draftOf(clause.example);
    const document = isSet(call, "whole") ? documentOf(remote.profile, { ...draft.header, ...draft }) : draft;
    const verb = clause.direction === "pull" ? "ask" : "send";
    if (!isSet(call, "whole"))
      call.note(`${call.noteStyle.dim("next")} edit it, then ${remote.command(`${verb} FILE`)}`);
    return {
      exitCode: EXIT.ok,
      json: { environment: remote.profile.environment, document },
      text: [printJson(document)],
    };
  },
};

function clausePath([covenant, purpose, direction]: readonly string[], message: string): string {
  const path = `/v1/covenants/${segment(covenant ?? "")}/clauses/${segment(purpose ?? "")}/${segment(direction ?? "")}`;
  return message === "" ? path : `${path}?message=${segment(message)}`;
}

interface Draft {
  readonly header: Pick<Outgoing, "covenant" | "purpose" | "direction" | "message" | "to" | "ask">;
  readonly subjects: readonly object[];
  readonly data: Data;
}

function draftOf(example: ClauseView["example"]): Draft {
  const header = Object.entries((example["header"] ?? {}) as object);
  const kept = header.filter(([member]) => (KEPT_MEMBERS as readonly string[]).includes(member));
  return {
    header: Object.fromEntries(kept) as unknown as Draft["header"],
    subjects: (example["subjects"] ?? []) as readonly object[],
    data: (example["data"] ?? {}) as Data,
  };
}
