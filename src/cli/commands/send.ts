import { ProblemError } from "../../client/problem.ts";
import type { Answered, OpenedParcel } from "../../client/types.ts";
import { cleanAnswer, printJson } from "../clean.ts";
import type { Call, Command, Result } from "../command.ts";
import { decisionLines } from "../decision-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { DOCUMENT_OPTIONS, readOutgoing, type Ready } from "../outgoing.ts";
import { confirmSend, openRemote, type Remote } from "../remote.ts";

const FILE = {
  name: "FILE",
  says: "a document { header, subjects, data }; - is standard input",
  optional: true,
} as const;

export const send: Command = {
  name: "send",
  group: "exchanges",
  says: "sign, encrypt and send a document, and see what was decided",
  profile: true,
  arguments: [FILE],
  options: {
    ...DOCUMENT_OPTIONS,
    direction: { type: "string", value: "WAY", says: "in (to the corporation), out (from it), or pull" },
  },
  examples: [
    "gateway example bergendal-early-signal early-debt-signalling out > signal.json",
    "gateway send signal.json --person-ref T-2001",
    "gateway send answer.json --direction pull --to schuldhulp-bergendal --reply-to 0193e5a2-4f3e-7c11-8a22-0123456789ab",
  ],
  async run(call) {
    const remote = await openRemote(call);
    const outgoing = await prepare(call, remote);
    const answered = cleanAnswer(await orSayAgain(outgoing, () => remote.client.send(outgoing)));
    return sentResult(call, { remote, outgoing, answered });
  },
};

export const ask: Command = {
  name: "ask",
  group: "exchanges",
  says: "ask the corporation a question, and open its answer",
  profile: true,
  arguments: [FILE],
  options: {
    ...DOCUMENT_OPTIONS,
    fields: { type: "string", value: "A,B", says: "the fields that are wanted" },
  },
  examples: ["gateway ask question.json --fields arrearsAmount,paymentArrangement"],
  async run(call) {
    const remote = await openRemote(call);
    const outgoing = await prepare(call, remote, "pull");
    const { opened, ...answered } = await orSayAgain(outgoing, () => remote.client.ask(outgoing));
    return sentResult(call, { remote, outgoing, answered: cleanAnswer(answered), opened });
  },
};

async function prepare(call: Call, { profile }: Remote, direction?: "pull"): Promise<Ready> {
  const outgoing = await readOutgoing(call, profile, direction);
  await confirmSend(call, { profile, to: outgoing.to });
  // Said beforehand: whoever gets no answer needs it to send the same again.
  call.note(call.noteStyle.dim(`message ${outgoing.messageId} to ${outgoing.to}`));
  return outgoing;
}

/** Nobody knows whether what was not answered was received; sent again under its id it is one document all the same. */
async function orSayAgain<Made>({ messageId }: Ready, sending: () => Promise<Made>): Promise<Made> {
  try {
    return await sending();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 0) throw error;
    const next = `run the same command with --message-id ${messageId}: if it was received, you get its first answer`;
    throw new ProblemError({ ...error.problem, next }, { cause: error });
  }
}

interface Sent {
  readonly remote: Remote;
  readonly outgoing: Ready;
  readonly answered: Answered;
  /** Of a question only: its answer, where there is one yet. */
  readonly opened?: OpenedParcel | null;
}

function sentResult({ style }: Call, { remote, outgoing, answered, opened }: Sent): Result {
  const { exchangeId, outcome, reasons, fields, retryable, hold, trace } = answered;
  const { messageId, covenant, purpose, direction, message, to } = outgoing;
  return {
    exitCode: outcome === "deny" ? EXIT.denied : EXIT.ok,
    json: {
      environment: remote.profile.environment,
      outcome,
      exchangeId,
      messageId,
      trace,
      from: remote.profile.party,
      to,
      covenant,
      purpose,
      direction,
      message: message ?? "default",
      retryable,
      hold: hold === undefined ? null : { dueAt: hold.dueAt },
      reasons,
      fields,
      ...(opened === undefined ? {} : { answer: opened }),
    },
    text: [
      ...decisionLines(answered, style),
      ...(opened === undefined || opened === null ? [] : ["", printJson(opened.data)]),
      "",
      `exchange ${exchangeId}`,
      ...nextLines(answered, { remote, isAnswered: opened !== undefined && opened !== null }).map(
        (line) => `${style.dim("next")}     ${line}`,
      ),
    ],
  };
}

function nextLines(
  { outcome, exchangeId }: Answered,
  { remote, isAnswered }: { readonly remote: Remote; readonly isAnswered: boolean },
): readonly string[] {
  const receipt = remote.command(`receipt get ${exchangeId} --wait 5`);
  if (outcome === "hold") return [remote.command(`show ${exchangeId}`), receipt];
  return isAnswered ? [remote.command(`ack ${exchangeId}`), receipt] : [receipt];
}
