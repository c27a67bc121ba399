import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

eachDatabase("A change of the register that is sent again", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterEach(() => void vi.restoreAllMocks());
  afterAll(() => g.close());

  const KEY = "0193e5a2-4f3e-7c11-8a22-0123456789ab";
  async function relate(body: object): Promise<Response> {
    return g.fetch("/v1/relations", {
      method: "POST",
      headers: {
        "authorization": `Bearer ${await g.token("oosterpoort")}`,
        "content-type": "application/json",
        "idempotency-key": KEY,
      },
      body: JSON.stringify(body),
    });
  }

  it("after its gateway died between the change and the answer, is the same row", async () => {
    const { ref: personRef } = await g.newTenant();
    const body = { personRef, kind: "order", party: CONTRACTOR, ref: newRef("R"), from: "2026-11-01T00:00:00Z" };
    const { idempotency } = g.composed.services;
    vi.spyOn(idempotency, "finish").mockRejectedValueOnce(new GatewayError("DATABASE_UNAVAILABLE", "gone"));
    expect((await relate(body)).status).toBe(503);
    // Its claim is not given up before a minute is over.
    expect((await relate(body)).status).toBe(409);
    await g.moveTo(new Date(g.composed.world.now() + 61_000).toISOString());
    const first = await relate(body);
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    const { id } = (await first.json()) as { id: string };
    const second = await relate(body);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await second.json()).toMatchObject({ id });
    const { rows } = await g.database.pool.query("SELECT id FROM relation WHERE octet_length(ref_digest) > 0");
    expect(rows).toEqual([{ id }]);
    const entries = await g.database.pool.query("SELECT 1 FROM ledger_opening WHERE kind = 'relation.opened'");
    expect(entries.rows).toHaveLength(1);
  });

  it("means the same reference however it is spelt, in the register and in documents", async () => {
    const own = await g.client("oosterpoort");
    const of = await g.newTenant();
    const ref = newRef("Zoë");
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref: ` ${ref.normalize("NFD")} ` });
    const limited = documents.repair(of, ref.normalize("NFD"));
    expect((await own.send(limited)).outcome).toBe("allow");
    const again = await own.send(documents.repair(of, ` ${ref}`));
    expect(again.outcome).not.toBe("allow");
    expect(again.reasons.map(({ code }) => code)).toContain("VOLUME_EXCEEDED");
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
