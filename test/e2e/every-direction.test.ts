import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/client/document.ts";
import { signDetached } from "../../src/openpgp/detached.ts";
import type { Answered, OpenedParcel, Outgoing } from "../../src/client/types.ts";
import type { Tenant } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CARE, CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { problemOf, sendBytes } from "../support/wire.ts";

const NAME = ["initials", "lastName"];
const ADDRESS = ["street", "houseNumber", "postalCode", "city"];
const HELP = "schuldhulp-bergendal";

interface Way {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly document: (g: RunningGateway) => Promise<Outgoing>;
  /** What the recipient finds in the parcel, in any order; a member of an object counts by itself. */
  readonly released: readonly string[];
  readonly withheld?: Readonly<Record<string, string>>;
}

/** Somebody with a tie to the party, and its reference. */
async function tied(
  g: RunningGateway,
  { kind, party, letter }: { kind: Parameters<RunningGateway["relate"]>[0]["kind"]; party: string; letter: string },
): Promise<{ of: Tenant; ref: string }> {
  const [of, ref] = [await g.newTenant(), newRef(letter)];
  await g.relate({ of, kind, party, ref });
  return { of, ref };
}

const order = (g: RunningGateway) => tied(g, { kind: "order", party: CONTRACTOR, letter: "R" });
const registered = (g: RunningGateway) => tied(g, { kind: "registration", party: "entree", letter: "E" });

/** A client of the debt helper, known by the notice that it gave through the gateway itself. */
async function client(g: RunningGateway): Promise<{ of: Tenant; ref: string }> {
  const [of, ref] = [await g.newTenant(), newRef("K")];
  expect((await (await g.client(HELP)).send(documents.notice(of, ref))).outcome).toBe("allow");
  return { of, ref };
}

async function signalled(g: RunningGateway): Promise<string> {
  const [of, ref] = [await g.newTenant(), newRef("S")];
  expect((await (await g.client("oosterpoort")).send(documents.signal(of, ref))).outcome).toBe("allow");
  return ref;
}

