import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { lockFolder } from "../../src/adapters/database/folder-lock.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { gateway, gatewayJson } from "../cli/world.ts";
import { strangerKey } from "../core/ledger/support.ts";
import { formatVkey } from "../../src/core/ledger/note-key.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { ORIGIN, runGateway, type RunningGateway } from "../support/running-gateway.ts";

eachDatabase("gateway ledger audit", (under) => {
  let g: RunningGateway;
  let vkey: string;
  let trust: readonly string[];
  beforeAll(async () => {
    g = await runGateway(under);
    ({ vkey } = g.composed.world.ledger);
    trust = ["--url", g.url, "--vkey", vkey];
  });
  afterAll(() => g.close());

  async function exchange(): Promise<void> {
    const [of, ref] = [await g.newTenant(), documents.newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    await (await g.client("oosterpoort")).send(documents.repair(of, ref));
    await g.sequenced();
  }
  const file = (name: string): string => path.join(g.dataDir, name);
  const sql = (text: string, values: unknown[] = []) => g.database.pool.query(text, values);

  /** Changes the first tile of leaf hashes, audits, and puts it back. */
  async function withTile(change: string, restore: string): ReturnType<typeof gatewayJson> {
    const { rows } = await sql("SELECT n, width, data FROM ledger_tile WHERE level = 0 ORDER BY n, width DESC");
    const tile = rows[0] as { n: string; width: number; data: Buffer };
    await sql(change, [tile.n, tile.width]);
    try {
      return await gatewayJson(["ledger", "audit", ...trust]);
    } finally {
      await sql(restore, [tile.n, tile.width, tile.data]);
    }
  }

  beforeEach(exchange);

  it("says in one line what it found, and shows no bar where nobody looks", async () => {
    const ran = await gateway(["ledger", "audit", ...trust]);
    expect(ran).toMatchObject({ exitCode: EXIT.ok, err: "" });
    expect(ran.out).toMatch(/^✓ \d+ entries, no gaps, root [0-9a-f]{16}…, signed by [^\n]+\n$/);
    expect(ran.out).toContain(ORIGIN);
    const seen = await gateway(["ledger", "audit", ...trust], { errIsTerminal: true });
    expect(seen.err).toContain("entries");
    expect(seen.err.endsWith("\r\u001b[K")).toBe(true);
  });

  it("gives the same as one object", async () => {
    const { size } = await g.audit().then(({ entries }) => ({ size: entries }));
    const { exitCode, json } = await gatewayJson(["ledger", "audit", ...trust]);
    expect(exitCode).toBe(EXIT.ok);
    expect(json).toEqual({
      v: 1,
      whole: true,
      entries: size,
      checkpoint: { origin: ORIGIN, size, root: expect.stringMatching(/^[0-9a-f]{64}$/) as string, cosignatures: [] },
      compared: 0,
      findings: [],
      why: null,
    });
  });

  it("keeps what it saw, and shows by it that entries were taken away", async () => {
    const keep = file("seen.checkpoint");
    const line = ["ledger", "audit", ...trust, "--keep", keep];
    expect((await gateway(line)).exitCode).toBe(EXIT.ok);
    const first = await readFile(keep, "utf8");
    expect(first).toBe(await (await g.fetch("/checkpoint")).text());
    await exchange();
    expect(await gatewayJson(line)).toMatchObject({ exitCode: EXIT.ok, json: { compared: 1 } });
    const newest = await readFile(keep, "utf8");
    expect(newest).not.toBe(first);
    // The database of yesterday, put back.
    await sql("UPDATE ledger_state SET checkpoint = $1", [first]);
    const rolledBack = await gatewayJson(line);
    await sql("UPDATE ledger_state SET checkpoint = $1", [newest]);
    expect(rolledBack).toMatchObject({
      exitCode: EXIT.broken,
      json: { whole: false, findings: [{ code: "ROLLED_BACK", at: "kept/0" }] },
    });
    expect(await readFile(keep, "utf8")).toBe(newest);
  });

  it("finds a tile that was edited or taken away", async () => {
    const edited = await withTile(
      "UPDATE ledger_tile SET data = set_byte(data, 3, get_byte(data, 3) # 1) WHERE level = 0 AND n = $1 AND width = $2",
      "UPDATE ledger_tile SET data = $3 WHERE level = 0 AND n = $1 AND width = $2",
    );
    expect(edited).toMatchObject({ exitCode: EXIT.broken, json: { findings: [{ code: "TILE_DIFFERS" }] } });
    const gone = await withTile(
      "DELETE FROM ledger_tile WHERE level = 0 AND n = $1 AND width = $2",
      "INSERT INTO ledger_tile (level, n, width, data) VALUES (0, $1, $2, $3)",
    );
    expect(gone).toMatchObject({ exitCode: EXIT.broken, json: { findings: [{ code: "TILE_MISSING" }] } });
    expect((await gateway(["ledger", "audit", ...trust])).exitCode).toBe(EXIT.ok);
  });

  it("trusts no other key, and says which of the two it was", async () => {
    const foreign = formatVkey({ name: ORIGIN, type: 1, publicKey: strangerKey.publicKey });
    const ran = await gateway(["ledger", "audit", "--url", g.url, "--vkey", foreign]);
    expect(ran.exitCode).toBe(EXIT.broken);
    expect(ran.out).toContain("CHECKPOINT_REFUSED");
    expect(ran.out).toContain("lacks the log's signature");
  });

  it("asks for the witnesses of a policy, and reads its address there", async () => {
    const policy = file("ledger.policy");
    await writeFile(policy, `log ${vkey} ${g.url}\nquorum none\n`);
    expect((await gateway(["ledger", "audit", "--policy", policy])).exitCode).toBe(EXIT.ok);
    const stale = await gateway(["ledger", "audit", "--policy", policy, "--max-age", "60"]);
    expect(stale.exitCode).toBe(EXIT.broken);
    await writeFile(policy, `log ${vkey} ${g.url}\nquorum nobody\n`);
    const malformed = await gateway(["ledger", "audit", "--policy", policy]);
    expect(malformed.exitCode).toBe(EXIT.usage);
    expect(malformed.err).toContain("line 2");
  });

  it("reads the database itself, and says what to do while a gateway has it", async () => {
    const connection: unknown = Reflect.get(g.database.pool.options, "connectionString");
    if (typeof connection === "string") {
      const told = { env: { DATABASE_URL: connection } };
      const line = ["ledger", "audit", "--database", "--vkey", vkey];
      expect(await gatewayJson(line, told)).toMatchObject({ exitCode: EXIT.ok, json: { whole: true } });
    }
    const env = { GATEWAY_DATA_DIR: g.dataDir };
    const line = ["ledger", "audit", "--database", "--vkey", vkey];
    expect((await gateway(line, { env: { GATEWAY_DATA_DIR: file("nowhere") } })).exitCode).toBe(EXIT.usage);
    await mkdir(file("database"), { recursive: true });
    const unlock = await lockFolder(file("database"));
    const ran = await gateway(line, { env });
    await unlock();
    expect(ran.exitCode).toBe(EXIT.failed);
    expect(ran.err).toContain("--url");
  });

  it("is asked for one log under one trust", async () => {
    for (const line of [
      ["--url", g.url],
      [...trust, "--folder", "x"],
      ["--vkey", vkey],
      ["--url", "gateway", "--vkey", vkey],
      ["--url", g.url, "--vkey", "x"],
      [...trust, "--max-age", "soon"],
    ]) {
      expect({ line, exitCode: (await gateway(["ledger", "audit", ...line])).exitCode }).toEqual({
        line,
        exitCode: EXIT.usage,
      });
    }
  });

  it("ends with 5 when nothing answers", async () => {
    expect((await gateway(["ledger", "audit", "--url", "http://127.0.0.1:1", "--vkey", vkey])).exitCode).toBe(
      EXIT.network,
    );
  });
});
