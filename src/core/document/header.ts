import { z } from "zod";
import { scanText } from "../minimise/bsn.ts";

/** Longest list of fields a pull may ask; the dictionary has under 200. */
const ASK_MAX = 250;

// These are kept and shown, whatever becomes of the document. None of ours has eight digits, and a BSN has (Annex B rule 10).
const partyId = z.string().regex(/^(?!(?:\D*\d){8})[a-z][a-z0-9-]{2,39}$/);
const word = z.string().regex(/^(?!(?:\D*\d){8})[a-z][a-z0-9-]{1,63}$/);
export const fieldName = z.string().regex(/^(?!(?:\D*\d){8})[a-z][A-Za-z0-9]{0,63}(\.[a-z][A-Za-z0-9]{0,63}){0,3}$/);
const uuid7 = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

/** The header inside the signature: purpose, direction and parties cannot be swapped (design §6). Unknown members are refused. */
export const headerSchema = z
  .strictObject({
    format: z.literal("uitwisselpoort/1"),
    environment: word,
    messageId: uuid7,
    from: partyId,
    to: partyId,
    actor: z
      .string()
      .regex(/^(system|person):[A-Za-z0-9._-]{1,64}$/)
      .refine((text) => scanText(text).bsn === 0),
    covenant: word,
    purpose: word,
    direction: z.enum(["in", "out", "pull"]),
    message: word.default("default"),
    sentAt: z.iso.datetime({ offset: true }),
    replyTo: uuid7.nullable().default(null),
    ask: z.array(fieldName).max(ASK_MAX).optional(),
    channel: z.enum(["post", "phone", "visit"]).optional(),
  })
  .meta({ id: "DocumentHeader" });

const role = z.enum(["tenant", "co-tenant", "occupant", "guide", "reporter", "official", "candidate"]);

export const subjectSchema = z.strictObject({
  role: role.default("tenant"),
  personRef: z.string().min(1).max(64).nullable().default(null),
  partnerRef: z
    .string()
    .regex(/^p:[A-Za-z0-9_-]{16,64}$/)
    .nullable()
    .default(null),
  fields: z.array(fieldName).max(ASK_MAX).default([]),
});

export const attachmentSchema = z.strictObject({
  field: fieldName,
  name: z.string().min(1).max(200),
  mediaType: z.string().regex(/^(?!(?:\D*\d){8})[a-z]+\/[a-z0-9.+-]{1,100}$/),
  size: z.int().min(0).max(5_000_000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string().optional(),
});
