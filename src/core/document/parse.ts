import { z } from "zod";
import { GatewayError } from "../errors.ts";
import type { Instant } from "../ids.ts";
import { attachmentSchema, headerSchema, subjectSchema } from "./header.ts";
import { parseStrictJson } from "./json.ts";
import type { AttachmentReference, Data, Document, Header, Value } from "./types.ts";

/** People that one document can be about; a household or a case table, not a file of tenants. */
const SUBJECTS_MAX = 50;
const ATTACHMENTS_MAX = 20;
/** The dictionary has some 200 fields and no clause lists 60; each that nobody knows gets a verdict all the same. */
const FIELDS_MAX = 300;

const envelopeSchema = z.strictObject({
  header: z.unknown(),
  subjects: z.array(subjectSchema).max(SUBJECTS_MAX).default([]),
  data: z.record(z.string(), z.unknown()),
  attachments: z.array(attachmentSchema).max(ATTACHMENTS_MAX).default([]),
});

/**
 * The opened, verified plaintext as a document (design §6). Unknown header members are refused; unknown data fields pass
 * here and are withheld and reported by the decision. Attachment content is refused until step 6 (design §12.4).
 * Throws the DOCUMENT_ codes and ATTACHMENT_CONTENT_REFUSED; `at` names our own path, never what stood there.
 */
export function parseDocument(plaintext: Uint8Array): Document {
  const value = parseStrictJson(plaintext);
  const header = parseHeader(value);
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) throw invalid("DOCUMENT_INVALID", envelope.error, "");
  const { subjects, data, attachments } = envelope.data;
  if (attachments.some((attachment) => attachment.content !== undefined)) {
    throw new GatewayError("ATTACHMENT_CONTENT_REFUSED", "attachments pass by reference only", {
      at: "attachments",
      remedy: "send the attachment's name, type, size and SHA-256 without `content`",
    });
  }
  requireBounds(data as Data);
  return { header, subjects, data: data as Data, attachments: attachments.map(referenceOnly) };
}

function referenceOnly(attachment: z.infer<typeof attachmentSchema>): AttachmentReference {
  const { field, name, mediaType, size, sha256 } = attachment;
  return { field, name, mediaType, size, sha256 };
}

function parseHeader(value: Value): Header {
  const raw = typeof value === "object" && value !== null && "header" in value ? value["header"] : null;
  const parsed = headerSchema.safeParse(raw);
  if (!parsed.success) throw invalid("DOCUMENT_HEADER_INVALID", parsed.error, "header");
  const { ask, channel, sentAt, ...rest } = parsed.data;
  const isAnswer = rest.direction === "pull" && rest.replyTo !== null;
  if ((ask !== undefined) !== (rest.direction === "pull") && !isAnswer) {
    throw new GatewayError("DOCUMENT_HEADER_INVALID", "`ask` belongs to a question, and to a question only", {
      at: "header.ask",
      remedy: "a pull names in `ask` what is wanted; a late answer names in `replyTo` the question",
    });
  }
  return { ...rest, sentAt: Date.parse(sentAt) as Instant, ask: ask ?? null, channel: channel ?? null };
}

/** Only paths of our own making: a name that the sender made up is shown as `*`. */
function invalid(
  code: "DOCUMENT_INVALID" | "DOCUMENT_HEADER_INVALID",
  error: z.ZodError,
  prefix: string,
): GatewayError {
  const issue = error.issues[0];
  const path = [prefix, ...(issue?.path ?? []).map((part) => (typeof part === "number" ? part : safeName(part)))];
  const at = path.filter((part) => part !== "").join(".");
  const what =
    issue?.code === "unrecognized_keys"
      ? "has a member that this format does not know"
      : "is missing or not of its type";
  return new GatewayError(code, `\`${at === "" ? "document" : at}\` ${what}`, {
    at: at === "" ? "document" : at,
    remedy: "compare with the example that GET /v1/covenants/{id}/clauses/{purpose}/{direction} gives",
  });
}

const OWN_NAMES = new Set([
  ...Object.keys(headerSchema.shape),
  ...Object.keys(subjectSchema.shape),
  ...Object.keys(attachmentSchema.shape),
  ...Object.keys(envelopeSchema.shape),
]);

function safeName(part: PropertyKey): string {
  return typeof part === "string" && OWN_NAMES.has(part) ? part : "*";
}

/** Numbers that every JSON reader keeps exactly, and no object that would make a crowd of verdicts. */
function requireBounds(value: Value): void {
  // 2^53 and beyond lose digits in every JSON reader; an identifier of that size must be a string.
  if (typeof value === "number" && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    throw new GatewayError("DOCUMENT_INVALID", "a number is larger than JSON readers keep exactly", { at: "data" });
  }
  if (typeof value !== "object" || value === null) return;
  const inner: readonly Value[] = Array.isArray(value) ? value : Object.values(value);
  if (!Array.isArray(value) && inner.length > FIELDS_MAX) {
    throw new GatewayError("DOCUMENT_INVALID", `\`data\`, or an object in it, has more than ${FIELDS_MAX} fields`, {
      at: "data",
      remedy: "send the fields that the clause lists; many of one kind are a list in one field",
    });
  }
  for (const each of inner) requireBounds(each);
}
