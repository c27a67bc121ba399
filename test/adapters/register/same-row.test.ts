import { afterAll, beforeAll, expect, it } from "vitest";
import type { RegisterChange } from "../../../src/ports/register-writer.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { aSubject, hours, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

type Row = Extract<RegisterChange, { readonly id: string; readonly pseudonym: string }>;

/** Every change that adds a row, about nobody yet. */
const ROWS: Readonly<Record<Row["kind"], readonly [table: string, change: object]>> = {
  "consent.recorded": [
    "consent",
    {
      consent: {
        party: "humanitas",
        purpose: "debt-coaching",
        categories: ["arrears"],
        explicit: true,
        givenAt: NOW,
        givenBy: "self",
        how: "form",
        textVersion: "2026-1",
        expiresAt: hours(24),
      },
    },
  ],
  "objection.recorded": ["objection", { purpose: "all", receivedAt: NOW }],
  "restriction.set": ["restriction", { from: NOW }],
  "signal-refusal.recorded": ["signal_refusal", { at: NOW }],
  "rectification.recorded": ["rectification", { field: "birthDate", pending: true }],
  "relation.opened": [
    "relation",
    { relation: { kind: "order", party: "entree", ref: "O-1", scope: [], from: NOW, until: null } },
  ],
};

eachDatabase("a row that is written again under its own id", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;
  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
  });
  afterAll(() => fresh.dispose());

  const count = async (text: string, values: unknown[]): Promise<number> =>
    Number((await fresh.database.pool.query<{ n: string }>(text, values)).rows[0]?.n);

  it.each(Object.entries(ROWS))("is the same row: %s", async (kind, [table, about]) => {
    const personRef = `T-${kind}`;
    const pseudonym = await register.record(aSubject({ personRef }));
    const id = newId();
    const consent = "consent" in about ? { consent: { ...(about.consent as object), ref: id } } : {};
    const change = { kind, id, pseudonym, ...about, ...consent } as Row;
    const entries = (): Promise<number> => count("SELECT count(*) AS n FROM ledger_opening WHERE kind = $1", [kind]);
    const before = await entries();
    // Three at once, as of a client that is in a hurry, and one more later.
    await Promise.all([1, 2, 3].map(() => register.apply(change, [pseudonym])));
    const version = (await register.resolve(ourQuestion(personRef))).versions[0]?.version;
    await register.apply(change, [pseudonym]);
    expect(await count(`SELECT count(*) AS n FROM ${table} WHERE subject_id = $1`, [pseudonym])).toBe(1);
    expect(await entries()).toBe(before + 1);
    expect((await register.resolve(ourQuestion(personRef))).versions[0]?.version).toBe(version);
  });

  it("is refused when it is about another person", async () => {
    const [one, other] = [await register.record(), await register.record()];
    const id = newId();
    await register.apply({ kind: "restriction.set", id, pseudonym: one, from: NOW }, [one]);
    const again = register.apply({ kind: "restriction.set", id, pseudonym: other, from: NOW }, [other]);
    await expect(again).rejects.toMatchObject({ code: "REGISTER_CONFLICT" });
  });
});
