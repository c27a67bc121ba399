import { afterAll, beforeAll, expect, it } from "vitest";
import type { Outgoing } from "../../src/client/types.ts";
import { parseExchangeId } from "../../src/core/ids.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import type { ExchangeView, Page } from "../../src/exchange/views.ts";
import { nameAndAddress, type Tenant } from "../../src/sandbox/tenants.ts";
import { readCells } from "../support/cells.ts";
import { eachDatabase } from "../support/databases.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const SECRET = "Rook uit de woning, niemand doet open";
/** Somebody's number has no business in a reason (Annex B). */
const WITH_BSN = `${SECRET}; BSN 123456782`;
const OFFICERS = ["staff-privacy-officer", "staff-deputy"];

const emergency = (of: Tenant, reason: string): Outgoing => ({
  covenant: "vital-emergency",
  purpose: "vital-emergency",
  direction: "out",
  to: "brandweer",
  actor: "person:jansen",
  subjects: [{ role: "tenant", personRef: of.ref }],
  data: { ...nameAndAddress(of), emergencyReason: reason },
});

eachDatabase("The reason of an emergency", (under) => {
  let g: RunningGateway;
  let of: Tenant;
  let id: string;
  beforeAll(async () => {
    g = await runGateway(under);
    of = await g.newTenant();
    const sent = await (await g.client("oosterpoort")).send(emergency(of, WITH_BSN));
    expect(sent.outcome).toBe("allow");
    id = sent.exchangeId;
  });
  afterAll(() => g.close());

  const seenBy = async (who: string): Promise<ExchangeView> =>
    (await (await g.client(who)).get(`/v1/exchanges/${id}`)) as ExchangeView;
  async function looks(): Promise<number> {
    const { rows } = await g.database.pool.query<{ header: Uint8Array }>("SELECT header FROM ledger_opening");
    return rows.filter(({ header }) => parseHeader(header).kind === "value.revealed").length;
  }

  it.each(OFFICERS)("is told to %s, without a citizen service number, and each look is in the ledger", async (who) => {
    const before = await looks();
    const { emergencyReason } = await seenBy(who);
    expect(emergencyReason).toContain(SECRET);
    expect(emergencyReason).not.toContain("123456782");
    expect(await looks()).toBe(before + 1);
  });

  it.each(["oosterpoort", "staff-fg", "brandweer"])("is not told to %s, and nothing is recorded", async (who) => {
    const before = await looks();
    expect(await seenBy(who)).not.toHaveProperty("emergencyReason");
    expect(await looks()).toBe(before);
  });

  it("is in no list, not even an officer's", async () => {
    const { items } = (await (
      await g.client("staff-privacy-officer")
    ).get("/v1/exchanges?limit=100")) as Page<ExchangeView>;
    expect(items.map(({ exchangeId }) => exchangeId)).toContain(id);
    expect(JSON.stringify(items)).not.toContain(SECRET);
  });

  it("stands nowhere in plain text, neither in the database nor in the log", async () => {
    const cells = (await readCells(g)).filter(({ text }) => text.includes("niemand doet open"));
    expect(new Set(cells.map(({ at }) => at))).toEqual(new Set(["public.decision_record.sealed opened"]));
    expect(g.logLines.join("\n")).not.toContain("niemand doet open");
  });

  it("is not kept where nothing was let through", async () => {
    const machine = { ...emergency(of, SECRET), actor: "system:alarm" };
    const { outcome, exchangeId } = await (await g.client("oosterpoort")).send(machine);
    expect(outcome).toBe("deny");
    const view = await (await g.client("staff-privacy-officer")).get(`/v1/exchanges/${exchangeId}`);
    expect(view).not.toHaveProperty("emergencyReason");
    const kept = await g.composed.world.recorded.find(parseExchangeId(exchangeId));
    expect(kept?.record).not.toContain("niemand doet open");
  });

  it("goes with the person who is erased", async () => {
    await g.post("/v1/erasures", { personRef: of.ref });
    expect(await seenBy("staff-privacy-officer")).not.toHaveProperty("emergencyReason");
  });
});
