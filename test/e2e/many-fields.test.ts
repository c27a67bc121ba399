import { afterAll, beforeAll, expect, it } from "vitest";
import type { Data } from "../../src/core/document/types.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { problemOf, sendBytes } from "../support/wire.ts";

eachDatabase("A document with very many fields that nobody agreed", (under) => {
  let g: RunningGateway;
  beforeAll(async () => {
    g = await runGateway(under);
  });
  afterAll(() => g.close());

  const extra = (count: number): Data =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`extra${String(at).padStart(3, "0")}`, "x"]));
  const send = (count: number): Promise<Response> =>
    sendBytes(g, { profile: "entree", outgoing: documents.registration(newRef("E"), extra(count)) });
  const alerts = async (): Promise<readonly { level: string; reason: string }[]> =>
    (await g.database.pool.query<{ level: string; reason: string }>("SELECT level, reason FROM alert")).rows;

  it("gets a verdict on each, and raises one alert", async () => {
    const answer = await send(280);
    expect(answer.status).toBe(201);
    const { fields } = (await answer.json()) as { fields: readonly { field: string; verdict: string }[] };
    expect(fields.filter(({ field }) => field.startsWith("extra"))).toHaveLength(280);
    const names = Array.from({ length: 10 }, (_, at) => `extra00${at}`).join(",");
    const raised = (await alerts()).filter(({ reason }) => reason.includes("extra"));
    const reason = expect.stringMatching(new RegExp(`^FIELD_STRIPPED\\(${names},\\+27\\d\\)$`)) as string;
    expect(raised).toEqual([{ level: "info", reason }]);
  });

  it("is refused beyond three hundred, and leaves no alert", async () => {
    const before = await alerts();
    expect(await problemOf(await send(301))).toMatchObject({ status: 400, code: "DOCUMENT_INVALID", at: "data" });
    expect(await alerts()).toEqual(before);
  });
});
