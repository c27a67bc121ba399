import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCataloguePublication, recordCatalogue } from "../../src/adapters/contracts/catalogue-publication.ts";
import { sha256Of } from "../../src/core/hash.ts";
import { parseHeader } from "../../src/core/ledger/header.ts";
import { signDetached } from "../../src/openpgp/detached.ts";
import type { ExchangeView } from "../../src/exchange/views.ts";
import { gatewayJson } from "../cli/world.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTS, pretendInstallation } from "../support/pretend-world.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const COVENANT = "bergendal-early-signal";
const V1 = `covenants/${COVENANT}/v1.yaml`;
const V2 = `covenants/${COVENANT}/v2.yaml`;
const WATCH_MS = 1_100;

interface Published {
  readonly published: boolean;
  readonly widens: boolean;
  readonly findings: readonly { readonly code: string }[];
}

eachDatabase("A covenant widened by one field", (under) => {
  let g: RunningGateway;
  let contractsDir: string;
  beforeAll(async () => {
    contractsDir = await mkdtemp(path.join(tmpdir(), "widened-"));
    await cp(CONTRACTS, contractsDir, { recursive: true });
    // The purpose has to allow more than its covenants take, or none of them could be widened at all.
    const purposes = await readFile(fileOf("purposes.yaml"), "utf8");
    const most = "caseRef, arrearsAmount, arrearsMonths]";
    await writeFile(fileOf("purposes.yaml"), purposes.replace(most, most.replace("]", ", birthDate]")));
    await recordCatalogue(contractsDir, (await readCataloguePublication(contractsDir)).hash);
    g = await runGateway(under, { contractsDir });
  });
  afterAll(async () => {
    await g.close();
    await rm(contractsDir, { recursive: true, force: true });
  });

  const fileOf = (name: string): string => path.join(contractsDir, name);
  const signal = async (): Promise<ExchangeView> => {
    const { exchangeId } = await (
      await g.client("oosterpoort")
    ).send(documents.signal(await g.newTenant(), newRef("S")));
    return (await (await g.client("staff-privacy-officer")).get(`/v1/exchanges/${exchangeId}`)) as ExchangeView;
  };
  const birthDateOf = ({ fields }: ExchangeView) => fields.find(({ field }) => field === "birthDate")?.verdict;

  async function sign(party: string): Promise<void> {
    const { openpgp } = await g.profile(party);
    const armored = await signDetached({
      bytes: await readFile(fileOf(V2)),
      signWith: openpgp!,
      now: g.clock.now(),
    });
    await writeFile(fileOf(`covenants/${COVENANT}/v2.${party}.asc`), armored);
  }

  async function publish(...more: readonly string[]): Promise<{ readonly exitCode: number } & Published> {
    const { folder } = await pretendInstallation();
    const line = ["contract", "publish", `${COVENANT}@2`, "--contracts", contractsDir, "--sandbox", folder, ...more];
    const { exitCode, json } = await gatewayJson(line);
    return { exitCode, ...(json as Published) };
  }

  async function activations(): Promise<readonly object[]> {
    const { rows } = await g.database.pool.query<{ header: Uint8Array }>("SELECT header FROM ledger_opening");
    return rows
      .map(({ header }) => parseHeader(header))
      .flatMap((header) =>
        header.kind === "covenant.activated" && header.covenant.id === COVENANT ? [header.covenant] : [],
      );
  }

  it("is told, refused without both signatures, and after both released by the next exchange and in the ledger", async () => {
    const before = await signal();
    expect(before).toMatchObject({ outcome: "allow", covenant: { version: 1 } });
    expect(birthDateOf(before)).toBe("withheld");

    const text = await readFile(fileOf(V1), "utf8");
    const widened = text
      .replace("version: 1", "version: 2")
      .replace("from: 2026-01-01", "from: 2026-11-24")
      .replace('      - "@contact"\n', '      - "@contact"\n      - birthDate\n');
    await writeFile(fileOf(V2), widened);
    const versions = [`${COVENANT}@1`, `${COVENANT}@2`];
    const diff = await gatewayJson(["contract", "diff", ...versions, "--contracts", contractsDir]);
    expect(diff).toMatchObject({ exitCode: 10, json: { widens: true } });
    const { changes } = diff.json as { readonly changes: readonly object[] };
    expect(changes).toContainEqual(expect.objectContaining({ reach: "wider", what: "field", name: "birthDate" }));

    const officer = path.join(g.dataDir, "profiles", "staff-privacy-officer.json");
    const simulate = ["contract", "simulate", `${COVENANT}@2`, "--contracts", contractsDir, "--profile", officer];
    expect(await gatewayJson(simulate)).toMatchObject({
      exitCode: 10,
      json: {
        judged: 1,
        changed: 1,
        changes: { widened: 1 },
        fields: [{ field: "birthDate", before: "withheld", after: "released", count: 1 }],
        examples: [{ exchangeId: before.exchangeId, change: "widened", fields: ["birthDate"] }],
      },
    });

    const list = await readFile(fileOf("published.json"), "utf8");
    expect((await publish("--yes")).findings).toContainEqual(expect.objectContaining({ code: "VALIDITY_TAKES_OVER" }));
    const takingOver = (...more: readonly string[]) => publish("--take-over", ...more);
    const codes = async () => (await takingOver("--yes")).findings.map(({ code }) => code);
    expect(await codes()).toEqual(["SIGNATURE_MISSING", "SIGNATURE_MISSING"]);
    await sign("oosterpoort");
    expect(await codes()).toEqual(["SIGNATURE_MISSING"]);
    await sign("gemeente-bergendal");
    expect(await takingOver()).toMatchObject({ exitCode: 10, published: false, widens: true, findings: [] });
    g.clock.move(WATCH_MS);
    expect(await readFile(fileOf("published.json"), "utf8")).toBe(list);
    expect(birthDateOf(await signal())).toBe("withheld");

    expect(await takingOver("--yes")).toMatchObject({ exitCode: 0, published: true });
    g.clock.move(WATCH_MS);
    const after = await signal();
    expect(after).toMatchObject({ outcome: "allow", covenant: { version: 2, hash: sha256Of(Buffer.from(widened)) } });
    expect(birthDateOf(after)).toBe("released");
    expect(await activations()).toEqual([
      { id: COVENANT, version: 1, hash: sha256Of(Buffer.from(text)) },
      { id: COVENANT, version: 2, hash: sha256Of(Buffer.from(widened)) },
    ]);
    expect((await publish("--yes")).findings.map(({ code }) => code)).toContain("PUBLISHED_ALREADY");
    expect(await g.audit()).toMatchObject({ findings: [] });
  });

  describe("and then a changed byte", () => {
    it.each([
      { name: "of the file alone", publishAs: null },
      { name: "of the file and its digest, signed anew by both", publishAs: V2 },
    ])("$name is not taken up: what was in force stays so, and an alert says where to look", async ({ publishAs }) => {
      await writeFile(fileOf(V2), `${await readFile(fileOf(V2), "utf8")}\n`);
      for (const party of ["oosterpoort", "gemeente-bergendal"]) await sign(party);
      const list = JSON.parse(await readFile(fileOf("published.json"), "utf8")) as object;
      const digest = publishAs === null ? {} : { [publishAs]: sha256Of(await readFile(fileOf(publishAs))) };
      g.logLines.length = 0;
      await writeFile(fileOf("published.json"), JSON.stringify({ ...list, ...digest }));
      g.clock.move(WATCH_MS);
      expect(birthDateOf(await signal())).toBe("released");
      const line = g.logLines
        .map((each) => JSON.parse(each) as object)
        .find((each) => JSON.stringify(each).includes("not-taken-up"));
      expect(JSON.stringify(line)).toContain(`${V2}:1`);
      const alerts = (await (await g.client("staff-privacy-officer")).get("/v1/alerts?limit=100")) as {
        readonly items: readonly { readonly reason: { readonly code: string } }[];
      };
      expect(alerts.items.filter(({ reason }) => reason.code === "COVENANT_ALTERED")).toHaveLength(1);
      expect(await activations()).toHaveLength(2);
    });
  });
});
