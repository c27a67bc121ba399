import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { cosign, formatCheckpoint, signCheckpoint } from "../../src/core/ledger/checkpoint.ts";
import { parseNote } from "../../src/core/ledger/note.ts";
import { gateway, gatewayJson } from "../cli/world.ts";
import {
  entriesOf,
  LOG_VKEY,
  ORIGIN,
  logKey,
  TestLog,
  WITNESS,
  WITNESS_VKEY,
  witnessKey,
} from "../core/ledger/support.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

eachDatabase("Proofs from a running gateway", (under) => {
  let g: RunningGateway;
  let trust: readonly string[];
  beforeAll(async () => {
    g = await runGateway(under);
    trust = ["--vkey", g.composed.world.ledger.vkey];
    await exchange();
  });
  afterAll(() => g.close());

  const file = (name: string): string => path.join(g.dataDir, name);

  async function exchange(): Promise<string> {
    const [of, ref] = [await g.newTenant(), documents.newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    const { exchangeId } = await (await g.client("oosterpoort")).send(documents.repair(of, ref));
    await g.sequenced();
    return exchangeId;
  }

  it("are made for any entry, and hold offline for that entry alone", async () => {
    const [first, second] = [file("first"), file("second")];
    for (const [index, out] of [
      ["0", first],
      ["1", second],
    ] as const) {
      const ran = await gateway(["ledger", "prove", index, "--url", g.url, ...trust, "--out", out]);
      expect(ran).toMatchObject({ exitCode: EXIT.ok, out: `${out}.tlog-proof\n${out}.entry\n` });
    }
    const verify = (proof: string, entry: string) =>
      gatewayJson(["ledger", "verify", `${proof}.tlog-proof`, "--entry", `${entry}.entry`, ...trust]);
    expect(await verify(first, first)).toMatchObject({ exitCode: EXIT.ok, json: { proven: true, index: 0 } });
    expect(await verify(second, second)).toMatchObject({ exitCode: EXIT.ok, json: { proven: true, index: 1 } });
    expect(await verify(first, second)).toMatchObject({
      exitCode: EXIT.broken,
      json: { error: { code: "LEDGER_MISMATCH" } },
    });
    expect((await gateway(["ledger", "verify", `${first}.tlog-proof`, ...trust])).exitCode).toBe(EXIT.usage);
    // Never over something else.
    expect((await gateway(["ledger", "prove", "0", "--url", g.url, ...trust, "--out", first])).exitCode).toBe(
      EXIT.usage,
    );
  });

  it("are made under a checkpoint that was kept, also when the log has grown", async () => {
    const kept = file("kept.checkpoint");
    await writeFile(kept, await (await g.fetch("/checkpoint")).text());
    await exchange();
    const line = ["ledger", "prove", "0", "--url", g.url, ...trust, "--checkpoint", kept];
    const { exitCode, json } = await gatewayJson(line);
    expect(exitCode).toBe(EXIT.ok);
    const size = Number((await readFile(kept, "utf8")).split("\n")[1]);
    expect(json).toMatchObject({ index: 0, checkpoint: { size } });
    expect(
      (await gateway(["ledger", "prove", String(size), "--url", g.url, ...trust, "--checkpoint", kept])).exitCode,
    ).toBe(EXIT.failed);
    const consistent = await gatewayJson(["ledger", "consistency", kept, "--url", g.url, ...trust]);
    expect(consistent).toMatchObject({ exitCode: EXIT.ok, json: { verdict: "extends", older: { size } } });
  });

  it("come with a receipt, which holds offline under the log's key", async () => {
    const receipt = await (await g.client("oosterpoort")).receipt(await exchange(), 5);
    const kept = file("receipt.json");
    await writeFile(kept, JSON.stringify(receipt));
    const verified = await gatewayJson(["ledger", "verify", kept, ...trust]);
    expect(verified).toMatchObject({
      exitCode: EXIT.ok,
      json: { proven: true, kind: "exchange.decided", outcome: "allow" },
    });
    const bare = file("bare.json");
    await writeFile(bare, receipt.receipt);
    expect((await gateway(["ledger", "verify", bare, ...trust])).exitCode).toBe(EXIT.ok);
    await writeFile(bare, receipt.receipt.replace('"allow"', '"deny"'));
    expect((await gateway(["ledger", "verify", bare, ...trust])).exitCode).toBe(EXIT.broken);
    await writeFile(bare, "no receipt");
    expect((await gateway(["ledger", "verify", bare, ...trust])).exitCode).toBe(EXIT.broken);
    expect((await gateway(["ledger", "verify", kept, "--vkey", LOG_VKEY])).exitCode).toBe(EXIT.broken);
  });

  it("are not asked for by an exchange's id, which no log holds", async () => {
    const ran = await gateway(["ledger", "prove", await exchange(), "--url", g.url, ...trust]);
    expect(ran.exitCode).toBe(EXIT.usage);
    expect(ran.err).toContain("receipt get");
  });

  it("shows two histories by the checkpoints alone", async () => {
    const [ours, other] = [file("ours.checkpoint"), file("other.checkpoint")];
    const log = new TestLog().append(entriesOf(700));
    const fork = new TestLog().append(entriesOf(700).with(3, entriesOf(1, 9_000)[0]!));
    await writeFile(ours, log.publish());
    await writeFile(other, fork.publish());
    const own = ["--url", g.url, "--vkey", LOG_VKEY];
    const forked = await gatewayJson(["ledger", "consistency", ours, other, ...own]);
    expect(forked).toMatchObject({ exitCode: EXIT.broken, json: { verdict: "forked" } });
    expect(await gatewayJson(["ledger", "consistency", ours, ours, ...own])).toMatchObject({
      exitCode: EXIT.ok,
      json: { verdict: "same" },
    });
    await writeFile(other, new TestLog().append(entriesOf(600)).publish());
    expect((await gateway(["ledger", "consistency", ours, other, ...own])).exitCode).toBe(EXIT.usage);
  });

  it("shows that the log is smaller than it was", async () => {
    const kept = file("later.checkpoint");
    const before = await (await g.fetch("/checkpoint")).text();
    await exchange();
    const now = await (await g.fetch("/checkpoint")).text();
    await writeFile(kept, now);
    await g.database.pool.query("UPDATE ledger_state SET checkpoint = $1", [before]);
    const found = await gatewayJson(["ledger", "consistency", kept, "--url", g.url, ...trust]);
    await g.database.pool.query("UPDATE ledger_state SET checkpoint = $1", [now]);
    expect(found).toMatchObject({ exitCode: EXIT.broken, json: { verdict: "rolled-back" } });
  });
});

describe("A proof under a policy", () => {
  it("holds with its witness, and no longer than asked", async () => {
    const log = new TestLog().append(entriesOf(5));
    const note = log.publish();
    const seconds = Math.floor(Date.now() / 1000);
    const text = formatCheckpoint({ origin: ORIGIN, size: 5, root: log.grown.root });
    expect(parseNote(note).text).toBe(text);
    const cosigned = note + cosign(text, { name: WITNESS, ...witnessKey, time: seconds - 100 });
    const folder = await mkdtemp(path.join(tmpdir(), "ledger-"));
    const at = (name: string): string => path.join(folder, name);
    for (const [name, data] of log.stored) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), data);
    }
    await writeFile(at("policy"), `log ${LOG_VKEY}\nwitness fg ${WITNESS_VKEY}\nquorum fg\n`);
    await writeFile(at("checkpoint"), signCheckpoint({ origin: ORIGIN, size: 5, root: log.grown.root }, logKey));
    const prove = ["ledger", "prove", "2", "--folder", folder, "--policy", at("policy"), "--out", at("two")];
    expect((await gateway(prove)).exitCode).toBe(EXIT.broken);
    await writeFile(at("checkpoint"), cosigned);
    expect((await gateway(prove)).exitCode).toBe(EXIT.ok);
    const verify = ["ledger", "verify", at("two.tlog-proof"), "--entry", at("two.entry"), "--policy", at("policy")];
    const ran = await gateway(verify);
    expect(ran.exitCode).toBe(EXIT.ok);
    expect(ran.out).toContain(`cosigned by ${WITNESS} at `);
    expect((await gateway([...verify, "--max-age", "3600"])).exitCode).toBe(EXIT.ok);
    expect((await gateway([...verify, "--max-age", "10"])).exitCode).toBe(EXIT.broken);
    await rm(folder, { recursive: true });
  });
});
