import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../src/client/document.ts";
import type { Answered } from "../../src/client/types.ts";
import type { Clause, RelationKind } from "../../src/core/covenant/types.ts";
import { tenant } from "../../src/sandbox/tenants.ts";
import type { ClauseView, CovenantView } from "../../src/exchange/views.ts";
import { COVENANTS } from "../contracts/expected.ts";
import { CATALOGUE } from "../support/cases.ts";
import { eachDatabase } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { readCovenants } from "../support/vectors.ts";
import { encode, post, sealed } from "../support/wire.ts";

/** For every clause there is, one exchange, each with its own keys opened and sealed. */
const ALL_MS = 120_000;
/** Of all versions: a clause that two of them have is shown once. */
const CLAUSES = new Set(
  Object.entries(COVENANTS).flatMap(([head, clauses]) =>
    clauses.map(([first = ""]) => `${head.split(" ")[1] ?? ""} ${first.split(" ")[0] ?? ""}`),
  ),
).size;
const OFFICE = "oosterpoort";
const PARTNERS = [...CATALOGUE.parties.keys()].filter((id) => id !== OFFICE);
const FILES = readCovenants();
/** What an example names where the person chooses the party, and whom this one chooses. */
const OF_CHOICE = "partner";
const CHOSEN = "dienstverlener-voorbeeld";
/** The reference of every example; the person is tied to every party by it, in every way that its clauses ask. */
const REF = "VB-0001";
/** What is wrong with a document, not with the case. */
const MISUNDERSTOOD = new Set([
  "FIELD_MALFORMED",
  "REQUIRED_FIELD_MISSING",
  "SUBJECT_UNKNOWN",
  "HEADER_MISMATCH",
  "PARTNER_UNKNOWN",
]);

