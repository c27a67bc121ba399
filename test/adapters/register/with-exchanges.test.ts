import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Pseudonym } from "../../../src/core/ids.ts";
import type { Commit, CommitResult } from "../../../src/ports/exchange-store.ts";
import { createContractsPort } from "../../../src/adapters/contracts-port/contracts-port.ts";
import { commitOf, newExchangeId } from "../database/fixtures.ts";
import { aCovenant, CATALOGUE } from "../../support/cases.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { anEntry, aQuestion, hours, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

const COVENANT = { id: "bergendal-early-signal", version: 2 };

eachDatabase("the register and the exchanges", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
    const covenants = [{ covenant: aCovenant(COVENANT), bytes: new Uint8Array(0), signatures: [], officers: 0 }];
    const loaded = { catalogue: CATALOGUE, covenants };
    await createContractsPort({ database: fresh.database, loaded, now: () => NOW }).current();
  });
  afterAll(() => fresh.dispose());

  /** An early signal about the person, decided on what the register says now. */
  async function aSignal(
    personRef: string,
    change: { exchange?: object; arrearsMonths?: number } = {},
  ): Promise<Commit> {
    const { versions } = await register.resolve(ourQuestion(personRef));
    const pseudonym = versions[0]!.pseudonym;
    const id = newExchangeId();
    return commitOf({
      exchange: { id, at: NOW, ...change.exchange },
      ledger: anEntry("exchange.decided", [pseudonym], id),
      record: new TextEncoder().encode(
        JSON.stringify({ checks: [], facts: { arrearsMonths: change.arrearsMonths ?? 3 } }),
      ),
      decidedOn: { subjects: versions, covenant: null, counters: [] },
      effects: [{ do: "open", kind: "signal", party: "gemeente-bergendal", ref: "S-1", pseudonym, at: NOW }],
    });
  }
  const commit = async (given: Commit): Promise<CommitResult["status"]> =>
    (await register.exchanges.commit(given)).status;
  const factsOf = async (personRef: string) => {
    const [subject] = (await register.resolve(ourQuestion(personRef))).subjects;
    return subject?.finding.found === "one" ? subject.finding.state.facts : null;
  };

  it("remember the last signal released about a person, and its arrears", async () => {
    await register.record({ personRef: "T-1" });
    expect(await factsOf("T-1")).toMatchObject({ lastSignalOn: null, lastSignalArrearsMonths: null });
    expect(await commit(await aSignal("T-1", { arrearsMonths: 2 }))).toBe("committed");
    expect(await factsOf("T-1")).toMatchObject({ lastSignalOn: "2026-11-22", lastSignalArrearsMonths: 2 });
  });

  it("remember no signal that was refused", async () => {
    await register.record({ personRef: "T-2" });
    const refused = await aSignal("T-2", { exchange: { outcome: "deny" } });
    expect(await commit({ ...refused, parcel: null, effects: [] })).toBe("committed");
    expect(await factsOf("T-2")).toMatchObject({ lastSignalOn: null, lastSignalArrearsMonths: null });
  });

  it("know a signal sent again under the reference of an old one as new", async () => {
    await register.record({ personRef: "T-3" });
    await commit(await aSignal("T-3", { exchange: { at: hours(-24 * 40) } }));
    const again = await aSignal("T-3");
    expect(await commit(again)).toBe("committed");
    expect(await factsOf("T-3")).toMatchObject({ lastSignalOn: "2026-11-22" });
  });

  it("find the person of a signal by the reference it was sent under, for that municipality alone", async () => {
    const pseudonym = await register.record({ personRef: "T-4" });
    const signal = await aSignal("T-4");
    await commit({ ...signal, effects: signal.effects.map((effect) => ({ ...effect, ref: "S-4" })) });
    const feedback = (partner: string) =>
      aQuestion({
        partner,
        header: { from: partner },
        data: { caseRef: "S-4" },
        clause: { identifiedBy: [{ ref: "caseRef", relation: "signal" }] },
      });
    const [found] = (await register.resolve(feedback("gemeente-bergendal"))).subjects;
    expect(found?.finding).toMatchObject({
      found: "one",
      state: { pseudonym, relations: [{ kind: "signal", ref: "S-4" }] },
    });
    expect((await register.resolve(feedback("gemeente-heumen"))).subjects[0]?.finding).toEqual({ found: "none" });
  });

  describe("find the person of what a reply quotes", () => {
    const reply = (replyTo: string, from: string, to = "oosterpoort") =>
      aQuestion({ partner: from, header: { from, to, replyTo }, clause: { identifiedBy: ["replyTo"] } });
    let pseudonym: Pseudonym;
    let signal: Commit;
    let refused: Commit;
    beforeAll(async () => {
      pseudonym = await register.record({ personRef: "T-5" });
      signal = await aSignal("T-5");
      await commit(signal);
      refused = await aSignal("T-5", { exchange: { outcome: "deny" } });
      await commit({ ...refused, parcel: null, effects: [] });
    });

    it.each([
      { name: "by message id", of: () => signal.exchange.messageId },
      { name: "by exchange id", of: () => signal.exchange.id },
    ])("$name", async ({ of }) => {
      const [subject] = (await register.resolve(reply(of(), "gemeente-bergendal"))).subjects;
      expect(subject?.finding).toMatchObject({ found: "one", state: { pseudonym } });
    });

    it.each([
      { name: "for a party that had no part in it", question: () => reply(signal.exchange.messageId, "entree") },
      {
        name: "of an exchange that was refused",
        question: () => reply(refused.exchange.messageId, "gemeente-bergendal"),
      },
      { name: "of nothing that we know", question: () => reply(newId(), "gemeente-bergendal") },
    ])("and nobody $name", async ({ question }) => {
      expect((await register.resolve(question())).subjects[0]?.finding).toEqual({ found: "none" });
    });
  });

  describe("commit nothing on a state that has moved since it was read:", () => {
    const moves: { name: string; move: (pseudonym: Pseudonym) => Promise<unknown> }[] = [
      {
        name: "a restriction was set",
        move: (pseudonym) => register.apply({ kind: "restriction.set", id: newId(), pseudonym, from: NOW }),
      },
      { name: "the person was erased", move: (pseudonym) => register.apply({ kind: "subject.erased", pseudonym }) },
      { name: "another signal went out", move: async () => commit(await aSignal("T-moved")) },
    ];

    it.each(moves)("$name", async ({ move }) => {
      const existing = await register.writer.pseudonymOf("T-moved");
      if (existing !== null) await register.apply({ kind: "subject.erased", pseudonym: existing });
      const pseudonym = await register.record({ personRef: "T-moved" });
      const decided = await aSignal("T-moved");
      await move(pseudonym);
      expect(await commit(decided)).toBe("moved");
    });

    it.each([
      {
        name: "the covenant was suspended",
        change: { kind: "covenant.suspended", covenant: COVENANT.id, version: 2, party: null, at: NOW },
      },
      { name: "a party was suspended", change: { kind: "party.suspended", party: "gemeente-bergendal", at: NOW } },
    ] as const)("$name", async ({ change }) => {
      const { rows } = await fresh.database.pool.query<{ v: number }>(
        "SELECT state_version AS v FROM covenant_version_state WHERE covenant = $1 AND version = 2",
        [COVENANT.id],
      );
      const covenant = { ...COVENANT, stateVersion: rows[0]!.v };
      const decided = (): Commit => commitOf({ decidedOn: { subjects: [], covenant, counters: [] } });
      expect(await commit(decided())).toBe("committed");
      await register.apply(change);
      expect(await commit(decided())).toBe("moved");
    });
  });

  it("bring a new person into the register with the exchange, who is found from then on", async () => {
    const clause = {
      subject: "mayCreate",
      identifiedBy: [{ ref: "registrationNumber", relation: "registration" }],
    } as const;
    const question = aQuestion({
      data: { registrationNumber: "W-88" },
      clause: { ...clause, identifiedBy: [...clause.identifiedBy] },
    });
    const { versions } = await register.resolve(question);
    const pseudonym = versions[0]!.pseudonym;
    const id = newExchangeId();
    const opened = commitOf({
      exchange: { id, sender: "entree", recipient: "oosterpoort", purpose: "housing-allocation", direction: "in" },
      ledger: anEntry("exchange.decided", [pseudonym], id),
      decidedOn: { subjects: versions, covenant: null, counters: [] },
      effects: [{ do: "open", kind: "registration", party: "entree", ref: "W-88", pseudonym, at: NOW }],
    });
    expect(await commit(opened)).toBe("committed");
    const again = await register.resolve(question);
    expect(again.versions).toEqual([{ pseudonym, version: 1 }]);
    expect(again.subjects[0]?.finding).toMatchObject({ found: "one", state: { relations: [{ ref: "W-88" }] } });
    expect(
      await commit({
        ...opened,
        exchange: { ...opened.exchange, id: newExchangeId(), messageId: newId() },
        ledger: anEntry("x"),
      }),
    ).toBe("moved");
  });
});
