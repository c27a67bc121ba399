import type { AlertView } from "../../exchange/views.ts";
import { idOf, neededText, textOf } from "../call-values.ts";
import type { Command, Result } from "../command.ts";
import { reasonLines } from "../decision-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { moreLines, pageOf } from "../pages.ts";
import { openRemote, type Remote } from "../remote.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";

const ID = { name: "ID", says: "the alert" } as const;
const group = "people who decide" as const;

export const alertsList: Command = {
  name: "alerts list",
  group,
  says: "what you are to look at, the oldest first",
  profile: true,
  arguments: [],
  options: {
    status: { type: "string", value: "STATUS", says: "open (default), claimed, closed or any" },
    after: { type: "string", value: "ID", says: "go on after this one" },
  },
  examples: ["gateway alerts", "gateway alerts list --status any"],
  async run(call) {
    const remote = await openRemote(call);
    const query = { status: textOf(call, "status") ?? "open", after: textOf(call, "after") };
    const { items, next } = await pageOf<AlertView>(remote, { path: "/v1/alerts", query });
    const { style } = call;
    const columns = [
      { title: "alert", of: ({ alertId }: AlertView) => alertId },
      { title: "level", of: ({ level }: AlertView) => level },
      { title: "reason", of: ({ reason }: AlertView) => reason.code },
      { title: "status", of: ({ status }: AlertView) => status },
      { title: "owner", of: ({ owner }: AlertView) => owner ?? "" },
      { title: "exchange", of: ({ exchangeId }: AlertView) => exchangeId ?? "" },
    ];
    const more = moreLines(next, remote.command("alerts list"));
    const text = items.length === 0 ? ["nothing to look at"] : [...tableLines(items, { style, columns }), ...more];
    return { exitCode: EXIT.ok, json: { environment: remote.profile.environment, items, next }, text };
  },
};

export const alertsShow: Command = {
  name: "alerts show",
  group,
  says: "one alert: why, who took it and what was done",
  profile: true,
  arguments: [ID],
  options: {},
  examples: ["gateway alerts show 019a9c3e-0f04-7a11-8b22-0123456789ab"],
  async run(call) {
    const remote = await openRemote(call);
    return alertResult(await remote.get<AlertView>(`/v1/alerts/${idOf(call)}`), { remote, style: call.style });
  },
};

export const alertsClaim: Command = {
  name: "alerts claim",
  group,
  says: "take an alert on",
  profile: true,
  arguments: [ID],
  options: {},
  examples: ["gateway alerts claim 019a9c3e-0f04-7a11-8b22-0123456789ab"],
  async run(call) {
    const remote = await openRemote(call);
    const alert = await remote.post<AlertView>(`/v1/alerts/${idOf(call)}/claims`, {});
    return alertResult(alert, { remote, style: call.style });
  },
};

export const alertsClose: Command = {
  name: "alerts close",
  group,
  says: "close an alert with what was done",
  profile: true,
  arguments: [ID],
  options: { action: { type: "string", value: "TEXT", says: "what was done, for the record" } },
  examples: ['gateway alerts close 019a9c3e-0f04-7a11-8b22-0123456789ab --action "asked the sender to leave it out"'],
  async run(call) {
    const action = neededText(call, "action");
    const remote = await openRemote(call);
    const alert = await remote.post<AlertView>(`/v1/alerts/${idOf(call)}/closures`, { action });
    return alertResult(alert, { remote, style: call.style });
  },
};

function alertResult(alert: AlertView, { remote, style }: { readonly remote: Remote; readonly style: Style }): Result {
  const { alertId, level, reason, exchangeId, at, owner, status, action } = alert;
  return {
    exitCode: EXIT.ok,
    json: { environment: remote.profile.environment, alert },
    text: [
      `${style.strong(`alert ${alertId}`)} ${status === "closed" ? style.good("✓ closed") : style.warn(`◐ ${status}`)}`,
      ...reasonLines([reason], style),
      `level    ${level}, ${at}`,
      ...(exchangeId === null ? [] : [`exchange ${exchangeId}`]),
      ...(owner === null ? [] : [`owner    ${owner}`]),
      ...(action === null ? [] : [`done     ${action}`]),
    ],
  };
}
