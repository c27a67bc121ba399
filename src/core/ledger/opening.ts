import { z } from "zod";

import { GatewayError } from "../errors.ts";
import { findBase64 } from "./bytes.ts";
import { parseCanonical } from "./canonical.ts";
import { name, reason, sha256 } from "./header.ts";

const withheld = z.strictObject({ field: name, reason: reason.nullable() }).readonly();
const reasons = z.array(reason).readonly();

/** One of the twelve checks without what it compared: that is about persons and stays in the sealed record. */
const check = z
  .strictObject({
    number: z.int().min(1).max(12),
    name,
    result: z.enum(["pass", "deny", "hold", "skipped"]),
    reasons,
  })
  .readonly();

const decisionOpening = z.strictObject({
  reasons,
  withheld: z.array(withheld).readonly(),
  /** Of a pull's question; empty otherwise. */
  questionWithheld: z.array(withheld).readonly(),
  checks: z.array(check).readonly(),
  basis: name.nullable(),
  approvers: z.array(z.strictObject({ person: name, role: name }).readonly()).readonly(),
  clientId: name,
  actor: name,
  /** Of the sealed decision record (design §12.3): ciphertext, so that it outlives nobody's erasure. */
  recordSha256: sha256.nullable(),
});

const plain = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]);
const eventOpening = z.strictObject({
  actors: z.array(z.strictObject({ person: name, role: name }).readonly()).readonly(),
  /** Why, in the words of the one who acted. Never about an identifiable person: it cannot be erased singly. */
  because: z.string().max(2000).nullable(),
  /** References and states, by our own names. */
  details: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), plain).readonly(),
});

const personOpening = z.strictObject({ pseudonym: name, role: name, fields: z.array(name).readonly() });

/** What only the officer may see of a decision (design §8). */
export type DecisionOpening = Readonly<z.infer<typeof decisionOpening>>;
/** What only the officer may see of anything else that is recorded. */
export type EventOpening = Readonly<z.infer<typeof eventOpening>>;
/** One person touched, and by which fields. */
export type PersonOpening = Readonly<z.infer<typeof personOpening>>;

export const checkDecisionOpening = (value: unknown): DecisionOpening => checked(decisionOpening, value);
export const checkEventOpening = (value: unknown): EventOpening => checked(eventOpening, value);
export const checkPersonOpening = (value: unknown): PersonOpening => checked(personOpening, value);

/** Reads the committed list of person commitments; refuses what is no canonical list of them. */
export function parsePersonList(bytes: Uint8Array): readonly string[] {
  const list = checked(z.array(z.string()), parseCanonical(bytes));
  if (list.every((item) => findBase64(item)?.byteLength === 32)) return list;
  throw new GatewayError("LEDGER_MALFORMED", "list holds what is no commitment");
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new GatewayError("LEDGER_MALFORMED", "opening does not fit its kind", {
    at: result.error.issues[0]?.path.join(".") ?? "",
  });
}
