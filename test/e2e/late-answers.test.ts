import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Answered, Outgoing } from "../../src/client/types.ts";
import type { ExchangeId } from "../../src/core/ids.ts";
import type { Data } from "../../src/core/document/types.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import type { Tenant } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const OWN = "oosterpoort";
const HELP = "schuldhulp-bergendal";
const POLICE = "politie";
const OFFICER = "staff-privacy-officer";
const DEPUTY = "staff-deputy";
const APPROVER = "staff-approver";
const SEEN = { reason: "dossier gezien" };
const DAY_MS = 86_400_000;

type Asking = Omit<Outgoing, "direction"> & { readonly messageId: string };
interface Asked {
  readonly of: Tenant;
  readonly question: Asking;
  readonly answered: Answered;
}

eachDatabase("A late answer", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  const LATER: Data = { clientRef: "K-AND", arrearsAmount: 812.4, collectionCosts: 40, iban: "NL91ABNA0417164300" };

  /** The question as it was, answered by the back office with these data. */
  const answerTo = ({ question }: Pick<Asked, "question">, data: Data, to = HELP): Outgoing => {
    const { covenant, purpose, message, messageId: replyTo } = question;
    return { covenant, purpose, ...(message === undefined ? {} : { message }), direction: "pull", to, replyTo, data };
  };
  const send = async (outgoing: Outgoing, who = OWN): Promise<Answered> => (await g.client(who)).send(outgoing);
  const codes = ({ reasons }: Answered): readonly string[] => reasons.map(({ code }) => code);

  async function asked(who: string, of: Tenant, asking: Omit<Outgoing, "direction">): Promise<Asked> {
    const question = { ...asking, ...documents.fixed() } as Asking;
    return { of, question, answered: await (await g.client(who)).ask(question) };
  }
  const askBalance = async (of?: Tenant): Promise<Asked> => {
    const about = of ?? (await g.newTenant());
    return asked(HELP, about, documents.balance(about, newRef("K")));
  };
  const demand = async (): Promise<Asked> => {
    const of = await g.newTenant();
    const made = await asked(POLICE, of, documents.demand(of));
    expect(made.answered.outcome).toBe("hold");
    return made;
  };
  async function holdIdOf({ exchangeId }: Answered): Promise<string> {
    const { rows } = await g.database.pool.query<{ id: string }>("SELECT id FROM hold WHERE exchange_id = $1", [
      exchangeId,
    ]);
    return rows[0]?.id ?? "";
  }
  const decide = async (who: string, of: Answered, body: object, verb: "approvals" | "rejections" = "approvals") =>
    (await g.client(who)).post(`/v1/holds/${await holdIdOf(of)}/${verb}`, { ...SEEN, ...body });
  async function approveAll(of: Answered, drop: readonly string[] = []): Promise<void> {
    await decide(APPROVER, of, { drop });
    await decide(OFFICER, of, { drop: [] });
  }

  async function headersOf(exchangeId: string): Promise<readonly ReturnType<typeof parseHeader>[]> {
    const { rows } = await g.database.pool.query<{ header: Buffer }>(
      "SELECT header FROM ledger_opening WHERE exchange_id = $1 ORDER BY at, entry_id",
      [exchangeId],
    );
    return rows.map(({ header }) => parseHeader(header));
  }
  const countedToday = async (): Promise<number> => {
    const { rows } = await g.database.pool.query<{ n: number }>(
      "SELECT n FROM counter WHERE key LIKE 'bergendal-debt-help|%daily%'",
    );
    return rows.reduce((sum, { n }) => sum + n, 0);
  };

  describe("to a question that was answered before", () => {
    it("reaches the asker's mailbox, holding what was asked and agreed, and names the question", async () => {
      const was = await askBalance();
      expect(was.answered.outcome).toBe("allow");
      const before = await countedToday();
      const sent = await send(answerTo(was, LATER));
      expect(sent).toMatchObject({ outcome: "allow", replyTo: was.question.messageId, from: OWN, to: HELP });
      expect(sent.answer).toBeUndefined();
      const help = await g.client(HELP);
      const listed = (await help.inbox()).items.filter(({ exchangeId }) => exchangeId === sent.exchangeId);
      expect(listed).toMatchObject([{ replyTo: was.question.messageId, direction: "pull" }]);
      const { header, data, subjects } = await help.fetch(sent.exchangeId);
      expect(header).toMatchObject({
        from: OWN,
        to: HELP,
        replyTo: was.question.messageId,
        exchangeId: sent.exchangeId,
        direction: "pull",
      });
      expect(data).toEqual({ clientRef: "K-AND", arrearsAmount: 812.4, collectionCosts: 40 });
      expect(subjects).toMatchObject([{ role: "tenant", partnerRef: expect.stringMatching(/^p:/) as string }]);
      expect(await countedToday()).toBe(before);
      expect(await headersOf(sent.exchangeId)).toMatchObject([
        {
          kind: "exchange.decided",
          sender: OWN,
          recipient: HELP,
          replyTo: was.question.messageId,
          direction: "pull",
          outcome: "allow",
          clause: "debt-assistance/pull/saldoverzoek",
          fields: ["arrearsAmount", "clientRef", "collectionCosts"].map((field) => ({ field, transform: "pass" })),
          questionFields: [],
        },
        { kind: "parcel.delivered", by: "mailbox", sender: OWN, recipient: HELP },
      ]);
    });

    it("has a receipt for both sides", async () => {
      const { exchangeId } = await send(answerTo(await askBalance(), LATER));
      for (const who of [OWN, HELP]) {
        const { checked } = await (await g.client(who)).receipt(exchangeId, 5);
        expect(checked).toMatchObject({ exchangeId });
      }
    });

    it("quotes the question's references, and is refused where it lacks what the clause requires", async () => {
      const was = await askBalance();
      const sent = await send(answerTo(was, { arrearsAmount: 1 }));
      expect((await (await g.client(HELP)).fetch(sent.exchangeId)).data).toEqual({
        clientRef: was.question.data["clientRef"],
        arrearsAmount: 1,
      });
      const poor = await send(answerTo(was, { collectionCosts: 2 }));
      expect(codes(poor)).toEqual(["REQUIRED_FIELD_MISSING"]);
    });

    it("may be given again with a correction, each an exchange of its own; sent again it is the same one", async () => {
      const was = await askBalance();
      const first = { ...answerTo(was, LATER), ...documents.fixed() };
      const one = await send(first);
      const again = await send(first);
      const other = await send(answerTo(was, { ...LATER, arrearsAmount: 900 }));
      expect(again.exchangeId).toBe(one.exchangeId);
      expect(other).toMatchObject({ outcome: "allow" });
      expect(other.exchangeId).not.toBe(one.exchangeId);
      expect((await (await g.client(HELP)).fetch(other.exchangeId)).data).toMatchObject({ arrearsAmount: 900 });
    });

    it("is decided on today's standing: what the person is entitled to now counts", async () => {
      const was = await askBalance();
      await g.post("/v1/restrictions", { personRef: was.of.ref, from: new Date(g.clock.now()).toISOString() });
      const now = await send(answerTo(was, LATER));
      expect(codes(now)).toContain("RESTRICTED");
      expect(now.outcome).not.toBe("allow");
    });

    it("about another person than the question waits, and no approval passes it", async () => {
      const was = await askBalance();
      const other = await g.newTenant();
      const subjects = [{ role: "tenant", personRef: other.ref }];
      const sent = await send({ ...answerTo(was, LATER), subjects });
      expect(sent).toMatchObject({ outcome: "hold", reasons: [{ code: "SUBJECT_AMBIGUOUS" }] });
      await expect(decide(OFFICER, sent, {})).rejects.toMatchObject({
        problem: { code: "APPROVER_NOT_ALLOWED" },
      });
      const right = await send({ ...answerTo(was, LATER), subjects: [{ role: "tenant", personRef: was.of.ref }] });
      expect(right.outcome).toBe("allow");
      const more = [
        { role: "tenant", personRef: was.of.ref },
        { role: "occupant", fields: ["arrearsAmount"] },
      ];
      expect((await send({ ...answerTo(was, LATER), subjects: more })).outcome).toBe("hold");
    });
  });

  describe("to what is no question of this party", () => {
    const UNKNOWN = { outcome: "deny", reasons: [{ code: "QUESTION_UNKNOWN", next: expect.any(String) as string }] };

    it("is refused in one way, whatever is wrong", async () => {
      const was = await askBalance();
      const right = answerTo(was, LATER);
      const police = await demand();
      const answered = { ...right, ...documents.fixed() };
      await send(answered);
      const wrong: readonly Outgoing[] = [
        { ...right, replyTo: documents.fixed().messageId ?? "" },
        { ...right, replyTo: answered.messageId ?? "" },
        { ...right, replyTo: police.question.messageId },
        { ...right, to: POLICE },
        { ...right, message: "betaalvoorstel" },
        { ...right, purpose: "early-debt-signalling" },
        { ...right, covenant: "police-demand", purpose: "legal-demand-police", message: "default" },
      ];
      for (const outgoing of wrong) {
        const sent = await send(outgoing);
        expect(sent.outcome).toBe("deny");
        expect(codes(sent)).toContain("QUESTION_UNKNOWN");
        await expect((await g.client(HELP)).fetch(sent.exchangeId)).rejects.toMatchObject({ problem: { status: 404 } });
      }
      expect(await send(wrong[0] ?? right)).toMatchObject(UNKNOWN);
      expect((await send(wrong[2] ?? right)).reasons).toEqual((await send(wrong[0] ?? right)).reasons);
    });

    it("is refused where the person was erased since: the question went with them", async () => {
      const was = await askBalance();
      await g.post("/v1/erasures", { personRef: was.of.ref });
      expect(await send(answerTo(was, LATER))).toMatchObject(UNKNOWN);
    });

    it("is refused to a party that is not known", async () => {
      const sent = await send(answerTo(await askBalance(), LATER, "niemand-hier"));
      expect(codes(sent)).toEqual(["PARTNER_UNKNOWN", "NO_CONTRACT"]);
    });
  });

  it("of a partner is none: only the corporation answers, and nothing is looked up for it", async () => {
    const was = await askBalance();
    const forged = { ...answerTo(was, LATER), to: OWN };
    const recordOf = vi.spyOn(g.composed.world.register, "recordOf");
    const questionOf = vi.spyOn(g.composed.world.recorded, "find");
    for (const [who, outgoing] of [
      [HELP, forged],
      [POLICE, forged],
      [POLICE, { ...forged, to: HELP }],
    ] as const) {
      const sent = await send(outgoing, who);
      expect(sent).toMatchObject({ outcome: "deny", fields: [] });
      expect(codes(sent)[0]).toBe("HEADER_MISMATCH");
      expect(sent.answer).toBeUndefined();
    }
    expect(recordOf).not.toHaveBeenCalled();
    expect(questionOf).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    const { rows } = await g.database.pool.query(
      "SELECT 1 FROM parcel p JOIN exchange e ON e.id = p.exchange_id WHERE e.reply_to = $1",
      [was.question.messageId],
    );
    expect(rows).toEqual([]);
  });

  describe("to a question that waited for people", () => {
    const FOUND: Data = { firstNames: "Anna", birthDate: "1980-01-02", city: "Beek", gender: "V", grossRent: 700 };

    it("is refused while the question still waits, and once it was rejected", async () => {
      const was = await demand();
      const waiting = await send(answerTo(was, FOUND, POLICE));
      expect(waiting).toMatchObject({ outcome: "deny", reasons: [{ code: "QUESTION_WAITS" }] });
      await decide(OFFICER, was.answered, {}, "rejections");
      const rejected = await send(answerTo(was, FOUND, POLICE));
      expect(rejected).toMatchObject({ outcome: "deny", reasons: [{ code: "QUESTION_CLOSED" }] });
    });

    it("rests on their approval, without what they dropped", async () => {
      const was = await demand();
      await approveAll(was.answered, ["city"]);
      const sent = await send(answerTo(was, FOUND, POLICE));
      expect(sent.outcome).toBe("allow");
      const { data } = await (await g.client(POLICE)).fetch(sent.exchangeId);
      expect(data).toEqual({ firstNames: "Anna", birthDate: "1980-01-02" });
      expect(sent.fields.find(({ field }) => field === "city")?.reason?.code).toBe("DROPPED_BY_APPROVER");
    });

    it("waits anew for what they did not see", async () => {
      const was = await demand();
      await approveAll(was.answered, ["city"]);
      await g.post("/v1/restrictions", { personRef: was.of.ref, from: new Date(g.clock.now()).toISOString() });
      const sent = await send(answerTo(was, FOUND, POLICE));
      expect(sent).toMatchObject({ outcome: "hold", reasons: [{ code: "RESTRICTED" }] });
      await decide(DEPUTY, sent, { drop: ["birthDate"] });
      await decide(OFFICER, sent, {});
      const { data, header } = await (await g.client(POLICE)).fetch(sent.exchangeId);
      expect(data).toEqual({ firstNames: "Anna" });
      expect(header).toMatchObject({ from: OWN, replyTo: was.question.messageId });
    });
  });

  it("comes within thirty days of the question", async () => {
    const was = await askBalance();
    const start = g.clock.now();
    await g.moveTo(new Date(start + 30 * DAY_MS - 60_000).toISOString());
    expect((await send(answerTo(was, LATER))).outcome).toBe("allow");
    await g.moveTo(new Date(start + 30 * DAY_MS + 60_000).toISOString());
    expect(await send(answerTo(was, LATER))).toMatchObject({ outcome: "deny", reasons: [{ code: "QUESTION_CLOSED" }] });
  });

  it("takes the question along when its term is over: what was compared stays, what was asked with goes", async () => {
    const [known, nobody] = [await g.newTenant(), await g.newTenant()];
    const name = { ...nobody.name, lastName: "Onbekend" };
    const questions = [await askBalance(known), await askBalance({ ...nobody, name })];
    const kept = async (): Promise<readonly (string | null)[]> =>
      Promise.all(
        questions.map(async ({ answered: { exchangeId } }) => {
          const found = await g.composed.world.recorded.find(exchangeId as ExchangeId);
          return found?.record ?? null;
        }),
      );
    const start = g.clock.now();
    await g.moveTo(new Date(start + 29 * DAY_MS).toISOString());
    await g.sweep();
    expect((await kept()).map((record) => record?.includes("clientRef"))).toEqual([true, true]);
    const before = (await kept()).map((record) => JSON.parse(record ?? "") as Record<string, object>);
    expect(before[1]?.question).toMatchObject({ data: { lastName: "Onbekend" } });
    await g.moveTo(new Date(start + 30 * DAY_MS + 60_000).toISOString());
    await g.sweep();
    const after = (await kept()).map((record) => JSON.parse(record ?? "") as object);
    const rest = Object.keys(before[0] ?? {}).filter((name) => name !== "question");
    expect(rest).toEqual(expect.arrayContaining(["checks", "facts"]));
    expect(after).toEqual(before.map((record) => Object.fromEntries(rest.map((name) => [name, record[name]]))));
    expect(await send(answerTo(questions[0]!, LATER))).toMatchObject({ reasons: [{ code: "QUESTION_UNKNOWN" }] });
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
