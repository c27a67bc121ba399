import { z } from "zod";

import { type FieldType, TRANSFORM_IDS } from "./types.ts";

/** Closed word lists of the catalogue as schemas: what is not listed is refused. */
export const sensitivitySchema = z.enum(["O", "S", "S*", "B", "C", "X"]);

export const categorySchema = z.enum([
  "identification",
  "contact",
  "registration",
  "household",
  "income",
  "unit",
  "tenancy",
  "purchase",
  "payment",
  "arrears",
  "legal",
  "guidance",
  "nuisance",
  "safety",
  "fraud",
  "criminal",
  "health",
  "maintenance",
  "communication",
  "audit",
  "consent",
  "technical",
  "mixed",
]);

const FIELD_TYPES = [
  "string",
  "identifier",
  "code",
  "date",
  "instant",
  "month",
  "integer",
  "number",
  "money",
  "boolean",
  "text",
  "postalCode",
  "phone",
  "email",
  "iban",
  "bsn",
  "ip",
  "uuid",
  "address",
  "person",
  "document",
  "object",
  "list",
  "dates",
  "codes",
] as const satisfies readonly FieldType[];

export const fieldTypeSchema = z.enum(FIELD_TYPES);
export const transformIdSchema = z.enum(TRANSFORM_IDS);

export const basisSchema = z.enum([
  "consent",
  "contract",
  "legal-duty",
  "public-or-legitimate-interest",
  "legal-claims",
  "vital",
]);

export const roleSchema = z.enum([
  "controller",
  "co-controller",
  "processor",
  "authority",
  "representative",
  "volunteer",
  "corporation",
]);

export const staffRoleSchema = z.enum([
  "privacy-officer",
  "deputy",
  "fg",
  "collections-lead",
  "approver",
  "auditor",
  "operator",
]);

const STATEMENT = /^S-(0[1-9]|[1-9][0-9]|10[0-7])$/;
/** S-01 to S-107: the clauses of the privacy statement as domain.md §1 numbers them. */
export const statementNumberSchema = z.string().regex(STATEMENT, "is no clause of the statement, S-01 to S-107");
export const statementSchema = z.array(statementNumberSchema);

/** The sort of an organisation, as `refused.yaml` names it: `bank`, `press`. */
export const sectorSchema = z.string().regex(/^[a-z][a-z-]{2,39}$/, "is no sector in lower-case letters and hyphens");

export const textSchema = z.string().min(1).max(500);
/** `lastName`, `landlordStatement.nuisance`. */
export const fieldNameSchema = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/, "is no field name");
export const listNameSchema = z.string().regex(/^[A-Z][A-Z0-9]+$/, "is no name of a code list");
export const slugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,59}$/, "is no name in lower-case letters, digits and hyphens");
export const partyIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{2,39}$/, "is no party id: 3 to 40 lower-case letters, digits or hyphens");
/** `purpose/direction/message`, as a clause is named beside its covenant. */
export const clauseIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,59}\/(in|out|pull)\/[a-z][a-z0-9-]{1,59}$/, "is no clause, as purpose/out/default");
