import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Answered, Outgoing } from "../../src/client/types.ts";
import { recordOf } from "../../src/sandbox/tenants.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CARE, CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { problemOf, sendBytes } from "../support/wire.ts";

const OFFICER = "staff-privacy-officer";
const STANDING = { version: 1, reason: "incident" };

eachDatabase("Between reading and commit", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterEach(() => void vi.restoreAllMocks());
  afterAll(() => g.close());

  const post = async (who: string, path: string, body: object): Promise<void> => {
    await (await g.client(who)).post(path, body);
  };
  const send = async (outgoing: Outgoing): Promise<Answered> => (await g.client("oosterpoort")).send(outgoing);
  const codes = ({ reasons }: Answered): string[] => reasons.map(({ code }) => code);

  /** Runs something when the next commit is about to be made: everything it rests on was read by then. */
  function beforeNextCommit(meanwhile: () => Promise<void>, times = 1): { readonly commits: () => number } {
    const { exchanges } = g.composed.world;
    const commit = exchanges.commit.bind(exchanges);
    let calls = 0;
    vi.spyOn(exchanges, "commit").mockImplementation(async (given) => {
      if (++calls <= times) await meanwhile();
      return commit(given);
    });
    return { commits: () => calls };
  }

  async function parcelsOf({ exchangeId }: Answered): Promise<number> {
    const { rows } = await g.database.pool.query("SELECT 1 FROM parcel WHERE exchange_id = $1", [exchangeId]);
    return rows.length;
  }

  async function someOrder(): Promise<Outgoing> {
    const [of, ref] = [await g.newTenant(), newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    return documents.repair(of, ref);
  }

  it("two registrations under one new number make one person of one", async () => {
    const number = newRef("E");
    const entree = await g.client("entree");
    const sent = await Promise.all([1, 2, 3].map(() => entree.send(documents.registration(number))));
    expect(sent.map(({ outcome }) => outcome)).toEqual(["allow", "allow", "allow"]);
    expect((await entree.send(documents.registration(number))).outcome).toBe("allow");
    const { rows } = await g.database.pool.query(
      "SELECT DISTINCT subject_id FROM relation WHERE kind = 'registration' AND octet_length(ref_digest) > 0",
    );
    expect(rows).toHaveLength(1);
  });

  it("a consent that is withdrawn releases nothing any more", async () => {
    const [of, ref] = [await g.newTenant(), newRef("B")];
    await g.relate({ of, kind: "caseload", party: CARE, ref });
    const consent = await g.consent(of);
    const gate = beforeNextCommit(() =>
      post("oosterpoort", `/v1/consents/${consent}/withdrawals`, { at: new Date().toISOString(), how: "by phone" }),
    );
    const answered = await send(documents.careOut(of));
    expect(answered.outcome).toBe("deny");
    expect(codes(answered)).toContain("CONSENT_WITHDRAWN");
    expect(gate.commits()).toBe(2);
    expect(await parcelsOf(answered)).toBe(0);
  });

  it("an objection that comes in is heeded", async () => {
    const of = await g.newTenant();
    const [ref] = [newRef("B")];
    await g.relate({ of, kind: "caseload", party: CARE, ref });
    await g.consent(of);
    const gate = beforeNextCommit(() =>
      post("oosterpoort", "/v1/restrictions", { personRef: of.ref, from: new Date().toISOString() }),
    );
    const answered = await send(documents.careOut(of));
    expect(answered.outcome).not.toBe("allow");
    expect(gate.commits()).toBe(2);
    expect(await parcelsOf(answered)).toBe(0);
  });

  it.each([
    {
      name: "a covenant that is suspended",
      path: "/v1/covenants/contractor-repairs",
      body: STANDING,
      code: "CONTRACT_SUSPENDED",
    },
    {
      name: "one party's part of it that is suspended",
      path: "/v1/covenants/contractor-repairs",
      body: { ...STANDING, party: CONTRACTOR },
      code: "CONTRACT_SUSPENDED",
    },
    {
      name: "a recipient that is suspended",
      path: `/v1/parties/${CONTRACTOR}`,
      body: { reason: "incident" },
      code: "PARTNER_UNKNOWN",
    },
  ])("$name gets nothing any more", async ({ path, body, code }) => {
    const outgoing = await someOrder();
    const gate = beforeNextCommit(() => post(OFFICER, `${path}/suspensions`, body));
    const answered = await send(outgoing);
    vi.restoreAllMocks();
    await post(OFFICER, `${path}/resumptions`, body);
    expect(answered.outcome).toBe("deny");
    expect(codes(answered)).toContain(code);
    expect(gate.commits()).toBe(2);
    expect(await parcelsOf(answered)).toBe(0);
  });

  it("a second signal for the same tenant is not sent, though both were read before either was written", async () => {
    const of = await g.newTenant();
    const { exchanges } = g.composed.world;
    const commit = exchanges.commit.bind(exchanges);
    let waiting = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    vi.spyOn(exchanges, "commit").mockImplementation(async (given) => {
      if (++waiting === 2) open();
      await both;
      return commit(given);
    });
    const answers = await Promise.all([
      send(documents.signal(of, newRef("S"))),
      send(documents.signal(of, newRef("S"))),
    ]);
    expect(answers.map(({ outcome }) => outcome).filter((outcome) => outcome === "allow")).toHaveLength(1);
    const second = answers.find(({ outcome }) => outcome !== "allow");
    expect(JSON.stringify(second?.reasons)).toContain("E10");
    expect(waiting).toBe(3);
    expect(await parcelsOf(second as Answered)).toBe(0);
  });

  it("the last place under a limit is given once", async () => {
    const outgoing = await someOrder();
    const { exchanges } = g.composed.world;
    const commit = exchanges.commit.bind(exchanges);
    let waiting = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    vi.spyOn(exchanges, "commit").mockImplementation(async (given) => {
      if (++waiting === 2) open();
      await both;
      return commit(given);
    });
    const answers = await Promise.all([send(outgoing), send(outgoing)]);
    expect(answers.map(({ outcome }) => outcome).sort()).not.toEqual(["allow", "allow"]);
    expect(answers.filter(({ outcome }) => outcome === "allow")).toHaveLength(1);
    expect(codes(answers.find(({ outcome }) => outcome !== "allow") as Answered)).toContain("VOLUME_EXCEEDED");
  });

  it("another person of the same name, day and address makes it about nobody for certain", async () => {
    const help = await g.client("schuldhulp-bergendal");
    const of = await g.newTenant();
    const double = { lastName: of.name.lastName, birthDate: of.birthDate, ...of.address };
    const gate = beforeNextCommit(async () => {
      await g.newTenant({ record: double });
    });
    const answered = await help.ask(documents.balance(of, newRef("K")));
    expect(answered.opened).toBeNull();
    expect(answered.outcome).not.toBe("allow");
    expect(gate.commits()).toBe(2);
    expect(await parcelsOf(answered)).toBe(0);
  });

  it("a person who got another name meanwhile is not told of under the old one", async () => {
    const of = await g.newTenant();
    const renamed = { ...recordOf(of), lastName: `${of.name.lastName}anders`, street: "Elders", postalCode: "1234AB" };
    const row = { personRef: of.ref, record: renamed, facts: {} };
    const gate = beforeNextCommit(async () => {
      const { connection } = await g.client("oosterpoort");
      const bytes = new TextEncoder().encode(`${JSON.stringify(row)}\n`);
      await connection.call({ method: "POST", path: "/v1/subjects", body: { bytes, type: "application/x-ndjson" } });
    });
    const answered = await (await g.client("schuldhulp-bergendal")).ask(documents.balance(of, newRef("K")));
    expect(answered.opened).toBeNull();
    expect(gate.commits()).toBe(2);
    expect(await parcelsOf(answered)).toBe(0);
  });

  it("an erased person is as unknown as one who never was", async () => {
    const [of, ref] = [await g.newTenant(), newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    beforeNextCommit(() => post("oosterpoort", "/v1/erasures", { personRef: of.ref }));
    const answered = await send(documents.repair(of, ref));
    expect(answered.outcome).toBe("deny");
    expect(await parcelsOf(answered)).toBe(0);
  });

  it("what keeps changing is given up after three attempts, and nothing is written", async () => {
    const outgoing = await someOrder();
    const personRef = (outgoing.subjects?.[0] as { personRef: string }).personRef;
    const count = async (): Promise<unknown> =>
      (await g.database.pool.query("SELECT (SELECT count(*) FROM exchange) AS e, (SELECT count(*) FROM parcel) AS p"))
        .rows;
    const before = await count();
    const gate = beforeNextCommit(
      () => post("oosterpoort", "/v1/rectifications", { personRef, field: "gender", pending: false }),
      3,
    );
    const answer = await sendBytes(g, { profile: "oosterpoort", outgoing });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await problemOf(answer)).toMatchObject({ code: "STATE_MOVED", retryable: true });
    expect(gate.commits()).toBe(3);
    expect(await count()).toEqual(before);
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
