import { z } from "zod";
import { newId } from "../client/document.ts";
import type { Profile } from "../client/profile.ts";
import type { Outgoing } from "../client/types.ts";
import { headerSchema } from "../core/document/header.ts";
import { parseStrictJson } from "../core/document/json.ts";
import type { Data, Value } from "../core/document/types.ts";
import { isUuidV7 } from "../core/ids.ts";
import { listOf, textOf } from "./call-values.ts";
import type { Call, Options } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A document as somebody writes it by hand: what the profile and the clock know may be left out. */
const draftSchema = z.strictObject({
  header: headerSchema.omit({ message: true, replyTo: true }).partial().extend({
    message: z.string().optional(),
    replyTo: z.string().nullable().optional(),
  }),
  subjects: z.array(z.record(z.string(), z.unknown())).optional(),
  data: z.record(z.string(), z.unknown()),
  attachments: z.array(z.record(z.string(), z.unknown())).optional(),
});
type Draft = z.infer<typeof draftSchema>;

export const DOCUMENT_OPTIONS: Options = {
  "covenant": { type: "string", value: "ID", says: "the covenant; likewise the header members below" },
  "purpose": { type: "string", value: "ID", says: "the purpose" },
  "message": { type: "string", value: "NAME", says: "the kind of document, where a clause has several" },
  "to": { type: "string", value: "PARTY", says: "who gets it; a partner sends to the corporation" },
  "actor": { type: "string", value: "NAME", says: "system:… or person:…, for the record" },
  "person-ref": { type: "string", value: "REF", says: "the corporation's own reference of the person it is about" },
  "data": { type: "string", value: "FILE", says: "the data alone, as JSON; - is standard input" },
  "message-id": { type: "string", value: "UUID", says: "send the same again: one id is one document, once" },
  "reply-to": { type: "string", value: "UUID", says: "the message id of what this replies to" },
  "yes": { type: "boolean", says: "in production: do not ask for the party's name" },
};

/** Who it goes to and under which id is always settled here, so that both can be said before it is sent. */
export type Ready = Outgoing & { readonly to: string; readonly messageId: string };

/** A document from a file, standard input, options, or several of these; options come before what the file says. */
export async function readOutgoing(call: Call, profile: Profile, direction?: Outgoing["direction"]): Promise<Ready> {
  const draft = await readDraft(call);
  const { header } = draft;
  requireOurs(header, profile);
  const messageId = textOf(call, "message-id") ?? header.messageId ?? newId();
  if (!isUuidV7(messageId))
    throw new UsageError("the message id is no UUID of version 7", "repeat the one that was noted");
  const personRef = textOf(call, "person-ref");
  const subjects = personRef === undefined ? draft.subjects : [{ role: "tenant", personRef }];
  const ask = listOf(call, "fields") ?? header.ask;
  const replyTo = textOf(call, "reply-to") ?? header.replyTo;
  if (typeof replyTo === "string" && !isUuidV7(replyTo))
    throw new UsageError("`--reply-to` is no UUID of version 7", "copy the `messageId` of the question");
  const { channel } = header;
  const { attachments } = draft;
  return {
    covenant: needed(textOf(call, "covenant") ?? header.covenant, "covenant"),
    purpose: needed(textOf(call, "purpose") ?? header.purpose, "purpose"),
    direction: directionOf(direction ?? textOf(call, "direction") ?? header.direction),
    message: textOf(call, "message") ?? header.message ?? "default",
    to: recipient(textOf(call, "to") ?? header.to, profile),
    messageId,
    // Of the id where it is not written down: the same id must give the same document, byte for byte.
    sentAt: header.sentAt ?? timeOf(messageId),
    data: draft.data as Data,
    ...optional("actor", textOf(call, "actor") ?? header.actor),
    ...(subjects === undefined ? {} : { subjects }),
    ...(ask === undefined ? {} : { ask }),
    ...(replyTo === undefined || replyTo === null ? {} : { replyTo }),
    ...(channel === undefined ? {} : { channel }),
    ...(attachments === undefined || attachments.length === 0 ? {} : { attachments }),
  };
}

async function readDraft(call: Call): Promise<Draft> {
  const [file] = call.positionals;
  const dataFile = textOf(call, "data");
  if (file !== undefined && dataFile !== undefined) {
    throw new UsageError("both a document and `--data` are given", "give the one or the other");
  }
  if (file !== undefined) return parseDraft(await readJson(call, file));
  if (dataFile === undefined && call.toolbox.input.isTerminal) {
    throw new UsageError("there is no document to send", "give a FILE, or --data FILE with --covenant and --purpose");
  }
  return parseDraft({ header: {}, data: await readJson(call, dataFile ?? "-") });
}

/** JSON from a file or standard input, read as strictly as the gateway will read it. */
export async function readJson({ toolbox, note }: Call, file: string): Promise<Value> {
  if (file !== "-") return parseStrictJson(await toolbox.files.read(file));
  note("reading standard input");
  return parseStrictJson(await toolbox.input.readAll());
}

function parseDraft(value: unknown): Draft {
  const parsed = draftSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = issue?.path.join(".") ?? "";
  const what =
    issue?.code === "unrecognized_keys" ? "has a member that documents do not know" : "is missing or not of its type";
  throw new UsageError(`\`${at === "" ? "document" : at}\` ${what}`, "compare with what `gateway example` prints");
}

/** A document that names another sender or environment was made for another profile: sending it would surprise. */
function requireOurs({ from, environment }: Draft["header"], profile: Profile): void {
  const other = (given: string | undefined, ours: string): boolean => given !== undefined && given !== ours;
  if (!other(from, profile.party) && !other(environment, profile.environment)) return;
  const member = other(from, profile.party) ? "from" : "environment";
  throw new UsageError(
    `\`header.${member}\` is not that of this profile`,
    "use the profile that the document was made for, or leave the member out",
  );
}

function needed(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new UsageError(`\`${name}\` is missing`, `write it in the document's header, or give --${name}`);
}

function directionOf(given: string | undefined): Outgoing["direction"] {
  const known = (["in", "out", "pull"] as const).find((direction) => direction === given);
  if (known !== undefined) return known;
  throw new UsageError("`direction` is missing or not in, out or pull", "write it in the header, or give --direction");
}

function recipient(given: string | undefined, { party, controller }: Profile): string {
  if (given !== undefined) return given;
  if (party !== controller) return controller;
  throw new UsageError("`to` is missing", "the corporation sends to many: give --to PARTY");
}

const optional = (name: "actor", value: string | undefined): Pick<Outgoing, "actor"> =>
  value === undefined ? {} : { [name]: value };

/** The milliseconds that a UUIDv7 begins with (RFC 9562 §5.7). */
const timeOf = (id: string): string => new Date(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toISOString();
