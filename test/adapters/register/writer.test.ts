import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubjectState } from "../../../src/core/decision/state.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import type { RegisterChange } from "../../../src/ports/register-writer.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import {
  aQuestion,
  aSubject,
  hours,
  newId,
  newPerson,
  NOW,
  openRegister,
  ourQuestion,
  type TestRegister,
} from "./fixtures.ts";

const relation = { kind: "mandate", party: "entree", ref: "M-1", scope: ["arrears"], from: NOW, until: null } as const;
const consent = {
  ref: "C-1",
  party: "humanitas",
  purpose: "debt-coaching",
  categories: ["arrears"],
  explicit: true,
  givenAt: NOW,
  givenBy: "self",
  how: "form",
  textVersion: "2026-1",
  expiresAt: hours(24),
} as const;

eachDatabase("the register", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
  });
  afterAll(() => fresh.dispose());

  async function stateOf(personRef: string): Promise<SubjectState> {
    const [subject] = (await register.resolve(ourQuestion(personRef))).subjects;
    if (subject?.finding.found !== "one") throw new Error(`${personRef} was not found`);
    return subject.finding.state;
  }
  const versionOf = async (personRef: string): Promise<number | undefined> =>
    (await register.resolve(ourQuestion(personRef))).versions[0]?.version;
  const countOf = async (table: string, person?: Pseudonym): Promise<number> => {
    const where = person === undefined ? "" : `WHERE subject_id = '${person}'`;
    const { rows } = await fresh.database.pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${table} ${where}`);
    return Number(rows[0]?.n);
  };

  it("holds a person sealed, and gives back record, facts and marks", async () => {
    const subject = aSubject({
      personRef: "T-10",
      record: { lastName: "Zonneveld", grossRent: 512.1 },
      facts: { knownToDebtHelp: null, underAdministration: true },
      addressIsSecret: true,
      consentBy: "representative",
      life: "retention-lapsed",
      legalClaimHold: true,
    });
    const pseudonym = await register.record(subject);
    expect(await register.recordOf(pseudonym)).toEqual({ personRef: "T-10", record: subject.record });
    expect(await register.writer.pseudonymOf("T-10")).toBe(pseudonym);
    expect(await stateOf("T-10")).toMatchObject({
      pseudonym,
      life: "retention-lapsed",
      legalClaimHold: true,
      addressIsSecret: true,
      consentBy: "representative",
      facts: { knownToDebtHelp: null, underAdministration: true },
    });
    const { rows } = await fresh.database.pool.query(
      "SELECT * FROM subject s JOIN subject_index i ON i.subject_id = s.id WHERE s.id = $1",
      [pseudonym],
    );
    expect(JSON.stringify(rows)).not.toMatch(/Zonneveld|T-10|knownTo/);
    expect(
      Buffer.concat(Object.values(rows[0] as object).filter((value) => Buffer.isBuffer(value))).toString("latin1"),
    ).not.toMatch(/Zonneveld|T-10/);
  });

  it("replaces what it held when the person is recorded again, indexes included", async () => {
    const pseudonym = await register.record({
      personRef: "T-11",
      record: { lastName: "Oud", birthDate: "1980-01-01" },
    });
    const subject = aSubject({ personRef: "T-11b", record: { lastName: "Nieuw", birthDate: "1980-01-01" } });
    await register.apply({ kind: "subject.recorded", pseudonym, subject, isNew: false });
    expect(await register.writer.pseudonymOf("T-11")).toBeNull();
    expect(await versionOf("T-11b")).toBe(2);
    const byName = (lastName: string) =>
      register.resolve(
        aQuestion({
          data: { lastName, birthDate: "1980-01-01" },
          clause: { identifiedBy: [{ match: ["name", "birthDate"] }] },
        }),
      );
    expect((await byName("Oud")).subjects[0]?.finding.found).toBe("none");
    expect((await byName("Nieuw")).subjects[0]?.finding.found).toBe("one");
  });

  it("refuses a reference that is another person's, also of two that come at the same time", async () => {
    await register.record({ personRef: "T-12" });
    await expect(register.record({ personRef: "T-12" })).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
    const both = await Promise.allSettled([
      register.record({ personRef: "T-12b" }),
      register.record({ personRef: "T-12b" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  describe("moves the person's version and shows in the state:", () => {
    const changes: { name: string; change: (pseudonym: Pseudonym) => RegisterChange; state: object }[] = [
      {
        name: "a consent",
        change: (pseudonym) => ({
          kind: "consent.recorded",
          id: newId(),
          pseudonym,
          consent: { ...consent, ref: newId() },
        }),
        state: {
          consents: [
            {
              party: "humanitas",
              explicit: true,
              givenAt: NOW,
              expiresAt: hours(24),
              withdrawnAt: null,
              categories: ["arrears"],
            },
          ],
        },
      },
      {
        name: "an objection",
        change: (pseudonym) => ({
          kind: "objection.recorded",
          id: newId(),
          pseudonym,
          purpose: "all",
          receivedAt: NOW,
        }),
        state: { objections: [{ purpose: "all", receivedAt: NOW, status: "open", decisionRef: null }] },
      },
      {
        name: "a restriction",
        change: (pseudonym) => ({ kind: "restriction.set", id: newId(), pseudonym, from: hours(-1) }),
        state: { restriction: { from: hours(-1) } },
      },
      {
        name: "a refusal of signals",
        change: (pseudonym) => ({ kind: "signal-refusal.recorded", id: newId(), pseudonym, at: hours(-2) }),
        state: { signalRefusedAt: hours(-2) },
      },
      {
        name: "a pending rectification",
        change: (pseudonym) => ({
          kind: "rectification.recorded",
          id: newId(),
          pseudonym,
          field: "grossRent",
          pending: true,
        }),
        state: { rectifications: ["grossRent"] },
      },
      {
        name: "a relation",
        change: (pseudonym) => ({ kind: "relation.opened", id: newId(), pseudonym, relation }),
        state: { relations: [relation] },
      },
    ];

    it.each(changes)("$name", async ({ change, state }) => {
      const personRef = `T-${newId()}`;
      const pseudonym = await register.record({ personRef });
      await register.apply(change(pseudonym), [pseudonym]);
      expect(await stateOf(personRef)).toMatchObject(state);
      expect(await versionOf(personRef)).toBe(2);
    });

    it.each(changes)("nothing of $name for a person who is not there", async ({ change }) => {
      const entries = await countOf("ledger_pending");
      await expect(register.apply(change(newPerson()))).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
      expect(await countOf("ledger_pending")).toBe(entries);
    });
  });

  describe("ends what was begun, once:", () => {
    const endings: {
      name: string;
      begin: (id: string, pseudonym: Pseudonym) => RegisterChange;
      end: (id: string) => RegisterChange;
      state: object;
      table: "consent" | "objection" | "restriction" | "relation";
    }[] = [
      {
        name: "a consent is withdrawn",
        begin: (id, pseudonym) => ({ kind: "consent.recorded", id, pseudonym, consent: { ...consent, ref: id } }),
        end: (id) => ({ kind: "consent.withdrawn", id, at: hours(1), how: "phone" }),
        state: { consents: [{ withdrawnAt: hours(1) }] },
        table: "consent",
      },
      {
        name: "a restriction is lifted",
        begin: (id, pseudonym) => ({ kind: "restriction.set", id, pseudonym, from: NOW }),
        end: (id) => ({ kind: "restriction.lifted", id, at: hours(1) }),
        state: { restriction: null },
        table: "restriction",
      },
      {
        name: "a relation is closed",
        begin: (id, pseudonym) => ({ kind: "relation.opened", id, pseudonym, relation }),
        end: (id) => ({ kind: "relation.closed", id, at: hours(1) }),
        state: { relations: [{ ref: "M-1", until: hours(1) }] },
        table: "relation",
      },
    ];

    it.each(endings)("$name", async ({ begin, end, state, table }) => {
      const [personRef, id] = [`T-${newId()}`, newId()];
      const pseudonym = await register.record({ personRef });
      await register.apply(begin(id, pseudonym));
      expect(await register.writer.subjectOf(table, id)).toBe(pseudonym);
      await register.apply(end(id));
      expect(await stateOf(personRef)).toMatchObject(state);
      expect(await versionOf(personRef)).toBe(3);
      await expect(register.apply(end(id))).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
      await expect(register.apply(end(newId()))).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
      await expect(register.apply(end("no id"))).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
    });
  });

  it("closes a relation earlier and never later", async () => {
    const id = newId();
    const pseudonym = await register.record();
    await register.apply({ kind: "relation.opened", id, pseudonym, relation: { ...relation, until: hours(10) } });
    await expect(register.apply({ kind: "relation.closed", id, at: hours(11) })).rejects.toMatchObject({
      code: "REGISTER_CONFLICT",
    });
    await register.apply({ kind: "relation.closed", id, at: hours(2) });
    await register.apply({ kind: "relation.closed", id, at: hours(1) });
    expect(await register.writer.partyOf("relation", id)).toBe("entree");
  });

  it("decides an objection, and another time when it is reconsidered", async () => {
    const [personRef, id] = ["T-20", newId()];
    const pseudonym = await register.record({ personRef });
    await register.apply({ kind: "objection.recorded", id, pseudonym, purpose: "customer-survey", receivedAt: NOW });
    await register.apply({ kind: "objection.decided", id, status: "rejected", decisionRef: "D-1" });
    expect((await stateOf(personRef)).objections).toMatchObject([{ status: "rejected", decisionRef: "D-1" }]);
    await register.apply({ kind: "objection.decided", id, status: "upheld", decisionRef: "D-2" });
    expect((await stateOf(personRef)).objections).toMatchObject([{ status: "upheld", decisionRef: "D-2" }]);
  });

  it("remembers of each field the last word on its rectification", async () => {
    const personRef = "T-21";
    const pseudonym = await register.record({ personRef });
    for (const pending of [true, true, false]) {
      await register.apply({ kind: "rectification.recorded", id: newId(), pseudonym, field: "birthDate", pending });
    }
    expect((await stateOf(personRef)).rectifications).toEqual([]);
  });

  it("refuses a consent reference that was used before, and then writes neither change nor entry", async () => {
    const [personRef, id] = ["T-22", newId()];
    const pseudonym = await register.record({ personRef });
    const change = { kind: "consent.recorded", id, pseudonym, consent: { ...consent, ref: "C-22" } } as const;
    await register.apply(change, [pseudonym]);
    const entries = [await countOf("ledger_pending"), await countOf("ledger_opening"), await countOf("ledger_person")];
    await expect(register.apply({ ...change, id: newId() }, [pseudonym])).rejects.toMatchObject({
      code: "REGISTER_CONFLICT",
    });
    expect([await countOf("ledger_pending"), await countOf("ledger_opening"), await countOf("ledger_person")]).toEqual(
      entries,
    );
    expect(await versionOf(personRef)).toBe(2);
  });

  it("answers null for rows that are not there", async () => {
    expect(await register.writer.subjectOf("consent", newId())).toBeNull();
    expect(await register.writer.subjectOf("consent", "' OR true --")).toBeNull();
    expect(await register.writer.partyOf("consent", "x")).toBeNull();
    expect(await register.recordOf(newPerson())).toBeNull();
  });

  it("tells the sequencer of every entry", async () => {
    let told = 0;
    const stop = fresh.database.onLedgerWritten(() => (told += 1));
    await register.record();
    stop();
    expect(told).toBe(1);
  });
});
