import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OwnConsent, OwnRelation } from "../../src/exchange/own-views.ts";
import type { AlertView, Page } from "../../src/exchange/views.ts";
import { recordOf } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CARE, CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

/** Whatever stands here must not come back in an answer, nor be kept. */
const SECRET = "geheim-0612345678";

eachDatabase("The register", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  const getAs = async <Shape>(who: string, path: string): Promise<Shape> =>
    (await (await g.client(who)).get(path)) as Shape;
  const postAs = async (who: string, path: string, body: object): Promise<unknown> =>
    (await g.client(who)).post(path, body);
  const raw = async (path: string, body: object): Promise<{ status: number; text: string }> => {
    const answer = await g.fetch(path, {
      method: "POST",
      headers: { "authorization": `Bearer ${await g.token("oosterpoort")}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const upsert = async (row: object): Promise<Record<string, unknown>> => {
    const answer = await g.fetch("/v1/subjects", {
      method: "POST",
      headers: { "authorization": `Bearer ${await g.token("oosterpoort")}`, "content-type": "application/x-ndjson" },
      body: JSON.stringify(row),
    });
    return JSON.parse(await answer.text()) as Record<string, unknown>;
  };
  const count = async (sql: string): Promise<number> =>
    (await g.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]?.n ?? -1;

  const aConsent = {
    ref: "C-names",
    party: CARE,
    purpose: "support-coordination",
    categories: ["contact"],
    explicit: false,
    givenAt: "2026-11-01T00:00:00Z",
    how: "form",
    textVersion: "1",
  };
  const aTie = { kind: "caseload", party: CARE, ref: "B-names", from: "2026-01-01T00:00:00Z" };

  describe("knows the names of the catalogue, and refuses others with their place and never with what stood there:", () => {
    it.each([
      { resource: "consents", body: { ...aConsent, purpose: SECRET }, at: "purpose" },
      { resource: "consents", body: { ...aConsent, party: SECRET }, at: "party" },
      { resource: "consents", body: { ...aConsent, categories: ["contact", SECRET] }, at: "categories[1]" },
      { resource: "relations", body: { ...aTie, party: SECRET }, at: "party" },
      { resource: "relations", body: { ...aTie, scope: ["contact", "geheim"] }, at: "scope[1]" },
      { resource: "mandates", body: { ...aTie, kind: undefined, scope: ["geheim"] }, at: "scope[0]" },
      {
        resource: "objections",
        body: { purpose: SECRET, receivedAt: "2026-11-01T00:00:00Z" },
        at: "purpose",
      },
      { resource: "rectifications", body: { field: "geheim", pending: true }, at: "field" },
    ])("$at of $resource", async ({ resource, body, at }) => {
      const { ref } = await g.newTenant();
      const before = await count("ledger_opening");
      const { status, text } = await raw(`/v1/${resource}`, { personRef: ref, ...body });
      expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({
        status: 422,
        code: "REGISTER_NAME_UNKNOWN",
        at,
      });
      expect(text).not.toContain("geheim");
      expect(await count("ledger_opening")).toBe(before);
    });

    it.each([
      {
        name: "a fact that nobody asks about",
        facts: { claimDue: true, [SECRET]: true },
        at: "facts[1]",
        code: "REGISTER_NAME_UNKNOWN",
      },
      {
        name: "a fact of another provider",
        facts: { arrearsAmount: 3 },
        at: "facts[0]",
        code: "REGISTER_NAME_UNKNOWN",
      },
      { name: "a computed fact", facts: { subjectCount: 3 }, at: "facts[0]", code: "REGISTER_NAME_UNKNOWN" },
      {
        name: "a fact with a resource of its own",
        facts: { signalRefused: "2026-11-01" },
        at: "facts.signalRefused",
        code: "REGISTER_NAME_UNKNOWN",
      },
      { name: "a fact that is no yes or no", facts: { claimDue: SECRET }, at: "facts.claimDue", code: "BODY_INVALID" },
      {
        name: "a fact that is no text",
        facts: { earlySignalException: 1 },
        at: "facts.earlySignalException",
        code: "BODY_INVALID",
      },
    ])("$name", async ({ facts, at, code }) => {
      const subjects = await count("subject");
      const line = await upsert({ personRef: newRef("N"), facts });
      expect(line).toMatchObject({ problem: { code, at } });
      expect(JSON.stringify(line)).not.toContain(SECRET);
      // Whoever named what is not known is told what is; what is said elsewhere is not among it.
      const { next } = line["problem"] as { next: string };
      if (at.startsWith("facts[")) expect(next).toMatch(/\bclaimDue\b/);
      if (at.startsWith("facts[")) expect(next).not.toContain("signalRefused");
      expect(await count("subject")).toBe(subjects);
    });

    it.each([
      { resource: "consents", body: { ...aConsent, ref: "C-known" } },
      { resource: "relations", body: { ...aTie, ref: "B-known", scope: ["contact", "phoneNumber"] } },
      { resource: "rectifications", body: { field: "externalCollection.status", pending: true } },
      { resource: "objections", body: { purpose: "all", receivedAt: "2026-11-01T00:00:00Z" } },
    ])("but takes those of $resource that there are", async ({ resource, body }) => {
      const { ref } = await g.newTenant();
      expect((await raw(`/v1/${resource}`, { personRef: ref, ...body })).status).toBe(201);
    });

    it("and facts of theirs, known noes among them", async () => {
      const facts = { claimDue: true, insolvent: null, earlySignalException: "verhuisd", knownToDebtHelp: false };
      expect(await upsert({ personRef: newRef("N"), facts })).toMatchObject({ kind: "subject.recorded" });
    });
  });

  describe("tells a party what names it, to be ended:", () => {
    it("a consent, under an opaque id and the party's own reference of the person", async () => {
      const of = await g.newTenant();
      const id = await g.consent(of, { ref: newRef("C"), categories: ["contact", "guidance"] });
      const listed = async (who: string, query = "?limit=100"): Promise<readonly OwnConsent[]> =>
        (await getAs<Page<OwnConsent>>(who, `/v1/consents${query}`)).items;
      const mine = (await listed(CARE)).find((one) => one.id === id);
      expect(mine).toMatchObject({
        purpose: "support-coordination",
        categories: ["contact", "guidance"],
        explicit: false,
        withdrawnAt: null,
        partnerRef: g.composed.world.seals.pseudonymFor(CARE, of.ref),
      });
      expect(JSON.stringify(mine)).not.toContain(of.ref);
      for (const other of [CONTRACTOR, "oosterpoort"]) expect(await listed(other)).toEqual([]);
      await postAs(CARE, `/v1/consents/${id}/withdrawals`, {
        at: new Date(g.clock.now()).toISOString(),
        how: "letter",
      });
      expect((await listed(CARE)).map((one) => one.id)).not.toContain(id);
      const ended = (await listed(CARE, "?state=any&limit=100")).find((one) => one.id === id);
      expect(ended?.withdrawnAt).not.toBeNull();
    });

    it("a mandate among its ties, which nobody else sees or ends", async () => {
      const of = await g.newTenant();
      const id = await g.relate({ of, kind: "mandate", party: CARE, ref: newRef("M") });
      const caseload = await g.relate({ of, kind: "caseload", party: CARE, ref: newRef("M") });
      const ids = async (who: string, path: string): Promise<readonly string[]> =>
        (await getAs<Page<OwnRelation>>(who, `${path}limit=100`)).items.map((one) => one.id);
      expect(await ids(CARE, "/v1/mandates?")).toContain(id);
      expect(await ids(CARE, "/v1/mandates?")).not.toContain(caseload);
      expect(await ids(CARE, "/v1/relations?")).toEqual(expect.arrayContaining([id, caseload]));
      expect(await ids(CARE, "/v1/relations?kind=caseload&")).not.toContain(id);
      expect(await ids(CONTRACTOR, "/v1/relations?")).not.toContain(id);
      const ending = { at: new Date(g.clock.now()).toISOString() };
      await expect(postAs(CONTRACTOR, `/v1/mandates/${id}/endings`, ending)).rejects.toMatchObject({
        problem: { status: 404, code: "NOT_FOUND" },
      });
      await postAs(CARE, `/v1/mandates/${id}/endings`, ending);
      expect(await ids(CARE, "/v1/mandates?")).not.toContain(id);
    });

    it("page after page, each row once", async () => {
      const of = await g.newTenant();
      for (let made = 0; made < 3; made++) await g.relate({ of, kind: "order", party: CARE, ref: newRef("P") });
      const seen: string[] = [];
      for (let after: string | null = ""; after !== null;) {
        const query: string = after === "" ? "limit=1" : `limit=1&after=${after}`;
        const page = await getAs<Page<OwnRelation>>(CARE, `/v1/relations?kind=order&${query}`);
        expect(page.items).toHaveLength(1);
        seen.push(...page.items.map((one) => one.id));
        after = page.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(3);
      await expect(getAs(CARE, "/v1/relations?after=no-id")).rejects.toMatchObject({
        problem: { code: "QUERY_INVALID" },
      });
    });
  });

  describe("and a person whom Entree registered before the back office knew them", () => {
    /** A registration of somebody whom nobody knows here, and the number that Entree has for them. */
    async function registered(): Promise<string> {
      const number = newRef("W");
      const seeker = {
        lastName: `Zoeker${number.slice(2).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)))}`,
      };
      const answered = await (await g.client("entree")).send(documents.registration(number, seeker));
      expect(answered).toMatchObject({ outcome: "allow" });
      return number;
    }
    const tieOf = async (number: string): Promise<OwnRelation | undefined> =>
      (await getAs<Page<OwnRelation>>("entree", "/v1/relations?kind=registration&limit=100")).items.find(
        ({ ref }) => ref === number,
      );
    const apart = async (): Promise<number> =>
      (await getAs<Page<AlertView>>("staff-fg", "/v1/alerts?limit=100")).items.filter(
        ({ reason }) => reason.code === "SUBJECT_KEPT_APART",
      ).length;

    it("are one, once the back office supplies that number", async () => {
      const number = await registered();
      expect((await tieOf(number))?.partnerRef).toBeNull();
      const [subjects, alerts] = [await count("subject"), await apart()];
      const of = await g.newTenant({ record: { registrationNumber: number } });
      expect(await count("subject")).toBe(subjects);
      expect(await apart()).toBe(alerts);
      expect((await tieOf(number))?.partnerRef).toBe(g.composed.world.seals.pseudonymFor("entree", of.ref));
      const allocated = await (await g.client("oosterpoort")).send(documents.allocation(of, number));
      expect(allocated).toMatchObject({ outcome: "allow" });
    });

    it("are told of again as that person, under every later row of theirs", async () => {
      const number = await registered();
      const of = await g.newTenant({ record: { registrationNumber: number } });
      const subjects = await count("subject");
      const again = { personRef: of.ref, record: { ...recordOf(of), registrationNumber: number } };
      expect(await upsert(again)).toMatchObject({ kind: "subject.recorded" });
      expect(await count("subject")).toBe(subjects);
    });

    it("are kept apart, with an alert, from a second person with that number", async () => {
      const number = await registered();
      const first = await g.newTenant({ record: { registrationNumber: number } });
      const [subjects, alerts] = [await count("subject"), await apart()];
      await g.newTenant({ record: { registrationNumber: number } });
      expect(await count("subject")).toBe(subjects + 1);
      expect(await apart()).toBe(alerts + 1);
      expect((await tieOf(number))?.partnerRef).toBe(g.composed.world.seals.pseudonymFor("entree", first.ref));
    });

    it("are nobody's who has another number, or the same for another party", async () => {
      const number = await registered();
      const subjects = await count("subject");
      await g.newTenant({ record: { registrationNumber: `${number}0` } });
      await g.newTenant({ record: { caseRef: number } });
      expect(await count("subject")).toBe(subjects + 2);
      expect((await tieOf(number))?.partnerRef).toBeNull();
    });
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
