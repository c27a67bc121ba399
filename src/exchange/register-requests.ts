import { z } from "zod";
import { RELATION_KINDS } from "../core/covenant/relation-kinds.ts";
import { fieldName } from "../core/document/header.ts";
import type { Data } from "../core/document/types.ts";
import { containsBsn } from "../core/minimise/bsn.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";

/** Bodies of the register's resources (design §6). Strict: a misspelt member must not be silently without effect. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) as Instant);
/** References are kept and looked up as they are, some in plain text: one that holds a BSN is not taken (S-72). */
const withoutBsn = (text: string): boolean => !containsBsn(text);
const personRef = z.string().min(1).max(64).refine(withoutBsn);
const partyId = z.string().regex(/^[a-z][a-z0-9-]{2,39}$/);
const word = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/);
/** In the spelling in which documents are compared with them (`core/decision/fitted-references.ts`). */
const reference = z.string().normalize("NFC").trim().min(1).max(100).refine(withoutBsn);
const values = z.record(z.string(), z.unknown()).transform((data) => data as Data);

const relationSchema = z.strictObject({
  personRef,
  kind: z.enum(RELATION_KINDS),
  party: partyId,
  ref: reference,
  scope: z.array(fieldName).max(250).default([]),
  from: instant,
  until: instant.nullable().default(null),
});

export const registerSchemas = {
  "subjects": z
    .strictObject({
      personRef,
      record: values.default({}),
      facts: values.default({}),
      addressIsSecret: z.boolean().default(false),
      consentBy: z.enum(["self", "representative"]).default("self"),
      legalClaimHold: z.boolean().default(false),
      life: z.enum(["alive", "retention-lapsed"]).default("alive"),
    })
    .meta({ id: "SubjectRow" }),
  "erasures": z.strictObject({ personRef }).meta({ id: "Erasure" }),
  "consents": z
    .strictObject({
      personRef,
      ref: reference,
      party: partyId,
      purpose: word,
      categories: z.array(word).min(1).max(30),
      explicit: z.boolean(),
      givenAt: instant,
      givenBy: z.enum(["self", "representative", "other"]).default("self"),
      how: z.enum(["form", "signature", "spoken-confirmed"]),
      textVersion: reference,
      expiresAt: instant.nullable().default(null),
    })
    .meta({ id: "Consent" }),
  "consent-withdrawals": z.strictObject({ at: instant, how: reference }).meta({ id: "ConsentWithdrawal" }),
  "objections": z
    .strictObject({ personRef, purpose: z.union([word, z.literal("all")]), receivedAt: instant })
    .meta({ id: "Objection" }),
  "objection-decisions": z
    .strictObject({ status: z.enum(["upheld", "rejected"]), decisionRef: reference })
    .meta({ id: "ObjectionDecision" }),
  "restrictions": z.strictObject({ personRef, from: instant }).meta({ id: "Restriction" }),
  "restriction-endings": z.strictObject({ at: instant }).meta({ id: "RestrictionEnding" }),
  "signal-refusals": z.strictObject({ personRef, at: instant }).meta({ id: "SignalRefusal" }),
  "rectifications": z.strictObject({ personRef, field: fieldName, pending: z.boolean() }).meta({ id: "Rectification" }),
  "mandates": relationSchema.omit({ kind: true }).meta({ id: "Mandate" }),
  "relations": relationSchema.meta({ id: "Relation" }),
  "relation-endings": z.strictObject({ at: instant }).meta({ id: "RelationEnding" }),
} as const;

export type RegisterResource = keyof typeof registerSchemas;
export type RegisterBody<Resource extends RegisterResource> = z.infer<(typeof registerSchemas)[Resource]>;

/** Refuses with BODY_INVALID, naming our own member and never what stood there. */
export function parseRegisterBody<Resource extends RegisterResource>(
  resource: Resource,
  body: Data,
): RegisterBody<Resource> {
  const parsed = registerSchemas[resource].safeParse(body);
  if (parsed.success) return parsed.data as RegisterBody<Resource>;
  const issue = parsed.error.issues[0];
  const name = issue?.path[0];
  const known = typeof name === "string" && name in registerSchemas[resource].shape ? name : "body";
  throw new GatewayError("BODY_INVALID", `\`${known}\` is missing, unknown or not of its type`, {
    at: `${resource}.${known}`,
    remedy: "see the schema of this resource in GET /v1/openapi.json",
  });
}
