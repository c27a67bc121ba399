import { z } from "zod";

import { validitySchema } from "./validity.ts";
import type { Agreement, Party } from "./party.ts";
import { problemAt, readAs, type Problem, type Source } from "./source.ts";
import { partyIdSchema, roleSchema, sectorSchema, staffRoleSchema, textSchema } from "./words.ts";

const fingerprintSchema = z
  .string()
  .regex(/^([0-9A-F]{40}|[0-9A-F]{64})$/, "is no fingerprint: 40 or 64 upper-case hexadecimal digits");

const clientSchema = z.strictObject({
  clientId: z.string().regex(/^[a-z0-9][a-z0-9._-]{2,79}$/, "is no client id"),
  operator: partyIdSchema.nullable().default(null),
  scopes: z.array(z.string().regex(/^[a-z][a-z:.-]{1,39}$/, "is no scope")),
  keys: z.array(
    z.strictObject({
      kid: z.string().min(1).max(128),
      alg: z.enum(["ES256", "PS256", "RS256"]),
      jwk: z.record(z.string().regex(/^[a-z0-9]{1,10}$/i), z.string().max(2048)),
    }),
  ),
  person: z.string().min(1).max(80).nullable().default(null),
  role: staffRoleSchema.nullable().default(null),
});

const agreementSchema = z
  .strictObject({ kind: z.enum(["processing", "transfer"]), ref: textSchema, valid: validitySchema })
  .transform(({ valid, ...row }): Agreement => ({ ...row, ...valid }));

export const partyFileSchema = z.strictObject({
  id: partyIdSchema,
  name: textSchema,
  role: roleSchema,
  contact: z.strictObject({
    email: z.email(),
    phone: textSchema.nullable().default(null),
    address: textSchema.nullable().default(null),
  }),
  municipalities: z.array(z.string().regex(/^\d{4}$/, "is no CBS code of four digits")),
  fingerprints: z.array(fingerprintSchema),
  clients: z.array(clientSchema),
  agreements: z.array(agreementSchema),
  outsideEea: z.boolean().default(false),
  sector: sectorSchema.nullable().default(null),
  pretend: z.boolean().default(false),
});

/** Fingerprints and clients that an installation adds to a party of the repository. */
export const partyOverlaySchema = z.strictObject({
  id: partyIdSchema,
  fingerprints: z.array(fingerprintSchema).default([]),
  clients: z.array(clientSchema).default([]),
});

export interface PartyFile {
  readonly party: Party;
  /** An invented organisation: for tests and the sandbox, never in production. */
  readonly pretend: boolean;
}

/** Reads `parties/<party>.yaml`. Tells an id that differs from the file's name and private key members. */
export function readParty(source: Source): { file: PartyFile | null; problems: Problem[] } {
  const read = readAs(partyFileSchema, source);
  if ("problems" in read) return { file: null, problems: read.problems };
  const { municipalities, pretend, ...rest } = read.value;
  const party: Party = { ...rest, municipalityCodes: municipalities };
  return {
    file: { party, pretend },
    problems: [...misnamed(source, party.id), ...privateMembers(source, party.clients)],
  };
}

/** Reads an overlay's `parties/<party>.yaml` onto a party: fingerprints and clients are added, nothing is replaced. */
export function readPartyOverlay(source: Source, party: Party): { party: Party; problems: Problem[] } {
  const read = readAs(partyOverlaySchema, source);
  if ("problems" in read) return { party, problems: read.problems };
  const { id, fingerprints, clients } = read.value;
  return {
    party: {
      ...party,
      fingerprints: [...party.fingerprints, ...fingerprints],
      clients: [...party.clients, ...clients],
    },
    problems: [...misnamed(source, id), ...privateMembers(source, clients)],
  };
}

function misnamed(source: Source, id: string): Problem[] {
  if (source.file.endsWith(`parties/${id}.yaml`)) return [];
  const text = { message: `party \`${id}\` stands in a file of another name`, remedy: `name the file ${id}.yaml` };
  return [problemAt(source, ["id"], text)];
}

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "k"];

function privateMembers(source: Source, clients: Party["clients"]): Problem[] {
  return clients.flatMap((client, at) =>
    client.keys.flatMap((key, keyAt) =>
      PRIVATE_MEMBERS.some((member) => member in key.jwk)
        ? [
            problemAt(source, ["clients", at, "keys", keyAt, "jwk"], {
              message: "a private key stands in a party file",
              remedy: "keep the public members only, and replace that key: it has been seen",
            }),
          ]
        : [],
    ),
  );
}
