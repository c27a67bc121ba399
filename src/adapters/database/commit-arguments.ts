import { GatewayError } from "../../core/errors.ts";
import type { Pseudonym } from "../../core/ids.ts";
import type { Commit, ExchangeRow } from "../../ports/exchange-store.ts";
import type { NewKey } from "../vault/vault.ts";
import { ledgerArguments } from "./ledger-write.ts";
import { createPersonSealer } from "./sealing.ts";
import type { PartnerDigest, PersonSealer, RelationDigest, Sealing } from "./sealing.ts";
import { hexOf, instantText } from "./values.ts";

/** The arguments of the database's `commit_exchange`, in its order. */
export type CommitArguments = readonly [
  commit: string,
  parts: readonly Buffer[],
  record: Uint8Array,
  held: Uint8Array | null,
  parcel: Uint8Array | null,
];

export interface CommitSealing {
  readonly vault: Sealing;
  readonly relationDigest: RelationDigest;
  readonly partnerDigest: PartnerDigest;
  readonly parcelInChunks: boolean;
}

/** Seals what must be sealed and lays a commit out for its statement. `parcel` is `null` where its chunks are written. */
export async function commitArguments(
  commit: Commit,
  { vault, relationDigest, partnerDigest, parcelInChunks }: CommitSealing,
): Promise<CommitArguments> {
  if (commit.hold !== null && commit.endsHold !== null) {
    throw new GatewayError("INVARIANT_BROKEN", "a decision that ends a hold opened another");
  }
  const versions = new Map(commit.decidedOn.subjects.map((subject) => [subject.pseudonym, subject.version]));
  const created = newKeys(versions, vault);
  const sealer = createPersonSealer(vault, created);
  const { ledger, parts } = await ledgerArguments(commit.ledger, sealer);
  const record = await sealRecord(commit, { vault, sealer });
  const { covenant, counters } = commit.decidedOn;
  const json = {
    exchange: exchangeJson(commit.exchange, commit.views),
    ledger,
    raises: commit.exchange.outcome === "allow" || commit.effects.length > 0,
    ...(covenant === null ? {} : { covenant }),
    subjects: [...versions].map(([id, version]) => ({ id, version, ...keyJson(created.get(id)) })),
    counters,
    ...searchJson(commit.search),
    record: {
      subjectId: record.subjectId,
      keyId: record.keyId,
      wrappedKey: record.wrappedKey,
      ...(commit.questionUntil === null ? {} : { questionUntil: instantText(commit.questionUntil) }),
    },
    ...parcelJson(commit.parcel),
    ...holdJson(commit.hold),
    ...(commit.endsHold === null ? {} : { endsHold: commit.endsHold }),
    effects: await effectsJson(commit, { relationDigest, partnerDigest, sealer }),
    alerts: commit.alerts,
    tasks: commit.tasks.map((task) => ({ ...task, dueAt: instantText(task.dueAt) })),
  };
  const parcel = parcelInChunks ? null : (commit.parcel?.bytes ?? null);
  return [JSON.stringify(json), parts, record.sealed, commit.hold?.held.sealed ?? null, parcel];
}

/** Version 0: the register has not seen this person, the exchange creates one. */
function newKeys(versions: ReadonlyMap<Pseudonym, number>, vault: Sealing): ReadonlyMap<Pseudonym, NewKey> {
  return new Map([...versions].flatMap(([id, version]) => (version === 0 ? [[id, vault.newKey(id)] as const] : [])));
}

/** Found as the database's `same_must_be_meant` prints it: by position, then by the person's id. */
function searchJson(search: Commit["search"]): object {
  if (search === null) return {};
  const { lookups, found, ...where } = search;
  const ordered = [...found].sort((a, b) => a.position - b.position || (a.pseudonym < b.pseudonym ? -1 : 1));
  return {
    search: {
      ...where,
      lookups: lookups.map((lookup) => ({ ...lookup, digest: hexOf(lookup.digest) })),
      found: ordered.map(({ position, pseudonym }) => `${position}:${pseudonym}`).join(" "),
    },
  };
}

const keyJson = (key: NewKey | undefined): object =>
  key === undefined ? {} : { keyId: key.keyId, wrapped: hexOf(key.wrapped) };

function exchangeJson(row: ExchangeRow, views: Commit["views"]): object {
  const { covenant, span, ...plain } = row;
  return {
    ...plain,
    ...span,
    startedAt: instantText(span.startedAt),
    at: instantText(row.at),
    rowId: row.rowId ?? "",
    covenant: covenant?.id ?? null,
    covenantVersion: covenant?.version ?? null,
    covenantHash: covenant?.hash ?? null,
    partnerView: views.partner,
    controllerView: views.controller,
  };
}

async function sealRecord(
  commit: Commit,
  { vault, sealer }: { readonly vault: Sealing; readonly sealer: PersonSealer },
): Promise<{ subjectId: Pseudonym | null; keyId: string | null; wrappedKey: string | null; sealed: Uint8Array }> {
  const first = commit.ledger.persons[0]?.pseudonym;
  const sealed = first === undefined ? null : await sealer.seal(first, commit.record);
  if (first !== undefined && sealed !== null) return { subjectId: first, keyId: null, wrappedKey: null, sealed };
  const own = vault.sealInstallation(commit.record);
  return { subjectId: null, keyId: own.keyId, wrappedKey: hexOf(own.wrappedKey), sealed: own.sealed };
}

function parcelJson(parcel: Commit["parcel"]): object {
  if (parcel === null) return {};
  const { recipient, sha256, bytes, destroyAt } = parcel;
  return { parcel: { recipient, sha256, size: bytes.byteLength, destroyAt: instantText(destroyAt) } };
}

function holdJson(hold: Commit["hold"]): object {
  if (hold === null) return {};
  const { held, dueAt, ...plain } = hold;
  return { hold: { ...plain, keyId: held.keyId, wrappedKey: hexOf(held.wrappedKey), dueAt: instantText(dueAt) } };
}

type Digests = Pick<CommitSealing, "relationDigest" | "partnerDigest">;

async function effectsJson(
  { effects }: Commit,
  { relationDigest, partnerDigest, sealer }: Digests & { readonly sealer: PersonSealer },
): Promise<readonly object[]> {
  const rows: object[] = [];
  for (const effect of effects) {
    const { ref, pseudonym, at, ...plain } = effect;
    const sealed = await sealer.seal(pseudonym, new TextEncoder().encode(ref));
    if (sealed === null) continue;
    const refDigest = hexOf(relationDigest(effect));
    const row = { ...plain, subjectId: pseudonym, ref: hexOf(sealed), refDigest, at: instantText(at) };
    const partner = effect.do === "open" ? await partnerDigest(effect) : null;
    rows.push(partner === null ? row : { ...row, partnerDigest: hexOf(partner) });
  }
  return rows;
}
