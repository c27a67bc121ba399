import type { HoldView, Page } from "../../exchange/views.ts";
import { listOf, neededText, idOf, textOf } from "../call-values.ts";
import { printJson } from "../clean.ts";
import type { Command, Result } from "../command.ts";
import { reasonLines } from "../decision-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote, type Remote } from "../remote.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";

const ID = { name: "ID", says: "the hold" } as const;
const REASON = { type: "string", value: "TEXT", says: "why, for the record" } as const;
const group = "people who decide" as const;
const LIMIT = 100;

export const holdsList: Command = {
  name: "holds list",
  group,
  says: "what waits for a person, the oldest first",
  profile: true,
  arguments: [],
  options: { state: { type: "string", value: "STATE", says: "open (default), approved, rejected, expired or any" } },
  examples: ["gateway holds", "gateway holds list --state any"],
  async run(call) {
    const remote = await openRemote(call);
    const query = new URLSearchParams({ state: textOf(call, "state") ?? "open", limit: String(LIMIT) });
    const page = await remote.get<Page<HoldView>>(`/v1/holds?${query.toString()}`);
    return {
      exitCode: EXIT.ok,
      json: { environment: remote.profile.environment, items: page.items, next: page.next },
      text: listLines(page.items, { style: call.style, remote }),
    };
  },
};

function listLines(
  items: readonly HoldView[],
  { style, remote }: { readonly style: Style; readonly remote: Remote },
): readonly string[] {
  const [first] = items;
  if (first === undefined) return ["nothing waits"];
  const table = tableLines(items, {
    style,
    columns: [
      { title: "hold", of: ({ holdId }) => holdId },
      { title: "state", of: ({ state }) => state },
      { title: "purpose", of: ({ purpose }) => purpose },
      { title: "from", of: ({ from }) => from },
      { title: "to", of: ({ to }) => to },
      { title: "decide before", of: ({ dueAt }) => dueAt },
      { title: "by", of: ({ count, by }) => `${count} of ${by.join(", ")}` },
    ],
  });
  return [...table, "", `${style.dim("next")} ${remote.command(`holds show ${first.holdId}`)}`];
}

export const holdsShow: Command = {
  name: "holds show",
  group,
  says: "one hold: why it waits, for whom, and who voted",
  profile: true,
  arguments: [ID],
  options: {},
  examples: ["gateway holds show 019a9c3e-0f03-7a11-8b22-0123456789ab"],
  async run(call) {
    const remote = await openRemote(call);
    return holdResult(await remote.get<HoldView>(`/v1/holds/${idOf(call)}`), {
      remote,
      style: call.style,
    });
  },
};

/** Both votes are one call with another last word; only an approval can drop fields. */
function vote(verb: "approve" | "reject", says: string, options: Command["options"]): Command {
  return {
    name: `holds ${verb}`,
    group,
    says,
    profile: true,
    arguments: [ID],
    options: { reason: REASON, ...options },
    examples: [`gateway holds ${verb} 019a9c3e-0f03-7a11-8b22-0123456789ab --reason "the order was checked"`],
    async run(call) {
      const reason = neededText(call, "reason");
      const drop = listOf(call, "drop");
      const remote = await openRemote(call);
      const path = `/v1/holds/${idOf(call)}/${verb === "approve" ? "approvals" : "rejections"}`;
      const body = { reason, ...(drop === undefined ? {} : { drop }) };
      return holdResult(await remote.post<HoldView>(path, body), { remote, style: call.style });
    },
  };
}

export const holdsApprove = vote("approve", "let it pass, whole or with fields dropped; it is decided again", {
  drop: { type: "string", value: "A,B", says: "fields that stay behind" },
});
export const holdsReject = vote("reject", "refuse it; one person suffices", {});

export const holdsReveal: Command = {
  name: "holds reveal",
  group,
  says: "the held text; that you looked, and why, goes into the ledger first",
  profile: true,
  arguments: [ID],
  options: { reason: REASON },
  examples: ['gateway holds reveal 019a9c3e-0f03-7a11-8b22-0123456789ab --reason "to judge the free text"'],
  async run(call) {
    const reason = neededText(call, "reason");
    const remote = await openRemote(call);
    // As it was sent, and not cleaned: whoever decides must see what it is. `printJson` keeps the terminal safe.
    const held = await remote.client.post(`/v1/holds/${idOf(call)}/reveals`, { reason });
    call.note(call.noteStyle.warn("this view is recorded in the ledger under your name"));
    return {
      exitCode: EXIT.ok,
      json: { environment: remote.profile.environment, holdId: idOf(call), held },
      text: [printJson(held)],
    };
  },
};

function holdResult(hold: HoldView, { remote, style }: { readonly remote: Remote; readonly style: Style }): Result {
  const { holdId, exchangeId, state, reasons, purpose, from, to, by, count, includes, dueAt, votes } = hold;
  const approvals = votes.filter(({ verdict }) => verdict === "approve").length;
  return {
    exitCode: EXIT.ok,
    json: { environment: remote.profile.environment, hold },
    text: [
      `${style.strong(`hold ${holdId}`)} ${stateWord(state, style)}`,
      ...reasonLines(reasons, style),
      `exchange ${exchangeId}`,
      `parties  ${from} → ${to}, ${purpose}`,
      `decide   before ${dueAt}: ${approvals} of ${count} approvals, by ${by.join(", ")}`,
      ...includes.map((group) => `         one of them ${group.join(" or ")}`),
      ...votes.map(
        ({ person, role, verdict, dropped, at }) =>
          `voted    ${person} (${role}) ${verdict}${dropped.length === 0 ? "" : ` without ${dropped.join(", ")}`} ${at}`,
      ),
      ...(state === "open" ? [`${style.dim("next")}     ${remote.command(`holds reveal ${holdId} --reason …`)}`] : []),
    ],
  };
}

function stateWord(state: HoldView["state"], style: Style): string {
  if (state === "open") return style.warn("◐ open");
  return state === "approved" ? style.good("✓ approved") : style.bad(`✗ ${state}`);
}
