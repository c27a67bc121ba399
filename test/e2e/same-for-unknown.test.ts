import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outgoing } from "../../src/client/types.ts";
import { nameAndAddress, type Tenant } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CARE } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { sendBytes } from "../support/wire.ts";

/** Everything a sender can see of one exchange, as bytes; what must differ is put out of sight. */
interface Seen {
  readonly submitted: string;
  readonly found: string;
  readonly listed: string;
  readonly receipt: string;
  readonly message: string;
  /** What the sender cannot see, and could measure: the rows that a person costs. */
  readonly written: object;
}

interface Somebody {
  readonly of: Tenant;
  /** The reference by which the partner names them, where it does. */
  readonly ref: string;
}

eachDatabase("A partner cannot tell the unknown, the unlinked and the erased apart", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  async function see(profile: string, outgoing: Outgoing): Promise<Seen> {
    const authorization = `Bearer ${await g.token(profile)}`;
    const get = async (path: string): Promise<Response> => g.fetch(path, { headers: { authorization } });
    const answer = await sendBytes(g, { profile, outgoing });
    const submitted = await whole(answer);
    const { exchangeId } = JSON.parse(submitted.body) as { exchangeId: string };
    const list = (await (await get(`/v1/exchanges?role=sender&limit=100`)).json()) as {
      items: { exchangeId: string }[];
    };
    const receipt = (await (await get(`/v1/exchanges/${exchangeId}/receipt`)).json()) as { receipt: string };
    return {
      submitted: neutral(submitted.all),
      found: neutral((await whole(await get(`/v1/exchanges/${exchangeId}`))).all),
      listed: neutral(JSON.stringify(list.items.find((item) => item.exchangeId === exchangeId))),
      receipt: neutral(JSON.stringify((JSON.parse(receipt.receipt) as { opening: object }).opening)),
      message: neutral((await whole(await get(`/v1/exchanges/${exchangeId}/message`))).all),
      written: await written(exchangeId),
    };
  }

  async function written(exchangeId: string): Promise<object> {
    const { rows } = await g.database.pool.query<object>(
      `SELECT (SELECT count(*)::int FROM ledger_person p JOIN ledger_opening o USING (entry_id) WHERE o.exchange_id = $1) AS openings,
         (SELECT count(*)::int FROM decision_record WHERE exchange_id = $1 AND subject_id IS NOT NULL) AS records`,
      [exchangeId],
    );
    return rows[0] ?? {};
  }

  const unknown = async (): Promise<Somebody> => {
    const of = await g.newTenant();
    return { of: { ...of, name: { ...of.name, lastName: `Onbekend${of.name.lastName}` } }, ref: newRef("B") };
  };
  const erased = async (kind?: "caseload"): Promise<Somebody> => {
    const somebody = { of: await g.newTenant(), ref: newRef("B") };
    if (kind !== undefined) await g.relate({ of: somebody.of, kind, party: CARE, ref: somebody.ref });
    await g.post("/v1/erasures", { personRef: somebody.of.ref });
    return somebody;
  };
  const lapsed = async (): Promise<Somebody> => {
    const of = await g.newTenant();
    const { connection } = await g.client("oosterpoort");
    const row = { personRef: of.ref, record: { ...documents.balance(of, "K").data }, life: "retention-lapsed" };
    const bytes = new TextEncoder().encode(JSON.stringify(row));
    await connection.call({ method: "POST", path: "/v1/subjects", body: { bytes, type: "application/x-ndjson" } });
    return { of, ref: newRef("B") };
  };
  const restricted = async (): Promise<Somebody> => {
    const of = await g.newTenant();
    await g.post("/v1/restrictions", { personRef: of.ref, from: new Date().toISOString() });
    return { of, ref: newRef("B") };
  };

  /** Of one shape: only who they are differs. */
  const like = ({ of }: Somebody): Tenant => ({ ...of, name: { ...of.name, lastNamePrefix: null } });

  describe.each([
    {
      name: "a question that is answered at once",
      profile: "schuldhulp-bergendal",
      document: (of: Tenant): Outgoing => ({ ...documents.balance(of, "K-1"), direction: "pull" }),
      others: [erased, lapsed],
    },
    {
      name: "a question that needs approval",
      profile: "politie",
      document: (of: Tenant): Outgoing => ({ ...documents.demand(of), direction: "pull" }),
      others: [erased, lapsed, restricted],
    },
  ])("by $name", ({ profile, document, others }) => {
    it("gives the same bytes everywhere", async () => {
      const first = await see(profile, document(like(await unknown())));
      for (const other of others) expect(await see(profile, document(like(await other())))).toEqual(first);
    });
  });

  it("by what it sends about a person of somebody else's", async () => {
    const unlinked = async (): Promise<Somebody> => {
      const somebody = { of: await g.newTenant(), ref: newRef("B") };
      await g.relate({
        of: somebody.of,
        kind: "caseload",
        party: "werkgroep-bijzondere-bemiddeling",
        ref: somebody.ref,
      });
      await g.consent(somebody.of);
      return somebody;
    };
    const views: Seen[] = [];
    for (const who of [unknown, unlinked, () => erased("caseload")]) {
      const somebody = await who();
      views.push(await see(CARE, documents.careIn(like(somebody), somebody.ref)));
    }
    expect(views[0]?.written).toEqual({ openings: 1, records: 1 });
    expect(views[1]).toEqual(views[0]);
    expect(views[2]).toEqual(views[0]);
  });

  describe("by a document that may bring somebody new", () => {
    const brought = ({ of, ref }: Somebody): Outgoing =>
      documents.registration(ref, { ...nameAndAddress(like({ of, ref })), birthDate: of.birthDate });
    const seen = async (who: Promise<Somebody>): Promise<Seen> => see("entree", brought(await who));
    const namesakes = async (): Promise<Somebody> => {
      const of = await g.newTenant();
      await g.newTenant({ record: { ...nameAndAddress(of), birthDate: of.birthDate } });
      return { of, ref: newRef("B") };
    };
    /** A registration number of one tenant, beside the name and birth date of another. */
    const crossed = async (): Promise<Somebody> => {
      const somebody = { of: await g.newTenant(), ref: newRef("B") };
      await g.relate({ of: await g.newTenant(), kind: "registration", party: "entree", ref: somebody.ref });
      return somebody;
    };

    it("gives the same bytes for a tenant as for a newcomer where both are let in", async () => {
      const newcomer = await seen(unknown());
      expect(newcomer.submitted).toContain("allow");
      expect(await seen(g.newTenant().then((of) => ({ of, ref: newRef("B") })))).toEqual(newcomer);
      expect(await seen(erased())).toEqual(newcomer);
    });

    it("waits in the same bytes for whoever cannot be let in, whatever the cause", async () => {
      const first = await seen(restricted());
      expect(first.submitted).toContain("APPROVAL_REQUIRED");
      for (const other of [lapsed, namesakes, crossed]) expect(await seen(other())).toEqual(first);
    });
  });

  it("while who is known and may be told about is answered otherwise", async () => {
    const known = await see("schuldhulp-bergendal", {
      ...documents.balance(await g.newTenant(), "K-1"),
      direction: "pull",
    });
    const none = await see("schuldhulp-bergendal", {
      ...documents.balance((await unknown()).of, "K-1"),
      direction: "pull",
    });
    expect(known.submitted).not.toEqual(none.submitted);
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});

/** Status, headers and body of an answer; the clock and what is left of this second's requests go on by themselves. */
async function whole(answer: Response): Promise<{ readonly all: string; readonly body: string }> {
  const body = await answer.text();
  const headers = [...answer.headers].filter(([name]) => name !== "date" && name !== "ratelimit").sort();
  return { all: JSON.stringify([answer.status, headers, body]), body };
}

/** Ids, times, digests, salts and how large the sender's own data are out of sight; lengths stay. */
const neutral = (text: string): string =>
  text
    .replace(/(size\\*":)\d+/g, "$1<size>")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, "<id>")
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, "<time>")
    .replace(/\b[0-9a-f]{64}\b/g, "<digest>")
    .replace(/\b[0-9a-f]{32}\b/g, "<trace>")
    .replace(/\b[0-9a-f]{16}\b/g, "<span>")
    .replace(/"(salt|officer|persons)":"[A-Za-z0-9+/]{42,43}={1,2}"/g, '"$1":"<digest>"');
