import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Pseudonym } from "../../../src/core/ids.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { aQuestion, aSubject, hours, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

const RECORD = { lastName: "Wissel", birthDate: "1970-05-05", postalCode: "6562CD", houseNumber: "3" };

eachDatabase("erasing a person", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
  });
  afterAll(() => fresh.dispose());

  async function aFullPerson(personRef: string, legalClaimHold = false): Promise<Pseudonym> {
    const pseudonym = await register.record({ personRef, record: RECORD, facts: { claimDue: true }, legalClaimHold });
    const consent = {
      ref: `C-${personRef}`,
      party: "humanitas",
      purpose: "debt-coaching",
      categories: [],
      explicit: true,
      givenAt: NOW,
      givenBy: "self",
      how: "told Mrs Bakker",
      textVersion: "1",
      expiresAt: null,
    } as const;
    await register.apply({ kind: "consent.recorded", id: newId(), pseudonym, consent });
    await register.apply({ kind: "objection.recorded", id: newId(), pseudonym, purpose: "all", receivedAt: NOW });
    await register.apply({ kind: "rectification.recorded", id: newId(), pseudonym, field: "birthDate", pending: true });
    const relation = {
      kind: "order",
      party: "entree",
      ref: `R-${personRef}`,
      scope: [],
      from: NOW,
      until: null,
    } as const;
    await register.apply({ kind: "relation.opened", id: newId(), pseudonym, relation }, [pseudonym]);
    return pseudonym;
  }
  const rowsAbout = async (person: Pseudonym): Promise<Record<string, number>> => {
    const tables = [
      "subject_index",
      "relation",
      "objection",
      "rectification",
      "consent",
      "vault.subject_key",
      "ledger_person",
    ];
    const counts = tables.map(async (table): Promise<[string, number]> => {
      const { rows } = await fresh.database.pool.query(`SELECT 1 FROM ${table} WHERE subject_id = $1`, [person]);
      return [table, rows.length];
    });
    return Object.fromEntries(await Promise.all(counts));
  };
  const ways = (personRef: string) => [
    ourQuestion(personRef),
    aQuestion({
      data: { repairOrder: `R-${personRef}` },
      clause: { identifiedBy: [{ ref: "repairOrder", relation: "order" }] },
    }),
    aQuestion({ data: RECORD, clause: { identifiedBy: [{ match: ["name", "birthDate"] }] } }),
  ];

  it("leaves nothing by which they are found, and destroys the key to all that was sealed", async () => {
    const pseudonym = await aFullPerson("T-1");
    await register.apply({ kind: "subject.erased", pseudonym }, [pseudonym]);
    for (const question of ways("T-1")) {
      expect((await register.resolve(question)).subjects[0]?.finding).toEqual({ found: "none" });
    }
    expect(await register.recordOf(pseudonym)).toBeNull();
    expect(await register.writer.pseudonymOf("T-1")).toBeNull();
    expect(await rowsAbout(pseudonym)).toMatchObject({
      "subject_index": 0,
      "relation": 0,
      "objection": 0,
      "rectification": 0,
      "consent": 1,
      "vault.subject_key": 0,
    });
    await expect(register.vault.sealFor(pseudonym, new Uint8Array(1))).rejects.toMatchObject({ code: "STATE_MOVED" });
  });

  it("keeps of a consent that there was one, without what was said of the person, and it no longer holds", async () => {
    const pseudonym = await aFullPerson("T-2");
    await register.apply({ kind: "subject.erased", pseudonym });
    const { rows } = await fresh.database.pool.query(
      "SELECT ref, how, party, withdrawn_at FROM consent WHERE subject_id = $1",
      [pseudonym],
    );
    expect(rows).toMatchObject([{ how: "", party: "humanitas", withdrawn_at: expect.any(Date) as Date }]);
    expect(JSON.stringify(rows)).not.toMatch(/Bakker|C-T-2/);
  });

  it("writes its entry, and no entry is known to have been about the person any more, this one included", async () => {
    const pseudonym = await aFullPerson("T-3");
    expect((await rowsAbout(pseudonym))["ledger_person"]).toBe(2);
    const entries = async (): Promise<number> =>
      (await fresh.database.pool.query("SELECT 1 FROM ledger_opening WHERE kind = 'subject.erased'")).rows.length;
    const before = await entries();
    await register.apply({ kind: "subject.erased", pseudonym }, [pseudonym]);
    expect((await rowsAbout(pseudonym))["ledger_person"]).toBe(0);
    expect(await entries()).toBe(before + 1);
  });

  it("is final: the same person does not come back, nor is erased again; the reference may be used anew", async () => {
    const pseudonym = await aFullPerson("T-4");
    await register.apply({ kind: "subject.erased", pseudonym });
    await expect(register.apply({ kind: "subject.erased", pseudonym })).rejects.toMatchObject({
      code: "REGISTER_CONFLICT",
    });
    const again = {
      kind: "subject.recorded",
      pseudonym,
      subject: aSubject({ personRef: "T-4" }),
      isNew: false,
    } as const;
    await expect(register.apply(again)).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
    expect(await register.record({ personRef: "T-4" })).not.toBe(pseudonym);
  });

  describe("while a legal claim is recorded", () => {
    it("keeps the data for that claim, found and marked as erased", async () => {
      const pseudonym = await aFullPerson("T-5", true);
      await register.apply({ kind: "subject.erased", pseudonym }, [pseudonym]);
      expect((await rowsAbout(pseudonym))["ledger_person"]).toBe(3);
      const [subject] = (await register.resolve(ourQuestion("T-5"))).subjects;
      expect(subject?.finding).toMatchObject({ found: "one", state: { life: "erased", legalClaimHold: true } });
      expect(await register.recordOf(pseudonym)).toMatchObject({ personRef: "T-5" });
    });

    it("destroys them when the claim is lifted", async () => {
      const pseudonym = await aFullPerson("T-6", true);
      await register.apply({ kind: "subject.erased", pseudonym });
      const held = {
        kind: "subject.recorded",
        pseudonym,
        subject: aSubject({ personRef: "T-6", legalClaimHold: true }),
        isNew: false,
      } as const;
      await expect(register.apply(held)).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
      await register.apply({ ...held, subject: { ...held.subject, legalClaimHold: false } });
      expect((await register.resolve(ourQuestion("T-6"))).subjects[0]?.finding).toEqual({ found: "none" });
      expect(await rowsAbout(pseudonym)).toMatchObject({ "vault.subject_key": 0, "ledger_person": 0 });
    });
  });

  it("costs whoever asks the same statements as a person who never was and one who is not theirs", async () => {
    const erased = await aFullPerson("T-7");
    await register.apply({ kind: "subject.erased", pseudonym: erased });
    await aFullPerson("T-8");
    const { pool } = fresh.database;
    const counted: { text: string; rows: number }[] = [];
    const counting = {
      query: async (...args: unknown[]) => {
        const result = (await Reflect.apply(pool.query.bind(pool), pool, args)) as { rows: unknown[] };
        counted.push({
          text: JSON.stringify((args[0] as { name?: string }).name ?? args[0]),
          rows: result.rows.length,
        });
        return result;
      },
    };
    const reader = openRegister({ ...fresh.database, pool: counting as never });
    const ask = async (ref: string) => {
      counted.length = 0;
      await reader.resolve(
        aQuestion({
          data: { repairOrder: ref },
          clause: { identifiedBy: [{ ref: "repairOrder", relation: "order" }] },
        }),
      );
      return [...counted];
    };
    await ask("R-warm-up");
    const known = await ask("R-T-8");
    expect(known).toHaveLength(1);
    expect(await ask("R-T-7")).toEqual(known);
    expect(await ask("R-nobody")).toEqual(known);
  });

  it("comes wholly before or wholly after a change of the same person", async () => {
    const pseudonym = await aFullPerson("T-9");
    const consent = {
      ref: "C-race",
      party: "humanitas",
      purpose: "debt-coaching",
      categories: [],
      explicit: true,
      givenAt: NOW,
      givenBy: "self",
      how: "",
      textVersion: "1",
      expiresAt: hours(1),
    } as const;
    const outcomes = await Promise.allSettled([
      register.apply({ kind: "subject.erased", pseudonym }),
      register.apply({ kind: "consent.recorded", id: newId(), pseudonym, consent }),
      register.apply({ kind: "restriction.set", id: newId(), pseudonym, from: NOW }),
    ]);
    expect(outcomes[0].status).toBe("fulfilled");
    expect((await register.resolve(ourQuestion("T-9"))).subjects[0]?.finding).toEqual({ found: "none" });
    const { rows } = await fresh.database.pool.query("SELECT 1 FROM restriction WHERE subject_id = $1", [pseudonym]);
    expect(rows).toEqual([]);
  });
});
