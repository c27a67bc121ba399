import { GatewayError } from "../../core/errors.ts";
import type { Instant, Pseudonym } from "../../core/ids.ts";
import type { NewAlert } from "../../ports/exchange-store.ts";
import type { RegisterChange } from "../../ports/register-writer.ts";
import type { Database } from "../database/database.ts";
import type { NewKey, Vault } from "../vault/vault.ts";
import { endClaim, erasePerson } from "./erasure.ts";
import type { PersonIndex } from "./indexes.ts";
import { sealSubject, writeSubject } from "./person-changes.ts";
import { findPersonRef } from "./person-ref.ts";
import { writeRow, type Prepared } from "./row-changes.ts";
import { writeStanding } from "./standing-changes.ts";
import { conflict, type Client } from "./transaction.ts";

export interface Preparing {
  readonly database: Pick<Database, "pool">;
  readonly vault: Vault;
  readonly index: PersonIndex;
  readonly at: Instant;
  /** Keys of persons whom this change brings into the register. */
  readonly created: ReadonlyMap<Pseudonym, NewKey>;
}

/** Seals what a change writes and gives the part that needs the transaction. Throws REGISTER_CONFLICT for the erased. */
export async function prepareChange(
  change: RegisterChange,
  preparing: Preparing,
): Promise<(client: Client) => Promise<void>> {
  switch (change.kind) {
    case "subject.recorded":
      return prepareSubject(change, preparing);
    case "subject.erased":
      return (client) => erasePerson(client, change.pseudonym);
    case "covenant.suspended":
    case "covenant.resumed":
    case "covenant.ended":
    case "party.suspended":
    case "party.resumed":
      return (client) => writeStanding(client, change);
    default: {
      const prepared = await prepareRow(change, preparing);
      return (client) => writeRow(client, change, prepared);
    }
  }
}

async function prepareSubject(
  {
    pseudonym,
    subject,
    isNew,
    claims = false,
    alert = null,
  }: Extract<RegisterChange, { readonly kind: "subject.recorded" }>,
  { vault, index, at, created }: Preparing,
): Promise<(client: Client) => Promise<void>> {
  const key = created.get(pseudonym) ?? null;
  const sealed = await unlessErased(() => sealSubject(vault, { pseudonym, subject, key }));
  return async (client) => {
    if (!isNew && !subject.legalClaimHold && (await endClaim(client, pseudonym))) return;
    await writeSubject(client, { pseudonym, subject, at, index, key, claims, ...sealed });
    if (alert !== null) await writeAlert(client, alert, at);
  };
}

async function writeAlert(client: Client, { alertId, level, reason }: NewAlert, at: Instant): Promise<void> {
  const values = [alertId, level, reason, new Date(at)];
  await client.query("INSERT INTO alert (id, level, reason, at) VALUES ($1, $2, $3, $4)", values);
}

async function prepareRow(change: RegisterChange, { database, vault, index, at }: Preparing): Promise<Prepared> {
  if (change.kind !== "relation.opened") return { at, index, sealedRef: null, personRef: null };
  const { pseudonym, relation } = change;
  return unlessErased(async () => ({
    at,
    index,
    sealedRef: await vault.sealFor(pseudonym, new TextEncoder().encode(relation.ref)),
    personRef: await findPersonRef({ database, vault }, pseudonym),
  }));
}

/** A person without a key was erased, or never was. */
async function unlessErased<T>(seal: () => Promise<T>): Promise<T> {
  try {
    return await seal();
  } catch (error) {
    if (error instanceof GatewayError && error.code === "STATE_MOVED")
      throw conflict("there is no such person any more");
    throw error;
  }
}
