import { dayOf, formatDay } from "../../core/calendar.ts";
import type { Consent, Objection, Relation, SubjectState } from "../../core/decision/state.ts";
import type { FactValue } from "../../core/covenant/types.ts";
import type { Instant, Pseudonym } from "../../core/ids.ts";
import type { Vault } from "../vault/vault.ts";
import { ledgerFacts } from "./ledger-facts.ts";
import { readSealed } from "./sealed-json.ts";
import type { StateRow } from "./state-query.ts";

/** Makes the state of one person from their row, opening what is sealed with the key that came along. */
export function stateFrom(
  row: StateRow,
  { vault, now }: { readonly vault: Vault; readonly now: Instant },
): SubjectState {
  const person = row.id as Pseudonym;
  const open = (bytes: Uint8Array | null): Uint8Array | null =>
    bytes === null || row.keyId === null || row.wrapped === null
      ? null
      : vault.openWith({ keyId: row.keyId, wrapped: row.wrapped }, { person, bytes });
  const relations = relationsFrom(row.relations, open);
  const facts = open(row.facts);
  const record = open(row.signalRecord);
  const at = instantOf(row.signalAt);
  const lastSignal = at === null ? null : { at, facts: record === null ? {} : factsIn(record) };
  const restrictedFrom = instantOf(row.restrictedFrom);
  return {
    pseudonym: person,
    life: row.life as SubjectState["life"],
    legalClaimHold: row.legalClaimHold,
    restriction: restrictedFrom === null ? null : { from: restrictedFrom },
    objections: JSON.parse(row.objections) as readonly Objection[],
    rectifications: row.rectifications,
    signalRefusedAt: instantOf(row.signalRefusedAt),
    consents: JSON.parse(row.consents) as readonly Consent[],
    consentBy: row.consentBy as SubjectState["consentBy"],
    relations,
    addressIsSecret: row.addressIsSecret,
    facts: {
      ...(facts === null ? {} : readSealed("facts", facts).facts),
      signalRefused: dateOrNull(instantOf(row.signalRefusedAt)),
      ...ledgerFacts({ relations, lastSignal, openCases: Number(row.openCases), now }),
    },
    syncedAt: syncedAtOf(row),
  };
}

/** Never in step counts as in step at the beginning of time: stale. */
const syncedAtOf = (row: StateRow): Instant => instantOf(row.syncedAt) ?? (0 as Instant);

const instantOf = (text: string | null): Instant | null => (text === null ? null : (Number(text) as Instant));

const dateOrNull = (instant: Instant | null): string | null => (instant === null ? null : formatDay(dayOf(instant)));

type Open = (bytes: Uint8Array) => Uint8Array | null;

function relationsFrom(json: string, open: Open): readonly Relation[] {
  return (JSON.parse(json) as readonly Relation[]).map((relation) => {
    const ref = open(Buffer.from(relation.ref, "base64"));
    return { ...relation, ref: ref === null ? "" : new TextDecoder().decode(ref) };
  });
}

/** A decision record as `exchange/commit.ts` writes it. */
function factsIn(record: Uint8Array): Readonly<Record<string, FactValue>> {
  const parsed = JSON.parse(new TextDecoder().decode(record)) as { readonly facts?: Record<string, FactValue> };
  return parsed.facts ?? {};
}
