import { randomBytes } from "node:crypto";
import type { Database } from "../../../src/adapters/database/database.ts";
import { createExchangeStore } from "../../../src/adapters/database/exchange-store.ts";
import { systemRandom } from "../../../src/adapters/clock/clock.ts";
import { relationDigest } from "../../../src/adapters/register/indexes.ts";
import { createPartnerDigest } from "../../../src/adapters/register/person-ref.ts";
import { createRegisterReader } from "../../../src/adapters/register/reader.ts";
import { createRegisterWriter } from "../../../src/adapters/register/writer.ts";
import { createIds } from "../../../src/core/uuid7.ts";
import { createVault } from "../../../src/adapters/vault/vault.ts";
import type { Clause } from "../../../src/core/covenant/types.ts";
import type { Document, Header, SubjectReference } from "../../../src/core/document/types.ts";
import { parseInstant, type ExchangeId, type Instant, type Pseudonym } from "../../../src/core/ids.ts";
import type { LedgerWrite } from "../../../src/ports/ledger.ts";
import type { RegisterChange, SubjectRecord } from "../../../src/ports/register-writer.ts";
import type { SubjectQuestion } from "../../../src/ports/register-reader.ts";
import { testKeys } from "../vault/keys.ts";

export const NOW = parseInstant(Date.UTC(2026, 10, 22, 10));
export const hours = (count: number): Instant => parseInstant(NOW + count * 3_600_000);
export const newId = createIds({ now: () => NOW, random: systemRandom });
export const newPerson = (): Pseudonym => newId() as Pseudonym;

/** The register on a real database, with the real vault and indexes. */
export function openRegister(database: Database, listDestroyed = (): Promise<void> => Promise.resolve()) {
  const vault = createVault({ database, keys: testKeys, now: () => NOW });
  const reader = createRegisterReader({ database, vault, index: testKeys, now: () => NOW, newId });
  const writer = createRegisterWriter({ database, vault, index: testKeys, listDestroyed });
  const exchanges = createExchangeStore({
    database,
    vault,
    relationDigest: (relation) => relationDigest(testKeys, relation),
    partnerDigest: createPartnerDigest({ database, vault, index: testKeys }),
  });
  const apply = (change: RegisterChange, persons: readonly Pseudonym[] = []): Promise<void> =>
    writer.apply(change, anEntry(change.kind, persons));

  async function record(change: Partial<SubjectRecord> = {}): Promise<Pseudonym> {
    const pseudonym = newPerson();
    await apply({ kind: "subject.recorded", pseudonym, subject: aSubject(change), isNew: true }, [pseudonym]);
    return pseudonym;
  }
  return { database, vault, ...reader, writer, exchanges, apply, record };
}
export type TestRegister = ReturnType<typeof openRegister>;

export const aSubject = (change: Partial<SubjectRecord> = {}): SubjectRecord => ({
  personRef: `T-${randomBytes(6).toString("hex")}`,
  record: {},
  facts: {},
  addressIsSecret: false,
  consentBy: "self",
  legalClaimHold: false,
  life: "alive",
  ...change,
});

export function anEntry(
  kind: string,
  persons: readonly Pseudonym[] = [],
  exchangeId: ExchangeId | null = null,
): LedgerWrite {
  return {
    entryId: newId(),
    kind,
    at: NOW,
    exchangeId,
    entry: randomBytes(40),
    header: randomBytes(10),
    headerSalt: randomBytes(32),
    officer: randomBytes(10),
    officerSalt: randomBytes(32),
    personsSalt: randomBytes(32),
    personsList: randomBytes(10),
    persons: persons.map((pseudonym) => ({ pseudonym, salt: randomBytes(32), opening: randomBytes(10) })),
  };
}

export const aClause = (change: Partial<Clause> = {}): Clause =>
  ({ id: "p/in/default", subject: "existing", identifiedBy: ["personRef"], ...change }) as Clause;

export const aReference = (change: Partial<SubjectReference> = {}): SubjectReference => ({
  role: "tenant",
  personRef: null,
  partnerRef: null,
  fields: [],
  ...change,
});

type QuestionChange = Partial<Pick<Document, "subjects" | "data">> & {
  readonly header?: Partial<Header>;
  readonly clause?: Partial<Clause> | null;
  readonly partner?: string;
};

/** A partner's question about somebody; `from: "oosterpoort"` makes it the corporation's own. */
export function aQuestion(change: QuestionChange = {}): SubjectQuestion {
  const header = { from: "entree", to: "oosterpoort", direction: "in", replyTo: null, ...change.header } as Header;
  return {
    document: { header, subjects: change.subjects ?? [], data: change.data ?? {}, attachments: [] },
    partner: change.partner ?? "entree",
    clause: change.clause === null ? null : aClause(change.clause),
  };
}

/** The corporation's own question about its own reference. */
export const ourQuestion = (personRef: string, change: QuestionChange = {}): SubjectQuestion =>
  aQuestion({
    subjects: [aReference({ personRef })],
    ...change,
    header: { from: "oosterpoort", to: "entree", direction: "out", ...change.header },
  });
