import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Party, PartyClient, StaffRole } from "../core/catalogue/party.ts";
import type { Covenant } from "../core/covenant/types.ts";
import type { Instant } from "../core/ids.ts";
import { readIfThere, pretendClientKey, pretendIdentity, writeWhole, type PretendIdentity } from "./pretend-keys.ts";
import { signDetached } from "../openpgp/detached.ts";
import { unlockKey } from "../openpgp/certificates.ts";

/** Everybody who acts in the sandbox for the corporation. No two roles share a person: four eyes must be four. */
export const STAFF: readonly { readonly person: string; readonly role: StaffRole }[] = [
  { person: "sanders", role: "privacy-officer" },
  { person: "devries", role: "deputy" },
  { person: "aydin", role: "collections-lead" },
  { person: "peters", role: "approver" },
  { person: "bakker", role: "fg" },
];
const STAFF_SCOPES = ["covenant:read", "exchange:read", "hold:decide", "ledger:admin"];
/** They may suspend a covenant or a party. */
const OFFICER_SCOPES = [...STAFF_SCOPES, "register:write"];
const PARTY_SCOPES = ["exchange:send", "exchange:receive", "covenant:read"];
const BACK_OFFICE_SCOPES = [...PARTY_SCOPES, "register:write"];
const OFFICERS = ["officer-1", "officer-2"];
/** Who joined which accession: a role is not enough, since a bailiff is a co-controller and so is a care party. */
const JOINED: Readonly<Record<string, readonly string[]>> = {
  "accountant-audit": ["accountant-voorbeeld"],
  "bewindvoerder-standard": ["bewindvoerder-voorbeeld"],
  "care-support": ["zorg-voorbeeld"],
  "colleague-landlord-statement": ["collega-voorbeeld"],
  "contractor-repairs": ["installatiebedrijf-voorbeeld", "schilder-voorbeeld"],
  "deurwaarder-collection": ["deurwaarder-voorbeeld"],
  "last-chance": ["zorg-voorbeeld"],
  "lawyer-litigation": ["advocaat-voorbeeld"],
  "software-supplier": ["software-voorbeeld"],
  "survey-agency": ["enquetebureau-voorbeeld"],
};

export interface PretendWorld {
  readonly dataDir: string;
  readonly parties: readonly Party[];
  readonly covenants: readonly { readonly covenant: Covenant; readonly bytes: Uint8Array }[];
  readonly now: Instant;
}

/** What a client of the sandbox must know to write its profile; gateway address and certificate come when it listens. */
export interface PretendClient {
  readonly profile: string;
  readonly party: string;
  readonly controller: string;
  readonly clientId: string;
  readonly keyFile: string;
  readonly identity: PretendIdentity | null;
}

/**
 * Gives every party of the catalogue generated keys and clients, and signs every covenant with them: an overlay in the
 * data folder, made once. No real party's signature is made up: these keys are pinned nowhere but in this sandbox.
 */
export async function makePretendWorld(world: PretendWorld): Promise<readonly PretendClient[]> {
  const overlay = path.join(world.dataDir, "overlay");
  for (const folder of ["parties", "certificates", "signatures"])
    await mkdir(path.join(overlay, folder), { recursive: true, mode: 0o700 });
  const controller = world.parties.find(({ role }) => role === "controller")?.id ?? "oosterpoort";
  const identities = new Map<string, PretendIdentity>();
  const clients: PretendClient[] = [];
  for (const party of world.parties) {
    const identity = await identityOf(world, { id: party.id, name: party.name });
    identities.set(party.id, identity);
    const made = await clientsOf(world, { party, identity, controller });
    clients.push(...made.profiles);
    await writeWhole(path.join(overlay, "certificates", `${party.id}.asc`), identity.publicArmored);
    // JSON is YAML: the overlay is read by the same parser as the repository's party files.
    const file = { id: party.id, fingerprints: [identity.fingerprint], clients: made.clients };
    await writeWhole(path.join(overlay, "parties", `${party.id}.yaml`), `${JSON.stringify(file, null, 2)}\n`);
  }
  await signAll(world, { overlay, identities });
  return clients;
}