eachDatabase("The example of a clause", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  async function clausesOf(party: string): Promise<readonly ClauseView[]> {
    const client = await g.client(party);
    const { items } = (await client.get("/v1/covenants")) as { items: CovenantView[] };
    const paths = items.flatMap(({ id, clauses }) =>
      clauses.map(
        ({ purpose, direction, message }) => `/v1/covenants/${id}/clauses/${purpose}/${direction}?message=${message}`,
      ),
    );
    return Promise.all(paths.map((path) => client.get(path) as Promise<ClauseView>));
  }

  const headerOf = ({ example }: ClauseView): Record<string, unknown> => example["header"] as Record<string, unknown>;

  it(
    "is understood as it stands, once its person is in the register",
    async () => {
      const examples = await Promise.all(
        [OFFICE, ...PARTNERS].map(async (party) =>
          (await clausesOf(party)).filter((clause) => headerOf(clause)["from"] === party),
        ),
      );
      const own = examples.flat();
      expect(
        new Set(own.map(({ covenant, purpose, direction, message }) => [covenant, purpose, direction, message].join()))
          .size,
      ).toBe(CLAUSES);
      await seedExample(own);
      for (const clause of own) {
        const header = headerOf(clause);
        const profile = String(header["from"]);
        const document = { ...clause.example, header: { ...header, to: named(header["to"]), messageId: newId() } };
        const answer = await post(g, { profile, message: await sealed(g, profile, encode(document)) });
        const said = (await answer.json()) as Partial<Answered> & { code?: string };
        const place = `${clause.covenant} ${clause.purpose} ${clause.direction} ${clause.message} from ${profile}`;
        expect({ place, outcome: said.outcome ?? said.code }).toEqual({
          place,
          outcome: expect.stringMatching(/^(allow|hold|deny)$/) as string,
        });
        const reasons = [...(said.reasons ?? []), ...(said.fields ?? []).flatMap(({ reason }) => reason ?? [])];
        const told = (code: string): boolean => code !== "SUBJECT_UNKNOWN" || !isUntold(clause);
        const misunderstood = reasons.filter(({ code }) => MISUNDERSTOOD.has(code) && told(code)).map(printReason);
        expect({ place, misunderstood }).toEqual({ place, misunderstood: [] });
      }
    },
    ALL_MS,
  );

  const printReason = ({ code, ...rest }: { code: string }): string => JSON.stringify({ code, ...rest });

  /** The person whom the office's examples name, with the data that the partners' examples hold. */
  async function seedExample(own: readonly ClauseView[]): Promise<void> {
    const record = Object.assign({}, ...own.map(({ example }) => example["data"])) as Record<string, unknown>;
    const known = [
      "firstNames",
      "lastName",
      "birthDate",
      "arrearsAmount",
      "tenancyStart",
      "landlordStatement",
      "postalCode",
      "houseNumber",
      "houseLetter",
      "houseNumberAddition",
    ];
    const row = { personRef: "T-0001", record: Object.fromEntries(known.map((name) => [name, record[name]])) };
    const { connection } = await g.client(OFFICE);
    const body = { bytes: encode(row), type: "application/x-ndjson" };
    await connection.call({ method: "POST", path: "/v1/subjects", body });
    const ties = own.flatMap((clause) => tiesOf(clause));
    for (const [, tie] of new Map(ties.map((one) => [`${one.party} ${one.kind}`, one]))) {
      await g.post("/v1/relations", { personRef: "T-0001", ...tie, ref: REF, from: "2026-11-01T09:00:00Z" });
    }
    const asked = own.filter(({ consent }) => consent !== "none").map((clause) => askedOf(clause));
    for (const [ref, of] of new Map(asked.map((one) => [`${one.party} ${one.purpose}`, one]))) {
      await g.consent({ ...tenant(1), ref: "T-0001" }, { ...of, explicit: true, ref });
    }
  }

  function clauseOf({ covenant, version, purpose, direction, message }: ClauseView): Clause {
    const file = FILES.get(`${covenant}@${version}`)?.covenant.clauses ?? [];
    return file.find(({ id }) => id === `${purpose}/${direction}/${message}`)!;
  }

  /** Whom it is about follows from an earlier exchange alone, which no example can name. */
  function isUntold(view: ClauseView): boolean {
    const ways = clauseOf(view).identifiedBy;
    return ways.length > 0 && ways.every((way) => way === "replyTo" || way === "partnerRef");
  }

  /** What the clause asks of its partner; a view does not tell. */
  function tiesOf(view: ClauseView): { party: string; kind: RelationKind }[] {
    const { relation } = clauseOf(view);
    return relation === null ? [] : [{ party: askedOf(view).party, kind: relation.kind }];
  }

  function askedOf(clause: ClauseView): { party: string; purpose: string } {
    const { from, to } = headerOf(clause);
    return { party: named(from === OFFICE ? to : from), purpose: clause.purpose };
  }

  function named(party: unknown): string {
    return party === OF_CHOICE ? CHOSEN : String(party);
  }

  it.each(["politie", "gemeente-heumen"])("is not shown to %s of covenants that are none of its own", async (party) => {
    const { items } = (await (await g.client(party)).get("/v1/covenants")) as { items: CovenantView[] };
    const heads = Object.keys(COVENANTS).filter((head) => head.includes(` ${party}:`));
    expect(items.map(({ id }) => id).sort()).toEqual(heads.map((head) => head.split(" ")[1]).sort());
    await expect((await g.client(party)).get("/v1/covenants/contractor-repairs")).rejects.toMatchObject({
      problem: { status: 404, code: "NOT_FOUND" },
    });
  });

  it("tells who passes a precondition's hold, and where a limit refuses nothing", async () => {
    const one = async (party: string, path: string): Promise<ClauseView> =>
      (await (await g.client(party)).get(`/v1/covenants/${path}`)) as ClauseView;
    const emergency = await one("brandweer", "vital-emergency/clauses/vital-emergency/pull");
    expect(emergency.limits).toEqual([{ id: "breakGlass", max: 2, per: "month", scope: "covenant", over: "alert" }]);
    const signal = await one("gemeente-bergendal", "bergendal-early-signal/clauses/early-debt-signalling/out");
    expect(new Set(signal.limits.map(({ over }) => over))).toEqual(new Set(["hold"]));
    expect(new Set(signal.preconditions.map(({ approval }) => approval))).toEqual(new Set([null]));
    const fraud = await one("gemeente-bergendal", "nuisance-covenant/clauses/fraud-combat/out");
    const approvals = fraud.preconditions.filter(({ approval }) => approval !== null);
    expect(approvals).toMatchObject([{ id: "F1", approval: { by: expect.any(Array) as unknown, count: 2 } }]);
  });
});
