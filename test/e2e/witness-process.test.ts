import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logOf } from "../../src/adapters/database/sequencer.ts";
import { openCheckpoint } from "../../src/core/ledger/checkpoint.ts";
import { openUnderPolicy } from "../../src/core/ledger/open-under-policy.ts";
import { parsePolicy, type LedgerPolicy } from "../../src/core/ledger/policy.ts";
import { parseProof } from "../../src/core/ledger/proof.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { pretendInstallation } from "../support/pretend-world.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { ORIGIN, runGateway, type RunningGateway } from "../support/running-gateway.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NAME = "fg.corporatie.example/witness";
/** The gateway's back-off after a witness that was silent, and a busy machine. */
const CATCHES_UP = { timeout: 60_000, interval: 200 };

/** The `gateway` command as a process of its own. */
function command(folder: string, line: readonly string[]): ChildProcess {
  const args = ["src/cli/main.ts", "witness", ...line, "--folder", path.join(folder, "witness")];
  return spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, GATEWAY_PASSPHRASE: "een-getuige-apart" } });
}

async function toTheEnd(child: ChildProcess): Promise<string> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`it ended with ${String(code)}: ${err}`);
  return out.trim();
}

/** Resolves when it listens. */
async function serve(folder: string, port: number): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = command(folder, ["serve", "--port", String(port)]);
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
      if (found) resolve({ child, port: Number(found[1]) });
    });
    child.once("close", () => reject(new Error(`it ended: ${said}`)));
  });
}

eachDatabase("a gateway with a witness that is a process of its own", (under) => {
  let folder: string;
  let g: RunningGateway;
  let policy: LedgerPolicy;
  let witness: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-witness-"));
    const { keyring } = await pretendInstallation();
    const { vkey } = logOf({ origin: ORIGIN, publicKey: keyring.ledger.publicKey });
    const line = await toTheEnd(command(folder, ["init", "--name", NAME]));
    await toTheEnd(command(folder, ["trust", vkey]));
    witness = await serve(folder, 0);
    const text = `log ${vkey}\n${line} http://127.0.0.1:${witness.port}\nquorum ${NAME}\n`;
    policy = parsePolicy(text);
    const ledgerPolicyFile = path.join(folder, "policy");
    await writeFile(ledgerPolicyFile, text);
    // The witness goes by the machine's clock, and both must agree on the time.
    g = await runGateway(under, { start: new Date().toISOString(), ledgerPolicyFile });
  });
  afterAll(async () => {
    witness.child.kill("SIGKILL");
    await g.close();
    await rm(folder, { recursive: true });
  });

  async function exchange(): Promise<string> {
    const [of, ref] = [await g.newTenant(), documents.newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    const { exchangeId } = await (await g.client("oosterpoort")).send(documents.repair(of, ref));
    await g.sequenced();
    return exchangeId;
  }
  const checkpoint = async (): Promise<string> => (await g.fetch("/checkpoint")).text();
  const sizeNow = async (): Promise<number> => openCheckpoint(await checkpoint(), g.composed.world.ledger).size;
  /** As a partner asks: cosigned by the policy's quorum, a minute ago at the most. */
  const witnessedSize = (note: string): number =>
    openUnderPolicy(note, policy, { now: Math.floor(g.clock.now() / 1000), ageSecondsMax: 60 }).size;
  const proofOf = async (exchangeId: string): Promise<string> =>
    (await (await g.client("oosterpoort")).receipt(exchangeId)).proof ?? "";

  it("shows what the witness cosigned, in its checkpoint and in a receipt", async () => {
    const exchangeId = await exchange();
    await expect.poll(async () => witnessedSize(await checkpoint()), CATCHES_UP).toBe(await sizeNow());
    const proven = parseProof(await proofOf(exchangeId));
    expect(witnessedSize(proven.checkpoint)).toBeGreaterThan(proven.index);
  });

  it("goes on when the witness is killed, and has it cosign all of that once it is back", async () => {
    const before = await sizeNow();
    witness.child.kill("SIGKILL");
    await new Promise((resolve) => witness.child.once("close", resolve));
    const exchangeId = await exchange();
    const alone = await checkpoint();
    expect(await sizeNow()).toBeGreaterThan(before);
    expect(() => witnessedSize(alone)).toThrow(expect.objectContaining({ code: "LEDGER_MISMATCH" }) as Error);
    expect(await g.audit()).toMatchObject({ findings: [] });
    witness = await serve(folder, witness.port);
    await expect.poll(async () => witnessedSize(await checkpoint()), CATCHES_UP).toBe(await sizeNow());
    expect(witnessedSize(parseProof(await proofOf(exchangeId)).checkpoint)).toBeGreaterThan(before);
  });
});
