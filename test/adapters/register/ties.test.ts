import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRegisterLists } from "../../../src/adapters/register/lists.ts";
import type { RelationKind } from "../../../src/core/covenant/types.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import type { PartyQuery, RegisterLists } from "../../../src/ports/register-lists.ts";
import { commitOf, newExchangeId } from "../database/fixtures.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { testKeys } from "../vault/keys.ts";
import {
  anEntry,
  aQuestion,
  aReference,
  aSubject,
  hours,
  newId,
  newPerson,
  NOW,
  openRegister,
  ourQuestion,
  type TestRegister,
} from "./fixtures.ts";

const CARE = "zorg-voorbeeld";
const everything: PartyQuery = { party: CARE, openAt: null, after: null, limit: 50 };

eachDatabase("the ties of a party", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;
  let lists: RegisterLists;
  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
    lists = createRegisterLists({ database: fresh.database, vault: register.vault, index: testKeys });
  });
  afterAll(() => fresh.dispose());

  const relate = (
    pseudonym: Pseudonym,
    change: { party?: string; kind?: RelationKind; ref?: string; until?: typeof NOW | null } = {},
  ) => {
    const id = newId();
    const relation = {
      kind: "caseload" as const,
      party: CARE,
      ref: `B-${id}`,
      scope: ["contact"],
      from: NOW,
      until: null,
      ...change,
    };
    return register.apply({ kind: "relation.opened", id, pseudonym, relation }, [pseudonym]).then(() => id);
  };
  const consent = async (pseudonym: Pseudonym, change: { party?: string; expiresAt?: typeof NOW | null } = {}) => {
    const id = newId();
    const row = {
      ref: `C-${id}`,
      party: CARE,
      purpose: "support-coordination",
      categories: ["contact", "guidance"],
      explicit: true,
      givenAt: NOW,
      givenBy: "self" as const,
      how: "form",
      textVersion: "2026-1",
      expiresAt: null,
      ...change,
    };
    await register.apply({ kind: "consent.recorded", id, pseudonym, consent: row }, [pseudonym]);
    return id;
  };
  const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

  describe("are listed", () => {
    it("with the reference that the party itself uses, its dates and its scope", async () => {
      const party = "bewind-een";
      const pseudonym = await register.record({ personRef: "T-listed" });
      const id = await relate(pseudonym, { party, kind: "mandate", ref: "M-7", until: hours(24) });
      expect(await lists.relationsOf({ ...everything, party, kind: null })).toEqual([
        { id, personRef: "T-listed", kind: "mandate", ref: "M-7", scope: ["contact"], from: NOW, until: hours(24) },
      ]);
    });

    it("of that party alone, and of one kind where it is asked", async () => {
      const pseudonym = await register.record();
      const party = "bewind-twee";
      const [mandate, order] = [
        await relate(pseudonym, { party, kind: "mandate" }),
        await relate(pseudonym, { party, kind: "order" }),
      ];
      await relate(pseudonym);
      const all = (kind: RelationKind | null) => lists.relationsOf({ ...everything, party, kind }).then(idsOf);
      expect(await all(null)).toEqual([mandate, order].sort());
      expect(await all("mandate")).toEqual([mandate]);
      expect(await all("signal")).toEqual([]);
    });

    it("only while they are open, where that is asked", async () => {
      const party = "bewind-drie";
      const pseudonym = await register.record();
      const [ended, ending] = [
        await relate(pseudonym, { party, until: hours(1) }),
        await relate(pseudonym, { party, until: hours(3) }),
      ];
      const at = (openAt: typeof NOW | null) =>
        lists.relationsOf({ ...everything, party, openAt, kind: null }).then(idsOf);
      expect(await at(hours(1))).toEqual([ending]);
      expect(await at(hours(0))).toEqual([ended, ending].sort());
      expect(await at(null)).toEqual([ended, ending].sort());
      expect(await at(hours(3))).toEqual([]);
    });

    it("a page at a time", async () => {
      const party = "bewind-vier";
      const pseudonym = await register.record();
      const ids = [
        await relate(pseudonym, { party }),
        await relate(pseudonym, { party }),
        await relate(pseudonym, { party }),
      ].sort();
      const page = (after: string | null) =>
        lists.relationsOf({ ...everything, party, after, limit: 2, kind: null }).then(idsOf);
      expect(await page(null)).toEqual(ids.slice(0, 2));
      expect(await page(ids[1]!)).toEqual(ids.slice(2));
    });
  });

  describe("and its consents are listed", () => {
    it("whole, until they are withdrawn or expire", async () => {
      const party = "hulp-een";
      const pseudonym = await register.record({ personRef: "T-consents" });
      const [kept, withdrawn, expiring] = [
        await consent(pseudonym, { party }),
        await consent(pseudonym, { party }),
        await consent(pseudonym, { party, expiresAt: hours(2) }),
      ];
      await register.apply({ kind: "consent.withdrawn", id: withdrawn, at: hours(1), how: "by phone" });
      const at = (openAt: typeof NOW | null) => lists.consentsOf({ ...everything, party, openAt });
      expect(idsOf(await at(null))).toEqual([kept, withdrawn, expiring].sort());
      expect(idsOf(await at(hours(0)))).toEqual([kept, withdrawn, expiring].sort());
      expect(idsOf(await at(hours(1)))).toEqual([kept, expiring].sort());
      expect(await at(hours(2))).toEqual([
        {
          id: kept,
          personRef: "T-consents",
          purpose: "support-coordination",
          categories: ["contact", "guidance"],
          explicit: true,
          givenAt: NOW,
          expiresAt: null,
          withdrawnAt: null,
        },
      ]);
      expect((await at(null)).find(({ id }) => id === withdrawn)).toMatchObject({ withdrawnAt: hours(1) });
    });

    it("of nobody who was erased: the proof that stays is nobody's to list", async () => {
      const party = "hulp-twee";
      const pseudonym = await register.record();
      await consent(pseudonym, { party });
      await register.apply({ kind: "subject.erased", pseudonym });
      expect(await lists.consentsOf({ ...everything, party })).toEqual([]);
    });

    it("of nobody else's", async () => {
      const pseudonym = await register.record();
      await consent(pseudonym, { party: "hulp-drie" });
      expect(await lists.consentsOf({ ...everything, party: "hulp-vier" })).toEqual([]);
    });
  });

  describe("that an exchange opens", () => {
    const byPartnerRef = async (party: string, personRef: string) =>
      (
        await register.resolve(
          aQuestion({
            partner: party,
            header: { from: party },
            subjects: [aReference({ partnerRef: testKeys.pseudonymFor(party, personRef) })],
            clause: { identifiedBy: ["partnerRef"] },
          }),
        )
      ).subjects[0]?.finding;

    it("make the person known by that party's pairwise reference from then on, and by no other's", async () => {
      const personRef = "T-signalled";
      const pseudonym = await register.record({ personRef });
      const party = "gemeente-bergendal";
      expect(await byPartnerRef(party, personRef)).toEqual({ found: "none" });
      const { versions } = await register.resolve(ourQuestion(personRef));
      const id = newExchangeId();
      const effect = { kind: "signal", party, ref: "S-77", pseudonym, at: NOW } as const;
      const commit = (effects: Parameters<typeof commitOf>[0]) =>
        register.exchanges.commit(commitOf({ ledger: anEntry("exchange.decided", [pseudonym], id), ...effects }));
      const decidedOn = { subjects: versions, covenant: null, counters: [] };
      const opened = await commit({ exchange: { id }, decidedOn, effects: [{ do: "open", ...effect }] });
      expect(opened.status).toBe("committed");
      expect(await byPartnerRef(party, personRef)).toMatchObject({ found: "one", state: { pseudonym } });
      expect(await byPartnerRef("gemeente-heumen", personRef)).toEqual({ found: "none" });
    });
  });

  describe("lead to a person whom an exchange opened", () => {
    /** As Entree does with a registration of somebody unknown here. */
    async function opened(ref: string): Promise<Pseudonym> {
      const pseudonym = newPerson();
      const id = newExchangeId();
      const commit = commitOf({
        exchange: { id, sender: "entree", recipient: "oosterpoort", direction: "in" },
        ledger: anEntry("exchange.decided", [pseudonym], id),
        decidedOn: { subjects: [{ pseudonym, version: 0 }], covenant: null, counters: [] },
        effects: [{ do: "open", kind: "registration", party: "entree", ref, pseudonym, at: NOW }],
      });
      expect((await register.exchanges.commit(commit)).status).toBe("committed");
      return pseudonym;
    }
    const reference = (ref: string) => ({ kind: "registration", party: "entree", ref }) as const;

    it("whom the back office has not claimed", async () => {
      const pseudonym = await opened("W-1");
      expect(await lists.holdersOf([reference("W-1")])).toEqual([{ pseudonym, isClaimed: false }]);
      expect(await lists.holdersOf([{ ...reference("W-1"), party: "gemeente-heumen" }])).toEqual([]);
      expect(await lists.holdersOf([{ ...reference("W-1"), kind: "order" }])).toEqual([]);
      expect(await lists.holdersOf([reference("W-0")])).toEqual([]);
    });

    it("and who is then one with the back office's, under every name", async () => {
      const pseudonym = await opened("W-2");
      const subject = aSubject({ personRef: "T-claims", record: { lastName: "Zoeker" } });
      await register.apply({ kind: "subject.recorded", pseudonym, subject, isNew: false, claims: true }, [pseudonym]);
      expect(await register.writer.pseudonymOf("T-claims")).toBe(pseudonym);
      expect(await lists.holdersOf([reference("W-2")])).toEqual([{ pseudonym, isClaimed: true }]);
      expect(await lists.relationsOf({ ...everything, party: "entree", kind: null })).toContainEqual(
        expect.objectContaining({ ref: "W-2", personRef: "T-claims" }),
      );
      const partnerRef = testKeys.pseudonymFor("entree", "T-claims");
      const question = aQuestion({ subjects: [aReference({ partnerRef })], clause: { identifiedBy: ["partnerRef"] } });
      expect((await register.resolve(question)).subjects[0]?.finding).toMatchObject({ state: { pseudonym } });
    });

    it("who is claimed once: the second of two is told to read again", async () => {
      const pseudonym = await opened("W-3");
      const claim = (personRef: string) => {
        const subject = aSubject({ personRef });
        return register.apply({ kind: "subject.recorded", pseudonym, subject, isNew: false, claims: true }, [
          pseudonym,
        ]);
      };
      const ends = await Promise.allSettled([claim("T-first"), claim("T-second")]);
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(ends.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "REGISTER_CONFLICT" } });
      const known = await Promise.all(["T-first", "T-second"].map((ref) => register.writer.pseudonymOf(ref)));
      expect(known.filter((one) => one !== null)).toEqual([pseudonym]);
    });

    it("or leave an alert with the person who was kept apart", async () => {
      const pseudonym = newPerson();
      const alert = { alertId: newId(), level: "notice", reason: "SUBJECT_KEPT_APART" } as const;
      await register.apply({ kind: "subject.recorded", pseudonym, subject: aSubject(), isNew: true, alert }, [
        pseudonym,
      ]);
      const { rows } = await fresh.database.pool.query("SELECT level, reason, status FROM alert WHERE id = $1", [
        alert.alertId,
      ]);
      expect(rows).toEqual([{ level: "notice", reason: "SUBJECT_KEPT_APART", status: "open" }]);
    });
  });
});
