import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { sendBytes } from "../support/wire.ts";

const HELP = "schuldhulp-bergendal";

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly traceparent: string | undefined;
  readonly personRef: string;
  readonly fields: readonly string[];
}

/** The back office's own system, on a port of its own. */
interface Source {
  readonly url: string;
  readonly asked: Asked[];
  /** What it answers next. */
  answer: { readonly status: number; readonly body: unknown };
  close(): Promise<void>;
}

async function startSource(): Promise<Source> {
  const source: Omit<Source, "url" | "close"> = { asked: [], answer: { status: 200, body: {} } };
  const server: Server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { personRef, fields } = JSON.parse(body.toString()) as Pick<Asked, "personRef" | "fields">;
      const { authorization, traceparent } = request.headers as Record<string, string | undefined>;
      source.asked.push({ url: request.url ?? "", authorization, traceparent, personRef, fields });
      response.writeHead(source.answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(source.answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(source, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

eachDatabase("A question that a source of the corporation answers", (under) => {
  let g: RunningGateway;
  let source: Source;
  let folder: string;

  beforeAll(async () => {
    source = await startSource();
    folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-source-"));
    await writeFile(path.join(folder, "token"), "a-token-of-the-source\n");
    const sources = [
      {
        name: "rent-ledger",
        clauses: ["debt-assistance/pull/saldoverzoek"],
        baseUrl: source.url,
        path: "/tenants/query",
        auth: { kind: "bearer", tokenFile: path.join(folder, "token") },
        timeoutMs: 2_000,
        fields: {
          arrearsAmount: "/balance/open",
          collectionCosts: "/balance/costs",
          tenancyNumber: "/tenancy",
          claimSpecification: "/claims",
          birthDate: "/born",
        },
      },
    ];
    const sourcesFile = path.join(folder, "sources.json");
    await writeFile(sourcesFile, JSON.stringify(sources));
    g = await runGateway(under, { sourcesFile });
  });
  beforeEach(() => void (source.asked.length = 0));
  afterAll(async () => {
    await g.close();
    await source.close();
    await rm(folder, { recursive: true });
  });

  const ask = ["arrearsAmount", "collectionCosts", "paymentHistory", "birthDate"];
  const entriesOf = async (exchangeId: string): Promise<number> => {
    const { rows } = await g.database.pool.query("SELECT 1 FROM ledger_opening WHERE exchange_id = $1", [exchangeId]);
    return rows.length;
  };

  it("asks it for what the decision may release and nothing else, the person in the body", async () => {
    const of = await g.newTenant();
    source.answer = {
      status: 200,
      body: {
        balance: { open: 1234.5, costs: 40, secret: "x" },
        tenancy: "HO-9",
        born: "1970-01-01",
        bsn: "123456782",
      },
    };
    const { opened, outcome, trace } = await (await g.client(HELP)).ask({ ...documents.balance(of, newRef("K")), ask });
    expect(outcome).toBe("allow");
    expect(opened?.data).toMatchObject({ arrearsAmount: 1234.5, collectionCosts: 40 });
    expect(JSON.stringify(opened)).not.toMatch(/1970-01-01|HO-9|123456782|secret/);
    expect(source.asked).toEqual([
      {
        url: "/tenants/query",
        authorization: "Bearer a-token-of-the-source",
        traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
        personRef: of.ref,
        fields: ["arrearsAmount", "collectionCosts"],
      },
    ]);
  });

  it("asks nothing about somebody whom the register does not know, or when the question is refused", async () => {
    const of = await g.newTenant();
    const stranger = { ...of, name: { ...of.name, lastName: "Niemandsen" } };
    const help = await g.client(HELP);
    expect((await help.ask({ ...documents.balance(stranger, newRef("K")), ask })).outcome).toBe("deny");
    const officer = await g.client("staff-privacy-officer");
    const standing = { version: 1, reason: "incident" };
    await officer.post("/v1/covenants/bergendal-debt-help/suspensions", standing);
    expect((await help.ask({ ...documents.balance(of, newRef("K")), ask })).outcome).toBe("deny");
    await officer.post("/v1/covenants/bergendal-debt-help/resumptions", standing);
    expect(source.asked).toEqual([]);
  });

  it("says that it may be asked again when the source is down, with an entry, and then answers", async () => {
    const of = await g.newTenant();
    source.answer = { status: 500, body: { detail: `${of.ref} cannot be loaded` } };
    const outgoing = { ...documents.balance(of, newRef("K")), ask, direction: "pull" as const };
    const answer = await sendBytes(g, { profile: HELP, outgoing });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("retry-after")).toBe("60");
    const said = (await answer.json()) as { exchangeId: string; reasons: { code: string }[]; retryable: boolean };
    expect(said).toMatchObject({ outcome: "deny", retryable: true, code: "EXCHANGE_DENIED" });
    expect(said.reasons.map(({ code }) => code)).toEqual(["SOURCE_UNAVAILABLE"]);
    expect(await entriesOf(said.exchangeId)).toBe(1);
    source.answer = { status: 200, body: { balance: { open: 5 } } };
    const { opened } = await (await g.client(HELP)).ask({ ...outgoing });
    expect(opened?.data).toMatchObject({ arrearsAmount: 5 });
  });

  it("leaves nothing of the source's words in the log, and a ledger in which an auditor finds nothing", async () => {
    expect(g.logLines.join("")).not.toMatch(/cannot be loaded|T-2\d{3}|1234\.5/);
    expect((await g.audit()).findings).toEqual([]);
  });
});