/** Every clause that lets something pass of itself. */
const WAYS: readonly Way[] = [
  {
    name: "C-01 a home seeker registers",
    from: "entree",
    to: "oosterpoort",
    document: () => Promise.resolve(documents.registration(newRef("E"), { citizenServiceNumber: "123456782" })),
    released: [
      "registrationNumber",
      "registrationStatus",
      "registrationDate",
      ...NAME,
      "birthDate",
      "householdSize",
      "householdMembers",
    ],
    withheld: {
      citizenServiceNumber: "PROHIBITED_REMOVED",
      householdIncome: "FIELD_STRIPPED",
      incomeYear: "FIELD_STRIPPED",
    },
  },
  {
    name: "C-01 a home seeker asks something",
    from: "entree",
    to: "oosterpoort",
    document: async (g) => documents.registrationQuestion((await registered(g)).ref),
    released: ["registrationNumber", "serviceQuestion"],
  },
  {
    name: "C-01 a home is allocated",
    from: "oosterpoort",
    to: "entree",
    document: async (g) => {
      const { of, ref } = await registered(g);
      return documents.allocation(of, ref);
    },
    released: ["registrationNumber", "candidateStatus", "allocationDate"],
    withheld: { arrearsAmount: "FIELD_STRIPPED" },
  },
  {
    name: "C-01 a home seeker gets an answer",
    from: "oosterpoort",
    to: "entree",
    document: async (g) => {
      const { of, ref } = await registered(g);
      return documents.registrationAnswer(of, ref);
    },
    released: ["registrationNumber", "serviceQuestion"],
  },
  {
    name: "C-02 somebody is proposed for special mediation",
    from: "werkgroep-bijzondere-bemiddeling",
    to: "oosterpoort",
    document: () => Promise.resolve(documents.mediation(newRef("B"), { reactionHistory: [] })),
    released: ["caseRef", ...NAME, "birthDate", "householdSize"],
  },
  {
    name: "C-02 special mediation is answered",
    from: "oosterpoort",
    to: "werkgroep-bijzondere-bemiddeling",
    document: async (g) => {
      const { of, ref } = await tied(g, {
        kind: "registration",
        party: "werkgroep-bijzondere-bemiddeling",
        letter: "B",
      });
      return documents.mediationOut(of, ref);
    },
    released: ["caseRef", "offerStatus"],
  },
  {
    name: "C-06 arrears are signalled",
    from: "oosterpoort",
    to: "gemeente-bergendal",
    document: async (g) => documents.signal(await g.newTenant(), newRef("S")),
    released: ["caseRef", ...NAME, ...ADDRESS, "phoneNumber", "arrearsAmount", "arrearsMonths"],
    withheld: { birthDate: "FIELD_STRIPPED", remindersSent: "EVIDENCE_ONLY", arrearsSince: "EVIDENCE_ONLY" },
  },
  {
    name: "C-06 a signal is answered",
    from: "gemeente-bergendal",
    to: "oosterpoort",
    document: async (g) => documents.feedback(await signalled(g)),
    released: ["caseRef", "signalOutcome", "date"],
  },
  {
    name: "C-11 debt help gives notice",
    from: HELP,
    to: "oosterpoort",
    document: async (g) => documents.notice(await g.newTenant(), newRef("K")),
    released: ["clientRef", ...NAME, ...ADDRESS, "birthDate", "date"],
  },
  {
    name: "C-11 debt help proposes a payment",
    from: HELP,
    to: "oosterpoort",
    document: async (g) =>
      documents.aboutClient("betaalvoorstel", (await client(g)).ref, {
        debtProposal: { amount: 40, months: 36 },
        otherCreditors: ["Energie BV"],
        date: documents.daysAgo(0),
      }),
    released: ["clientRef", "debtProposal", "date"],
    withheld: { otherCreditors: "FIELD_STRIPPED" },
  },
  ...["schuldregeling-akkoord", "schuldregeling-beeindigd"].map((message) => ({
    name: `C-11 debt help says ${message}`,
    from: HELP,
    to: "oosterpoort",
    document: async (g: RunningGateway) =>
      documents.aboutClient(message, (await client(g)).ref, { debtAssistanceStatus: "agreed" }),
    released: ["clientRef", "debtAssistanceStatus"],
  })),
  ...["betaalvoorstel-antwoord", "geen-medewerking", "statusbericht"].map((message) => ({
    name: `C-11 debt help is told ${message}`,
    from: "oosterpoort",
    to: HELP,
    document: async (g: RunningGateway) => {
      const { of, ref } = await client(g);
      return documents.toDebtHelp(of, message, ref);
    },
    released: ["clientRef", "decisionCode"],
  })),
  {
    name: "C-15 a bailiff reports",
    from: "deurwaarder-voorbeeld",
    to: "oosterpoort",
    document: async (g) => {
      const { ref } = await tied(g, { kind: "collection", party: "deurwaarder-voorbeeld", letter: "D" });
      return documents.bailiffReport(ref);
    },
    released: ["caseRef", "externalCollection", "collectionCosts"],
  },
  {
    name: "C-16 a care party is told",
    from: "oosterpoort",
    to: CARE,
    document: async (g) => {
      const { of } = await tied(g, { kind: "caseload", party: CARE, letter: "B" });
      await g.consent(of);
      return documents.careOut(of);
    },
    released: [...NAME, ...ADDRESS, "phoneNumber", "arrearsMonths", "nuisanceType", "nuisancePeriod"],
    withheld: { grossRent: "FIELD_STRIPPED" },
  },
  {
    name: "C-16 a care party tells",
    from: CARE,
    to: "oosterpoort",
    document: async (g) => {
      const { of, ref } = await tied(g, { kind: "caseload", party: CARE, letter: "B" });
      await g.consent(of);
      return documents.careIn(of, ref);
    },
    released: [...NAME, "caregiverName", "caregiverContact", "caregiverOrganisation", "guidanceStatus", "caseRef"],
    withheld: { street: "FIELD_STRIPPED" },
  },
  {
    name: "C-23 a contractor gets an order",
    from: "oosterpoort",
    to: CONTRACTOR,
    document: async (g) => {
      const { of, ref } = await order(g);
      return documents.repair(of, ref, { birthDate: "1961-02-03", arrearsAmount: 900, email: "h@voorbeeld.example" });
    },
    released: ["repairOrder", ...NAME, ...ADDRESS, "phoneNumber", "repairDescription", "repairLocation"],
    withheld: { birthDate: "FIELD_STRIPPED", arrearsAmount: "FIELD_STRIPPED", email: "FIELD_STRIPPED" },
  },
  {
    name: "C-23 a contractor reports",
    from: CONTRACTOR,
    to: "oosterpoort",
    document: async (g) => documents.repairDone((await order(g)).ref),
    released: ["repairOrder", "repairStatus"],
  },
  {
    name: "C-23 a contractor renovates",
    from: "oosterpoort",
    to: CONTRACTOR,
    document: async (g) => documents.renovation((await order(g)).of),
    released: ["lastName", ...ADDRESS, "phoneNumber"],
    withheld: { initials: "FIELD_STRIPPED" },
  },
];