const identityOf = (
  world: PretendWorld,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<PretendIdentity> =>
  pretendIdentity({
    folder: path.join(world.dataDir, "pretend", id),
    name,
    email: `${id}@sandbox.example`,
    now: world.now,
  });

interface Own {
  readonly party: Party;
  readonly identity: PretendIdentity;
  readonly controller: string;
}

async function clientsOf(
  world: PretendWorld,
  { party, identity, controller }: Own,
): Promise<{ readonly clients: readonly PartyClient[]; readonly profiles: readonly PretendClient[] }> {
  const folder = path.join(world.dataDir, "pretend", party.id);
  const isController = party.id === controller;
  const system = await pretendClientKey({ folder, kid: `${party.id}-1` });
  const clients: PartyClient[] = [
    {
      clientId: `${party.id}-system`,
      operator: null,
      scopes: isController ? BACK_OFFICE_SCOPES : PARTY_SCOPES,
      keys: [system.key],
      person: null,
      role: null,
    },
  ];
  const base = { party: party.id, controller };
  const profiles: PretendClient[] = [
    { ...base, profile: party.id, clientId: `${party.id}-system`, keyFile: system.file, identity },
  ];
  for (const { person, role } of isController ? STAFF : []) {
    const own = await pretendClientKey({ folder, kid: `staff-${person}-1` });
    clients.push({
      clientId: `staff-${person}`,
      operator: null,
      scopes: role === "privacy-officer" || role === "deputy" ? OFFICER_SCOPES : STAFF_SCOPES,
      keys: [own.key],
      person,
      role,
    });
    profiles.push({
      ...base,
      profile: `staff-${role}`,
      clientId: `staff-${person}`,
      keyFile: own.file,
      identity: null,
    });
  }
  return { clients, profiles };
}

interface Signers {
  readonly overlay: string;
  readonly identities: ReadonlyMap<string, PretendIdentity>;
}

async function signAll(world: PretendWorld, { overlay, identities }: Signers): Promise<void> {
  const officers = new Map<string, PretendIdentity>();
  for (const id of OFFICERS) {
    const identity = await identityOf(world, { id, name: id });
    officers.set(id, identity);
    await writeWhole(path.join(overlay, "certificates", `${id}.asc`), identity.publicArmored);
  }
  const list = [...officers].map(([id, { fingerprint }]) => ({ id, fingerprint }));
  await writeWhole(path.join(overlay, "officers.yaml"), `${JSON.stringify({ officers: list }, null, 2)}\n`);
  for (const { covenant, bytes } of world.covenants) {
    if (covenant.status === "draft") continue;
    for (const [signer, identity] of signersOf(covenant, { world, identities, officers })) {
      const file = path.join(overlay, "signatures", covenant.id, `v${covenant.version}.${signer}.asc`);
      if ((await readIfThere(file)) !== null) continue;
      await mkdir(path.dirname(file), { recursive: true });
      await writeWhole(file, await signature(world, { identity, bytes }));
    }
  }
}

type All = {
  readonly world: PretendWorld;
  readonly identities: ReadonlyMap<string, PretendIdentity>;
  readonly officers: ReadonlyMap<string, PretendIdentity>;
};

/** Who signs: two officers for a unilateral version; of an accession also those that joined, else all of the role. */
function signersOf(covenant: Covenant, { world, identities, officers }: All): ReadonlyMap<string, PretendIdentity> {
  if (covenant.kind === "unilateral") return officers;
  const ofRole = (wanted: string): readonly string[] =>
    world.parties.filter(({ role }) => role === wanted).map(({ id }) => id);
  const joining = (named: Covenant["parties"][number]): readonly string[] =>
    named.id === "*" ? (JOINED[covenant.id] ?? ofRole(named.role)) : [named.id];
  const found = new Map<string, PretendIdentity>();
  for (const id of covenant.parties.flatMap(joining)) {
    const identity = identities.get(id);
    if (identity !== undefined) found.set(id, identity);
  }
  return found;
}

async function signature(
  world: PretendWorld,
  { identity, bytes }: { readonly identity: PretendIdentity; readonly bytes: Uint8Array },
): Promise<string> {
  const armored = (await readIfThere(identity.privateFile)) ?? "";
  const passphrase = (await readIfThere(identity.passphraseFile)) ?? "";
  return signDetached({ bytes, signWith: await unlockKey({ armored, passphrase }), now: world.now });
}
