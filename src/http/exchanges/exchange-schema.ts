import { z } from "zod";
import type { ExchangeView, MailboxPage, Page, ReasonView, ReceiptView, VerdictView } from "../../exchange/views.ts";
import { named } from "../openapi/registry.ts";
import { direction, instantText, sha256Hex, uuid7 } from "../openapi/words.ts";
import { problemSchema } from "../problem-schema.ts";

export const reasonSchema = named(
  "Reason",
  z.object({
    code: z.string(),
    param: z.string().exactOptional(),
    n: z.int().exactOptional(),
    says: z.string(),
    next: z.string(),
  }),
) satisfies z.ZodType<ReasonView>;

export const verdictSchema = named(
  "Verdict",
  z.object({
    field: z.string(),
    verdict: z.enum(["released", "transformed", "withheld"]),
    transform: z.string().nullable(),
    reason: reasonSchema.nullable(),
  }),
) satisfies z.ZodType<VerdictView>;

const traceSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
});

export const exchangeSchema = named(
  "Exchange",
  z.object({
    exchangeId: uuid7,
    messageId: uuid7,
    outcome: z.enum(["allow", "deny", "hold"]),
    reasons: z.array(reasonSchema),
    fields: z.array(verdictSchema),
    question: z.array(verdictSchema).exactOptional(),
    retryable: z.boolean(),
    from: z.string(),
    to: z.string(),
    covenant: z.object({ id: z.string(), version: z.int(), hash: z.string() }).nullable(),
    purpose: z.string(),
    direction,
    message: z.string(),
    decidedAt: instantText,
    replyTo: uuid7.nullable(),
    trace: traceSchema,
    emergencyReason: z.string().exactOptional(),
    hold: z.object({ id: z.string().exactOptional(), dueAt: instantText, escalates: z.boolean() }).exactOptional(),
    parcel: z
      .object({
        sha256: sha256Hex,
        size: z.int(),
        status: z.enum(["ready", "fetched", "acknowledged", "destroyed"]),
      })
      .exactOptional(),
  }),
) satisfies z.ZodType<ExchangeView>;

export const receiptSchema = named(
  "Receipt",
  z.object({
    receipt: z.string(),
    signature: z.string(),
    status: z.enum(["pending", "sequenced"]),
    proof: z.string().nullable(),
  }),
) satisfies z.ZodType<ReceiptView>;

/** What a submission is answered with: the decision; the receipt where `Prefer: wait` asked for it; a pull's answer. */
export const replySchema = named(
  "Reply",
  exchangeSchema.extend({
    receipt: receiptSchema.nullable(),
    answer: z.object({ sha256: sha256Hex, content: z.base64() }).exactOptional(),
  }),
);

/** A refusal is an answer with a receipt, told as a problem document; other 403s of this call lack the exchange. */
export const deniedSchema = named(
  "ExchangeProblem",
  problemSchema.extend({
    exchangeId: uuid7.exactOptional(),
    trace: traceSchema.exactOptional(),
    outcome: z.literal("deny").exactOptional(),
    reasons: z.array(reasonSchema).exactOptional(),
    fields: z.array(verdictSchema).exactOptional(),
    question: z.array(verdictSchema).exactOptional(),
    receipt: receiptSchema.nullable().exactOptional(),
  }),
);

export const mailboxSchema = named(
  "ExchangePage",
  z.object({
    items: z.array(exchangeSchema),
    next: z.string().nullable(),
    cursor: z.string().exactOptional(),
  }),
) satisfies z.ZodType<Page<ExchangeView> & Partial<Pick<MailboxPage, "cursor">>>;
