import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DECOY } from "../../../src/adapters/register/decoy.ts";
import type { Pseudonym } from "../../../src/core/ids.ts";
import { testKeys } from "../vault/keys.ts";
import { eachDatabase, type FreshDatabase } from "../../support/databases.ts";
import { aQuestion, aReference, hours, newId, NOW, openRegister, ourQuestion, type TestRegister } from "./fixtures.ts";

const ANNA = {
  lastName: "van den Berg",
  birthDate: "1967-12-24",
  postalCode: "6561AB",
  houseNumber: "12",
  houseLetter: "A",
};

eachDatabase("finding the persons of a document", (under) => {
  let fresh: FreshDatabase;
  let register: TestRegister;
  let anna: Pseudonym;

  beforeAll(async () => {
    fresh = await under.open();
    register = openRegister(fresh.database);
    anna = await register.record({ personRef: "T-1", record: ANNA });
    await register.record({ personRef: "T-2", record: { ...ANNA, lastName: "Jansen", birthDate: "1990-01-01" } });
    await register.record({ personRef: "T-3", record: { ...ANNA, birthDate: "1990-01-01", houseNumber: "14" } });
    await register.record({ personRef: "T-4", record: { ...ANNA, houseNumber: "99" } });
    await register.apply({
      kind: "relation.opened",
      id: newId(),
      pseudonym: anna,
      relation: { kind: "order", party: "entree", ref: "R-77", scope: [], from: NOW, until: null },
    });
  });
  afterAll(() => fresh.dispose());

  const findings = async (question: Parameters<TestRegister["resolve"]>[0]): Promise<string[]> => {
    const { subjects } = await register.resolve(question);
    return subjects.map(({ finding }) => (finding.found === "one" ? finding.state.pseudonym : finding.found));
  };
  const byMatch = (match: ("name" | "birthDate" | "address")[], data: Record<string, string>) =>
    aQuestion({ data, clause: { identifiedBy: [{ match }] } });

  describe("by the corporation's own reference", () => {
    it("finds that person, with the version to commit on", async () => {
      const answer = await register.resolve(ourQuestion("T-1"));
      expect(answer.subjects[0]?.finding).toMatchObject({ found: "one", state: { pseudonym: anna, life: "alive" } });
      // Recorded, and one relation opened since.
      expect(answer.versions).toEqual([{ pseudonym: anna, version: 2 }]);
    });

    it("tells of each consent whether it was given in writing", async () => {
      const pseudonym = await register.record({ personRef: "T-written" });
      for (const how of ["form", "signature", "spoken-confirmed"]) {
        const id = newId();
        const consent = {
          ...{ ref: how, party: "entree", purpose: "housing-allocation", categories: ["contact"], explicit: false },
          ...{ givenAt: NOW, givenBy: "self" as const, how, textVersion: "2026-1", expiresAt: null },
        };
        await register.apply({ kind: "consent.recorded", id, pseudonym, consent }, [pseudonym]);
      }
      const finding = (await register.resolve(ourQuestion("T-written"))).subjects[0]?.finding;
      const consents = finding?.found === "one" ? finding.state.consents : [];
      expect(Object.fromEntries(consents.map(({ ref, written }) => [ref, written]))).toEqual({
        "form": true,
        "signature": true,
        "spoken-confirmed": false,
      });
    });

    it("finds nobody for a partner who tries such references", async () => {
      expect(await findings(aQuestion({ subjects: [aReference({ personRef: "T-1" })] }))).toEqual(["none"]);
    });

    it("finds nobody under another reference, nor where the clause does not say so", async () => {
      expect(await findings(ourQuestion("T-999"))).toEqual(["none"]);
      expect(await findings(ourQuestion("T-1", { clause: { identifiedBy: ["replyTo"] } }))).toEqual(["none"]);
    });
  });

  describe("by name and birth date or address", () => {
    it.each([
      {
        name: "spelt differently",
        match: ["name", "address"] as const,
        data: { lastName: "BERG", postalCode: "6561 ab", houseNumber: "12a" },
      },
      {
        name: "with an accent and another prefix",
        match: ["name", "birthDate", "address"] as const,
        data: { ...ANNA, lastName: "v.d. Bérg" },
      },
    ])("finds a person $name", async ({ match, data }) => {
      expect(await findings(byMatch([...match], data))).toEqual([anna]);
    });

    it("says many where two share a name and birth date", async () => {
      const answer = await register.resolve(
        byMatch(["name", "birthDate"], { lastName: "Berg", birthDate: "1967-12-24" }),
      );
      expect(answer.subjects.map(({ finding }) => finding.found)).toEqual(["many"]);
      expect(answer.versions).toEqual([]);
    });

    it.each([
      { name: "half a match", data: { lastName: "Berg" } },
      { name: "another address", data: { ...ANNA, houseNumber: "13" } },
      { name: "a malformed postcode", data: { ...ANNA, postalCode: "6561" } },
    ])("finds nobody by $name", async ({ data }) => {
      expect(await findings(byMatch(["name", "address"], data))).toEqual(["none"]);
    });

    it("tries the clause's ways in their order and stops at the first that finds somebody", async () => {
      const question = aQuestion({
        data: { ...ANNA, repairOrder: "R-77" },
        clause: { identifiedBy: [{ match: ["name", "birthDate"] }, { ref: "repairOrder", relation: "order" }] },
      });
      expect(await findings(question)).toEqual(["many"]);
      const reversed = {
        ...question,
        clause: { ...question.clause!, identifiedBy: [...question.clause!.identifiedBy].reverse() },
      };
      expect(await findings(reversed)).toEqual([anna]);
    });
  });

  describe("by what ties the partner to the person", () => {
    const byOrder = (partner: string, ref: string) =>
      aQuestion({
        partner,
        header: { from: partner },
        data: { repairOrder: ref },
        clause: { identifiedBy: [{ ref: "repairOrder", relation: "order" }] },
      });

    it("finds the person of the partner's own order, and of nobody else's", async () => {
      expect(await findings(byOrder("entree", "R-77"))).toEqual([anna]);
      expect(await findings(byOrder("other-party", "R-77"))).toEqual(["none"]);
      expect(await findings(byOrder("entree", "R-78"))).toEqual(["none"]);
    });

    it("finds nobody by a reference of another kind", async () => {
      const clause = { identifiedBy: [{ ref: "repairOrder", relation: "mandate" }] } as const;
      expect(await findings(aQuestion({ data: { repairOrder: "R-77" }, clause }))).toEqual(["none"]);
    });

    it("finds the person by the pairwise reference that this partner got, and no other partner", async () => {
      const partnerRef = testKeys.pseudonymFor("entree", "T-1");
      const subjects = [aReference({ partnerRef })];
      const clause = { identifiedBy: ["partnerRef"] } as const;
      expect(await findings(aQuestion({ subjects, clause }))).toEqual([anna]);
      expect(
        await findings(aQuestion({ subjects, clause, partner: "other-party", header: { from: "other-party" } })),
      ).toEqual(["none"]);
    });
  });

  describe("by a reference, beside a name and birth date", () => {
    const ways = [
      { ref: "registrationNumber", relation: "registration" },
      "partnerRef",
      { match: ["name", "birthDate"] },
      { match: ["name", "address"] },
    ] as const;
    const clause = (subject: "existing" | "mayCreate") => ({ subject, identifiedBy: [...ways] });
    const brought = (data: Record<string, string>, subject: "existing" | "mayCreate" = "mayCreate") =>
      aQuestion({ data: { registrationNumber: "R-9", ...data }, clause: clause(subject) });

    beforeAll(async () => {
      const relation = { kind: "registration", party: "entree", scope: [], from: NOW, until: null } as const;
      const bare = await register.record({ personRef: "T-5" });
      for (const [pseudonym, ref] of [
        [anna, "R-9"],
        [bare, "R-10"],
      ] as const) {
        await register.apply({ kind: "relation.opened", id: newId(), pseudonym, relation: { ...relation, ref } });
      }
    });

    it.each([
      { name: "that are hers", data: { lastName: "van den Berg", birthDate: "1967-12-24" } },
      { name: "that are hers, spelt differently", data: { lastName: "V.D. BÉRG", birthDate: "1967-12-24" } },
      { name: "that are hers, at a new address", data: { ...ANNA, postalCode: "6581AA", houseNumber: "1" } },
      { name: "of which there is only half", data: { lastName: "Jansen" } },
      { name: "of which one is malformed", data: { lastName: "Jansen", birthDate: "24-12-1967" } },
      { name: "that are not there", data: {} },
    ])("finds the person $name", async ({ data }) => {
      expect(await findings(brought(data))).toEqual([anna]);
      expect(await findings(brought(data, "existing"))).toEqual([anna]);
    });

    it.each([
      { name: "another name", data: { lastName: "de Vries", birthDate: "1967-12-24" } },
      { name: "another birth date", data: { lastName: "Berg", birthDate: "1967-12-25" } },
      { name: "another tenant's name and birth date", data: { lastName: "Jansen", birthDate: "1990-01-01" } },
      { name: "another name at her address", data: { ...ANNA, lastName: "de Vries" } },
    ])("says many beside $name", async ({ data }) => {
      expect(await findings(brought(data))).toEqual(["many"]);
      const answer = await register.resolve(brought(data, "existing"));
      expect(answer.subjects.map(({ finding }) => finding)).toEqual([{ found: "many" }]);
      expect(answer.versions).toEqual([]);
    });

    it("says many beside a pairwise reference of hers as well", async () => {
      const subjects = [aReference({ partnerRef: testKeys.pseudonymFor("entree", "T-1") })];
      const data = { lastName: "de Vries", birthDate: "1967-12-24" };
      expect(await findings(aQuestion({ subjects, data, clause: clause("existing") }))).toEqual(["many"]);
    });

    it("finds who has no name and birth date to compare", async () => {
      const data = { registrationNumber: "R-10", lastName: "de Vries", birthDate: "1967-12-24" };
      const [found] = await findings(aQuestion({ data, clause: clause("existing") }));
      expect(["none", "many", anna]).not.toContain(found);
    });

    it("compares nothing that the clause does not go by", async () => {
      const identifiedBy = [{ ref: "registrationNumber", relation: "registration" }] as const;
      const data = { registrationNumber: "R-9", lastName: "de Vries", birthDate: "1967-12-24" };
      expect(await findings(aQuestion({ data, clause: { identifiedBy: [...identifiedBy] } }))).toEqual([anna]);
    });
  });

  it("opens a pseudonym at version 0 for a person who comes with the document, where the clause lets it", async () => {
    const clause = { subject: "mayCreate", identifiedBy: [{ match: ["name", "birthDate"] }] } as const;
    const data = { lastName: "Nieuw", birthDate: "2000-01-01" };
    const answer = await register.resolve(aQuestion({ data, clause }));
    const [finding] = answer.subjects.map((subject) => subject.finding);
    expect(finding).toMatchObject({ found: "new", pseudonym: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(answer.versions).toEqual([{ pseudonym: finding?.found === "new" ? finding.pseudonym : "", version: 0 }]);
    expect(await findings(aQuestion({ data, clause, header: { direction: "pull" } }))).toEqual(["none"]);
    expect(await findings(aQuestion({ data, clause, subjects: [aReference({ role: "guide" })] }))).toEqual(["none"]);
  });

  it("finds each person that a document names, and counts one who is named twice once", async () => {
    const subjects = ["T-1", "T-2", "T-999", "T-1"].map((personRef) => aReference({ personRef }));
    const answer = await register.resolve(ourQuestion("", { subjects }));
    expect(answer.subjects.map(({ finding }) => finding.found)).toEqual(["one", "one", "none", "one"]);
    expect(answer.versions).toHaveLength(2);
  });

  it("looks up nobody where no clause was found, and names nobody where the clause knows none", async () => {
    const [subject] = (await register.resolve(ourQuestion("T-1", { clause: null }))).subjects;
    expect(subject?.finding).toEqual({ found: "none" });
    expect(await findings(ourQuestion("T-1", { clause: { subject: "none" } }))).toEqual([]);
  });

  it("never takes the decoy for a person", async () => {
    const { rows } = await fresh.database.pool.query("SELECT 1 FROM subject_index WHERE subject_id = $1", [DECOY]);
    expect(rows).toEqual([]);
    await expect(register.apply({ kind: "subject.erased", pseudonym: DECOY })).rejects.toMatchObject({
      code: "REGISTER_CONFLICT",
    });
  });

  it("stands up to hostile values in every place that is looked up", async () => {
    const nasty = "'; DROP TABLE subject; --\u0000\u202e{}";
    const clause = {
      identifiedBy: [
        "personRef",
        "partnerRef",
        { ref: "repairOrder", relation: "order" },
        { match: ["name", "address"] },
      ],
    } as const;
    const subjects = [aReference({ personRef: nasty, partnerRef: nasty })];
    const data = { repairOrder: nasty, lastName: nasty, postalCode: nasty, houseNumber: nasty };
    expect(
      await findings(aQuestion({ subjects, data, clause: { ...clause, identifiedBy: [...clause.identifiedBy] } })),
    ).toEqual(["none"]);
    const objects = { repairOrder: { $ne: "" }, lastName: ["Berg"], postalCode: { a: 1 } };
    expect(await findings(aQuestion({ data: objects, clause: { identifiedBy: [...clause.identifiedBy] } }))).toEqual([
      "none",
    ]);
  });

  it("is out of step from the beginning of time until the back office says otherwise, and never goes back", async () => {
    const syncedAt = async () => {
      const [subject] = (await register.resolve(ourQuestion("T-1"))).subjects;
      return subject?.finding.found === "one" ? subject.finding.state.syncedAt : null;
    };
    expect(await syncedAt()).toBe(0);
    await register.writer.synced(NOW);
    await register.writer.synced(hours(-3));
    expect(await syncedAt()).toBe(NOW);
  });
});
