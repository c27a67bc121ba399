import type { OpenedParcel } from "../../client/types.ts";
import type { ExchangeView } from "../../exchange/views.ts";
import { isSet, secondsOf, textOf } from "../call-values.ts";
import { cleanAnswer, printJson } from "../clean.ts";
import type { Call, Command } from "../command.ts";
import { errorLines, errorView, type ErrorView } from "../error-view.ts";
import { EXIT, exitOf, type ExitCode } from "../exit-codes.ts";
import { openRemote, type Remote } from "../remote.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";

/** The gateway answers a long poll after at most this. */
const WAIT_SECONDS_MAX = 30;
/** 20 items a page: whoever has more waiting fetches some first. */
const PAGES_MAX = 50;

export const inbox: Command = {
  name: "inbox",
  group: "exchanges",
  says: "what was sent to you and you have not fetched",
  profile: true,
  arguments: [],
  options: {
    wait: { type: "string", value: "SECONDS", says: "wait for something to arrive, at most 30" },
    after: { type: "string", value: "CURSOR", says: "only what came since: the `cursor` that --json gave last time" },
    all: { type: "boolean", says: "also what you fetched already" },
    open: { type: "boolean", says: "fetch, decrypt, verify and print each" },
  },
  examples: ["gateway inbox --wait 30 --open"],
  async run(call) {
    const remote = await openRemote(call);
    const { items, cursor } = await listInbox(call, remote);
    const opened = isSet(call, "open") ? await openAll(items, remote) : null;
    return {
      exitCode: opened?.find(({ exitCode }) => exitCode !== EXIT.ok)?.exitCode ?? EXIT.ok,
      json: {
        environment: remote.profile.environment,
        items: items.map(itemJson),
        cursor,
        ...(opened === null
          ? {}
          : { opened: opened.map(({ exchangeId, parcel, error }) => ({ exchangeId, parcel, error })) }),
      },
      text: [...inboxLines(items, { call, remote }), ...(opened ?? []).flatMap((one) => openedLines(one, call.style))],
    };
  },
};

interface Listed {
  readonly items: readonly ExchangeView[];
  /** From where to go on another time. */
  readonly cursor: string;
}

async function listInbox(call: Call, { client }: Remote): Promise<Listed> {
  const unfetched = !isSet(call, "all");
  const waitSeconds = secondsOf(call, { name: "wait", max: WAIT_SECONDS_MAX });
  const items: ExchangeView[] = [];
  let after = textOf(call, "after") ?? null;
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    // Only the first page is worth waiting for: there is more already where there is a next one.
    const query = { unfetched, ...(page === 0 ? { waitSeconds } : {}), ...(after === null ? {} : { after }) };
    const found = cleanAnswer(await client.inbox(query)) as Listed & { readonly next: string | null };
    items.push(...found.items);
    ({ next: after, cursor } = found);
    if (after === null) break;
  }
  return { items, cursor };
}

interface Opened {
  readonly exchangeId: string;
  readonly parcel: OpenedParcel | null;
  readonly error: ErrorView | null;
  readonly exitCode: ExitCode;
}

/** One that cannot be opened does not keep the others shut. */
async function openAll(items: readonly ExchangeView[], { client }: Remote): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  for (const { exchangeId, parcel } of items) {
    if (parcel === undefined || parcel.status === "destroyed") continue;
    try {
      const found = await client.fetch(exchangeId);
      opened.push({ exchangeId, parcel: found, error: null, exitCode: EXIT.ok });
    } catch (error) {
      opened.push({ exchangeId, parcel: null, error: errorView(error), exitCode: exitOf(error) });
    }
  }
  return opened;
}

const itemJson = ({
  exchangeId,
  outcome,
  from,
  to,
  purpose,
  direction,
  message,
  decidedAt,
  ...rest
}: ExchangeView) => ({
  exchangeId,
  outcome,
  from,
  to,
  covenant: rest.covenant?.id ?? null,
  purpose,
  direction,
  message,
  decidedAt,
  replyTo: rest.replyTo,
  parcel: rest.parcel ?? null,
});

function inboxLines(
  items: readonly ExchangeView[],
  { call: { style }, remote }: { readonly call: Call; readonly remote: Remote },
): readonly string[] {
  const [first] = items;
  if (first === undefined) return ["nothing is waiting"];
  const table = tableLines(items, {
    style,
    columns: [
      { title: "exchange", of: ({ exchangeId }) => exchangeId },
      { title: "decided", of: ({ decidedAt }) => decidedAt },
      { title: "from", of: ({ from }) => from },
      { title: "purpose", of: ({ purpose }) => purpose },
      { title: "parcel", of: ({ parcel }) => parcel?.status ?? "-" },
    ],
  });
  return [...table, "", `${style.dim("next")}     ${remote.command(`fetch ${first.exchangeId}`)}`];
}

function openedLines({ exchangeId, parcel, error }: Opened, style: Style): readonly string[] {
  if (error !== null) return ["", `exchange ${exchangeId}`, ...errorLines(error, style)];
  return ["", `exchange ${exchangeId} ${style.good("✓ opened and verified")}`, printJson(parcel?.data ?? {})];
}