eachDatabase("An exchange", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  const send = async (from: string, outgoing: Outgoing): Promise<Answered> => (await g.client(from)).send(outgoing);
  const reasonsOf = ({ reasons }: Answered): string[] => reasons.map(({ code }) => code);
  const withheldIn = ({ fields }: Answered): Record<string, string | undefined> =>
    Object.fromEntries(
      fields.filter(({ verdict }) => verdict === "withheld").map((one) => [one.field, one.reason?.code]),
    );

  it.each(WAYS)(
    "passes, reduced to what was agreed: $name",
    async ({ from, to, document, released, withheld = {} }) => {
      const outgoing = await document(g);
      const answered = await send(from, outgoing);
      expect(answered).toMatchObject({ outcome: "allow" });
      expect(withheldIn(answered)).toMatchObject(withheld);
      const parcel = await (await g.client(to)).fetch(answered.exchangeId);
      expect(without(parcel.data, "lastNamePrefix")).toEqual([...released].sort());
      expect(parcel.header).toMatchObject({ from, to, purpose: outgoing.purpose, exchangeId: answered.exchangeId });
    },
  );

  it("answers a question at once, and no more than was asked and agreed", async () => {
    const of = await g.newTenant();
    const help = await g.client(HELP);
    const { opened, ...answered } = await help.ask(documents.balance(of, newRef("K")));
    expect(answered.outcome).toBe("allow");
    expect(without(opened?.data ?? {})).toEqual([
      "arrearsAmount",
      "claimSpecification",
      "clientRef",
      "collectionCosts",
    ]);
    expect(opened?.data).toMatchObject({
      arrearsAmount: of.rent * 2,
      claimSpecification: [
        { month: "2026-09", amount: of.rent },
        { month: "2026-10", amount: of.rent },
      ],
    });
    expect(withheldIn(answered)).toHaveProperty("paymentHistory");
  });

  it.each([
    {
      name: "a refusal to be signalled",
      from: "oosterpoort",
      document: async () => {
        const of = await g.newTenant();
        await g.post("/v1/signal-refusals", { personRef: of.ref, at: "2026-10-01T09:00:00Z" });
        return documents.signal(of, newRef("S"));
      },
      reasons: ["SIGNAL_REFUSED"],
    },
    {
      name: "too little arrears",
      from: "oosterpoort",
      document: async () => documents.signal(await g.newTenant(), newRef("S"), { arrearsMonths: 1 }),
      reasons: ["PRECONDITION_FAILED"],
    },
    {
      name: "no consent",
      from: "oosterpoort",
      document: async () => documents.careOut((await tied(g, { kind: "caseload", party: CARE, letter: "B" })).of),
      reasons: ["CONSENT_MISSING"],
    },
    {
      name: "no order",
      from: "oosterpoort",
      document: async () => documents.repair(await g.newTenant(), newRef("R")),
      reasons: ["SUBJECT_NOT_LINKED_TO_PARTNER"],
    },
    {
      name: "a forbidden purpose",
      from: "oosterpoort",
      document: async () => ({ ...documents.repair(await g.newTenant(), "R-0"), purpose: "third-party-marketing" }),
      reasons: ["PURPOSE_FORBIDDEN"],
    },
    {
      name: "the wrong direction",
      from: "gemeente-bergendal",
      document: () => Promise.resolve({ ...documents.feedback("S-0"), purpose: "early-debt-signalling" }),
      reasons: ["DIRECTION_NOT_ALLOWED"],
    },
    {
      name: "a required field that is missing",
      from: "entree",
      document: () => Promise.resolve(documents.registration(newRef("E"), { birthDate: null })),
      reasons: ["REQUIRED_FIELD_MISSING"],
    },
  ])("is refused for $name, with an entry and a receipt of its own", async ({ from, document, reasons }) => {
    const answered = await send(from, await document());
    expect(answered.outcome).toBe("deny");
    expect(reasonsOf(answered)).toEqual(expect.arrayContaining(reasons));
    expect(answered.fields.every(({ verdict }) => verdict === "withheld")).toBe(true);
    const receipt = await (await g.client(from)).receipt(answered.exchangeId, 5);
    expect(receipt.checked).toMatchObject({
      exchangeId: answered.exchangeId,
      kind: "exchange.decided",
      outcome: "deny",
    });
  });

  it.each([
    { name: "a disputed claim", facts: { claimDisputed: true } },
    { name: "arrangements that are kept", facts: { arrangementKept: true } },
  ])("is held for $name", async ({ facts }) => {
    const answered = await send("oosterpoort", documents.signal(await g.newTenant({ facts }), newRef("S")));
    expect(answered).toMatchObject({ outcome: "hold", hold: { dueAt: expect.any(String) as string } });
    await expect((await g.client("gemeente-bergendal")).fetch(answered.exchangeId)).rejects.toMatchObject({
      problem: { code: "NOT_FOUND" },
    });
  });

  describe("the mailbox", () => {
    it("gives what was not fetched yet, page by page, oldest first", async () => {
      const contractor = await g.client(CONTRACTOR);
      const before = await allOf(
        () => contractor.inbox({ unfetched: true }),
        async ({ items, next }) => {
          for (const { exchangeId } of items) await contractor.fetch(exchangeId);
          return next === null ? null : contractor.inbox({ unfetched: true });
        },
      );
      expect(before).toBeGreaterThanOrEqual(0);
      const sent: string[] = [];
      for (let nth = 0; nth < 3; nth++) {
        const { of, ref } = await order(g);
        sent.push((await send("oosterpoort", documents.repair(of, ref))).exchangeId);
      }
      const page = (query: string) => contractor.get(`/v1/exchanges?role=recipient&unfetched=true&limit=2${query}`);
      const first = (await page("")) as { items: Answered[]; next: string };
      expect(first.items.map(({ exchangeId }) => exchangeId)).toEqual(sent.slice(0, 2));
      const second = (await page(`&after=${first.next}`)) as { items: Answered[]; next: null };
      expect(second).toMatchObject({ items: [{ exchangeId: sent[2] }], next: null });
      await contractor.fetch(sent[0] ?? "");
      expect((await contractor.inbox()).items.map(({ exchangeId }) => exchangeId)).toEqual(sent.slice(1));
    });

    it("waits for what comes, when asked to", async () => {
      const care = await g.client(CARE);
      for (const { exchangeId } of (await care.inbox()).items) await care.fetch(exchangeId);
      const waiting = care.inbox({ waitSeconds: 20 });
      const { of } = await tied(g, { kind: "caseload", party: CARE, letter: "B" });
      await g.consent(of);
      const { exchangeId } = await send("oosterpoort", documents.careOut(of));
      expect((await waiting).items.map((item) => item.exchangeId)).toEqual([exchangeId]);
    });

    it("gives up after the time it was told", async () => {
      const police = await g.client("politie");
      await expect(police.inbox({ waitSeconds: 1 })).resolves.toEqual({
        items: [],
        next: null,
        cursor: expect.any(String) as string,
      });
    });

    it("is nobody else's", async () => {
      const { of, ref } = await order(g);
      const { exchangeId } = await send("oosterpoort", documents.repair(of, ref));
      for (const stranger of ["schilder-voorbeeld", "entree"]) {
        const other = await g.client(stranger);
        for (const path of ["", "/message", "/receipt"]) {
          await expect(other.get(`/v1/exchanges/${exchangeId}${path}`)).rejects.toMatchObject({
            problem: { status: 404, code: "NOT_FOUND" },
          });
        }
      }
    });
  });

  describe("a receipt", () => {
    it("is pending at first, then proven under the checkpoint, for both sides", async () => {
      const { of, ref } = await order(g);
      const { exchangeId } = await send("oosterpoort", documents.repair(of, ref));
      for (const side of ["oosterpoort", CONTRACTOR]) {
        const { checked, proof, status } = await (await g.client(side)).receipt(exchangeId, 5);
        expect(status).toBe("sequenced");
        expect(proof).toContain("c2sp.org/tlog-proof@v1");
        expect(checked).toMatchObject({ exchangeId, kind: "exchange.decided", outcome: "allow" });
        expect(checked.index).toBeLessThan(checked.size ?? 0);
      }
    });

    it("comes with the decision when that is asked for, and as bare proof", async () => {
      const { of, ref } = await order(g);
      const answer = await sendBytes(g, {
        profile: "oosterpoort",
        outgoing: documents.repair(of, ref),
        headers: { prefer: "wait=5" },
      });
      expect(answer.status).toBe(201);
      const { exchangeId, receipt } = (await answer.json()) as { exchangeId: string; receipt: { status: string } };
      expect(receipt.status).toBe("sequenced");
      const proof = await g.fetch(`/v1/exchanges/${exchangeId}/receipt`, {
        headers: { authorization: `Bearer ${await g.token("oosterpoort")}`, accept: "text/plain" },
      });
      expect(proof.headers.get("content-type")).toContain("text/plain");
    });
  });

  describe("an acknowledgement", () => {
    const delivered = async (): Promise<{ exchangeId: string; parcel: OpenedParcel }> => {
      const { of, ref } = await order(g);
      const { exchangeId } = await send("oosterpoort", documents.repair(of, ref));
      return { exchangeId, parcel: await (await g.client(CONTRACTOR)).fetch(exchangeId) };
    };

    it("is recorded once, and seen by the sender", async () => {
      const { exchangeId } = await delivered();
      const contractor = await g.client(CONTRACTOR);
      await expect(contractor.acknowledge(exchangeId)).resolves.toEqual({ recorded: true });
      await expect(contractor.acknowledge(exchangeId)).resolves.toEqual({ recorded: false });
      const office = await g.client("oosterpoort");
      await expect(office.get(`/v1/exchanges/${exchangeId}`)).resolves.toMatchObject({
        parcel: { status: "acknowledged" },
      });
    });

    it.each([
      {
        name: "about another parcel",
        change: { sha256: "0".repeat(64) },
        by: CONTRACTOR,
        code: "ACKNOWLEDGEMENT_INVALID",
      },
      {
        name: "about another exchange",
        change: { exchangeId: newId() },
        by: CONTRACTOR,
        code: "ACKNOWLEDGEMENT_INVALID",
      },
      { name: "signed by another party", change: {}, by: "schilder-voorbeeld", code: "PGP_SIGNER_UNKNOWN" },
    ])("is refused $name", async ({ change, by, code }) => {
      const { exchangeId, parcel } = await delivered();
      const at = new Date().toISOString();
      const statement = JSON.stringify({ exchangeId, kind: "receipt", sha256: parcel.sha256, at, ...change });
      const { openpgp } = await g.profile(by);
      if (openpgp === null) throw new Error("staff do not sign");
      const bytes = new TextEncoder().encode(statement);
      const signature = await signDetached({ bytes, signWith: openpgp, now: g.clock.now() });
      const contractor = await g.client(CONTRACTOR);
      await expect(
        contractor.post(`/v1/exchanges/${exchangeId}/acknowledgements`, { statement, signature }),
      ).rejects.toMatchObject({ problem: { code } });
    });
  });

  describe("the same document again", () => {
    it("gets the first decision, also when encrypted anew", async () => {
      const { of, ref } = await order(g);
      const outgoing = { ...documents.repair(of, ref), ...documents.fixed() };
      const first = await sendBytes(g, { profile: "oosterpoort", outgoing });
      const again = await sendBytes(g, { profile: "oosterpoort", outgoing });
      expect([first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")]).toEqual([
        null,
        "true",
      ]);
      expect(again.status).toBe(201);
      expect(await again.json()).toEqual(await first.json());
    });

    it("gets the same answer to a question, and still the one entry", async () => {
      const asking = { ...documents.balance(await g.newTenant(), newRef("K")), ...documents.fixed() };
      const help = await g.client(HELP);
      const first = await help.ask(asking);
      const again = await help.ask(asking);
      expect(again.exchangeId).toBe(first.exchangeId);
      expect(again.answer).toEqual(first.answer);
      expect(again.opened?.data).toEqual(first.opened?.data);
    });

    it("is another one when its content differs", async () => {
      const { of, ref } = await order(g);
      const outgoing = { ...documents.repair(of, ref), ...documents.fixed() };
      await send("oosterpoort", outgoing);
      const other = { ...outgoing, data: { ...outgoing.data, repairLocation: "BAD" } };
      const refused = await sendBytes(g, { profile: "oosterpoort", outgoing: other });
      expect(refused.status).toBe(409);
      expect(await problemOf(refused)).toMatchObject({ code: "MESSAGE_ID_REUSED" });
    });

    it("sent twice at once is one exchange", async () => {
      const { of, ref } = await order(g);
      const outgoing = { ...documents.repair(of, ref), ...documents.fixed() };
      const answers = await Promise.all([1, 2, 3].map(() => send("oosterpoort", outgoing)));
      expect(new Set(answers.map(({ exchangeId }) => exchangeId)).size).toBe(1);
    });
  });

  describe("a dry run", () => {
    it("tells what would be withheld and what is needed, and stores nothing", async () => {
      const before = await countExchanges(g);
      const office = await g.client("oosterpoort");
      const forecast = await office.post("/v1/decisions", {
        covenant: "bergendal-early-signal",
        purpose: "early-debt-signalling",
        direction: "out",
        fields: ["caseRef", "lastName", "arrearsAmount", "birthDate"],
      });
      expect(forecast).toMatchObject({
        allowed: false,
        missing: ["houseNumber", "postalCode"],
        fields: expect.arrayContaining([
          expect.objectContaining({ field: "birthDate", verdict: "withheld" }),
          expect.objectContaining({ field: "caseRef", verdict: "released" }),
        ]) as object[],
        facts: expect.arrayContaining([
          expect.objectContaining({ fact: "remindersSent", provider: "data" }),
        ]) as object[],
        consent: "none",
      });
      expect(await countExchanges(g)).toBe(before);
    });
  });

  it("is told to be gone, in place of an answer, where its parcel was destroyed meanwhile", async () => {
    const asking = { ...documents.balance(await g.newTenant(), newRef("K")), ...documents.fixed() };
    const { exchangeId } = await (await g.client(HELP)).ask(asking);
    // Sooner than its 30 days: a document may be sent again for seven.
    await g.database.pool.query("UPDATE parcel SET destroy_at = ready_at WHERE exchange_id = $1", [exchangeId]);
    await g.sweep();
    const again = await sendBytes(g, { profile: HELP, outgoing: { ...asking, direction: "pull" } });
    expect(again.status).toBe(410);
    expect(await problemOf(again)).toMatchObject({ code: "PARCEL_GONE", retryable: false });
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    const { entries, findings } = await g.audit();
    expect(findings).toEqual([]);
    expect(entries).toBeGreaterThan(WAYS.length);
  });

  // The clock moves here, so it comes last.
  it("whose parcel was destroyed at the end of its term is gone, and its sender can see that", async () => {
    const { of, ref } = await order(g);
    const { exchangeId } = await send("oosterpoort", documents.repair(of, ref));
    await g.moveTo("2026-12-29T09:00:00Z");
    await g.sweep();
    const contractor = await g.client(CONTRACTOR);
    await expect(contractor.fetch(exchangeId)).rejects.toMatchObject({ problem: { status: 410, code: "PARCEL_GONE" } });
    const office = await g.client("oosterpoort");
    await expect(office.get(`/v1/exchanges/${exchangeId}`)).resolves.toMatchObject({ parcel: { status: "destroyed" } });
    expect((await g.audit()).findings).toEqual([]);
  });
});

/** Names of what is there, in order. */
const without = (data: object, ...names: readonly string[]): string[] =>
  Object.keys(data)
    .filter((name) => !names.includes(name))
    .sort();

async function countExchanges(g: RunningGateway): Promise<number> {
  const { rows } = await g.database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM exchange");
  return rows[0]?.n ?? -1;
}

async function allOf<Page extends { readonly items: readonly unknown[] }>(
  first: () => Promise<Page>,
  next: (page: Page) => Promise<Page | null>,
): Promise<number> {
  let count = 0;
  for (let page: Page | null = await first(); page !== null; page = await next(page)) count += page.items.length;
  return count;
}
