import { afterAll, beforeAll, expect, it } from "vitest";
import { documentOf } from "../../src/client/document.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { encode, post, sealed } from "../support/wire.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const traceparent = `00-${TRACE}-${PARENT}-00`;

eachDatabase("The trace of an exchange", (under) => {
  let g: RunningGateway;
  beforeAll(async () => void (g = await runGateway(under)));
  afterAll(() => g.close());

  async function repair(): Promise<Uint8Array> {
    const [of, ref] = [await g.newTenant(), newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    return sealed(g, "oosterpoort", encode(documentOf(await g.profile("oosterpoort"), documents.repair(of, ref))));
  }
  async function kept(exchangeId: string): Promise<object | undefined> {
    const text = "SELECT trace_id, span_id, parent_span_id, end_span_id FROM exchange WHERE id = $1";
    return (await g.database.pool.query<object>(text, [exchangeId])).rows[0];
  }

  it("is its sender's, kept and told to both sides, and stays so when it is sent again under another", async () => {
    const message = await repair();
    const first = await post(g, { profile: "oosterpoort", message, headers: { traceparent } });
    const { exchangeId, trace } = (await first.json()) as { exchangeId: string; trace: { spanId: string } };
    expect(trace).toEqual({ traceId: TRACE, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
    expect(trace.spanId).not.toBe(PARENT);
    expect(first.headers.get("traceparent")).toBe(`00-${TRACE}-${trace.spanId}-00`);
    const row = { trace_id: TRACE, span_id: trace.spanId, parent_span_id: PARENT, end_span_id: null };
    expect(await kept(exchangeId)).toEqual(row);
    const other = { traceparent: traceparent.replace(TRACE, TRACE.replace("0af", "fa0")) };
    const again = await post(g, { profile: "oosterpoort", message, headers: other });
    expect(again.headers.get("traceparent")).toBe(first.headers.get("traceparent"));
    const seen = await (await g.client(CONTRACTOR)).get(`/v1/exchanges/${exchangeId}`);
    expect(seen).toMatchObject({ trace });
    expect(JSON.stringify(seen)).not.toContain(PARENT);
  });

  it("begins here where the sender's is malformed", async () => {
    const answer = await post(g, {
      profile: "oosterpoort",
      message: await repair(),
      headers: { traceparent: `ff-${TRACE}-${PARENT}-00` },
    });
    expect(answer.status).toBe(201);
    const { exchangeId, trace } = (await answer.json()) as { exchangeId: string; trace: { traceId: string } };
    expect(trace.traceId).not.toBe(TRACE);
    expect(await kept(exchangeId)).toMatchObject({ trace_id: trace.traceId, parent_span_id: null });
  });

  it("goes on when a hold ends, in a step after its own", async () => {
    const of = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    const office = await g.client("oosterpoort");
    const { exchangeId, outcome, trace } = await office.send(documents.handOver(of, newRef("D")));
    expect(outcome).toBe("hold");
    const text = "SELECT id FROM hold WHERE exchange_id = $1";
    const holdId = (await g.database.pool.query<{ id: string }>(text, [exchangeId])).rows[0]?.id ?? "";
    await (
      await g.client("staff-collections-lead")
    ).post(`/v1/holds/${holdId}/approvals`, { reason: "gezien", drop: [] });
    const ended = await kept(exchangeId);
    expect(ended).toMatchObject({ trace_id: trace.traceId, span_id: trace.spanId });
    expect(ended).toHaveProperty("end_span_id", expect.stringMatching(/^(?!0{16})[0-9a-f]{16}$/));
    expect(ended).not.toHaveProperty("end_span_id", trace.spanId);
    expect(await office.get(`/v1/exchanges/${exchangeId}`)).toMatchObject({ outcome: "allow", trace });
  });
});
