import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExchangeId } from "../../src/core/ids.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import { gatewayJson } from "../cli/world.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTS } from "../support/pretend-world.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const WATCH_MS = 1_100;

eachDatabase("The catalogue, on which every covenant rests", (under) => {
  let g: RunningGateway;
  let contractsDir: string;
  beforeAll(async () => {
    contractsDir = await mkdtemp(path.join(tmpdir(), "catalogue-"));
    await cp(CONTRACTS, contractsDir, { recursive: true });
    g = await runGateway(under, { contractsDir });
  });
  afterAll(async () => {
    await g.close();
    await rm(contractsDir, { recursive: true, force: true });
  });

  const inFolder = (name: string): string => path.join(contractsDir, name);
  const signal = async (): Promise<{ exchangeId: ExchangeId; outcome: string }> => {
    const client = await g.client("oosterpoort");
    return (await client.send(documents.signal(await g.newTenant(), newRef("S")))) as never;
  };
  /** The catalogue that the record of a decision names. */
  async function catalogueOf(exchangeId: ExchangeId): Promise<unknown> {
    const found = await g.composed.world.recorded.find(exchangeId);
    return (JSON.parse(found?.record ?? "{}") as { readonly catalogue?: unknown }).catalogue;
  }
  async function activations(): Promise<readonly string[]> {
    const { rows } = await g.database.pool.query<{ header: Uint8Array }>(
      "SELECT header FROM ledger_opening ORDER BY entry_id",
    );
    return rows
      .map(({ header }) => parseHeader(header))
      .flatMap((header) => (header.kind === "catalogue.activated" ? [header.sha256] : []));
  }
  async function alerts(): Promise<readonly string[]> {
    const { items } = (await (await g.client("staff-privacy-officer")).get("/v1/alerts?limit=100")) as {
      readonly items: readonly { readonly reason: { readonly code: string } }[];
    };
    return items.map(({ reason }) => reason.code).filter((code) => code.startsWith("CATALOGUE"));
  }

  it("is changed by nobody unseen: unpublished it is not taken up, published it is in the ledger and in every record", async () => {
    const before = await signal();
    const [first] = await activations();
    expect(await catalogueOf(before.exchangeId)).toBe(first);

    const facts = await readFile(inFolder("facts.yaml"), "utf8");
    await writeFile(inFolder("facts.yaml"), facts.replace(/(signalRefused: .*from: )register/, "$1data"));
    const list = await readFile(inFolder("published.json"), "utf8");
    await writeFile(inFolder("published.json"), `${list}\n`);
    g.clock.move(WATCH_MS);
    expect(await catalogueOf((await signal()).exchangeId)).toBe(first);
    expect(await alerts()).toEqual(["CATALOGUE_ALTERED"]);

    const publish = (...more: readonly string[]) =>
      gatewayJson(["catalogue", "publish", "--contracts", contractsDir, ...more]);
    expect(await publish()).toMatchObject({ exitCode: 10, json: { widens: true, published: false } });
    const { json } = await publish("--yes");
    const { hash } = json as { readonly hash: string };
    g.clock.move(WATCH_MS);
    expect(await catalogueOf((await signal()).exchangeId)).toBe(hash);
    expect(await activations()).toEqual([first, hash]);
    expect([...(await alerts())].sort()).toEqual(["CATALOGUE_ALTERED", "CATALOGUE_CHANGED"]);
    expect(await g.audit()).toMatchObject({ findings: [] });
  });
});
