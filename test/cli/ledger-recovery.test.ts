import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openKeyring } from "../../src/adapters/keyring/open-keyring.ts";
import { claimInstallation } from "../../src/adapters/database/installation.ts";
import { createSequencer } from "../../src/adapters/database/sequencer.ts";
import { openDatabase } from "../../src/adapters/database/database.ts";
import { parseInstant } from "../../src/core/ids.ts";
import { signCheckpoint } from "../../src/core/ledger/checkpoint.ts";
import { EMPTY_ROOT } from "../../src/core/ledger/hash.ts";
import { NO_WITNESSES } from "../../src/ports/witnesses.ts";
import { eachDatabase, type FreshDatabase } from "../support/databases.ts";
import { memoryGuard } from "../support/guards.ts";
import { addPending } from "../adapters/database/ledger-fixtures.ts";
import { gateway, PASSPHRASE, useWorld } from "./world.ts";

useWorld();
const OLD = "log.example/uitwisseling/2026";
const NEW = "log.example/uitwisseling/2026-2";
const begin = ["ledger", "begin-anew", "--origin", NEW, "--reason", "disk lost"];

describe("the way out of a ledger", () => {
  it.each([
    { name: "adopt-guard without --yes", line: ["ledger", "adopt-guard"] },
    { name: "begin-anew without --yes", line: begin },
    { name: "begin-anew without a reason", line: ["ledger", "begin-anew", "--origin", NEW, "--yes"] },
    {
      name: "begin-anew under what is no name",
      line: ["ledger", "begin-anew", "--origin", "A b", "--reason", "x", "--yes"],
    },
    { name: "begin-anew in a sandbox", line: [...begin, "--yes"] },
  ])("is not taken by $name", async ({ line }) => {
    expect((await gateway(line, { env: { GATEWAY_MODE: "sandbox" } })).exitCode).toBe(2);
  });
});

eachDatabase("an operator", (under) => {
  let fresh: FreshDatabase;
  let folder: string;
  beforeEach(async () => {
    fresh = await under.open();
    folder = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-recovery-"));
  });
  afterEach(async () => {
    await fresh.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it.runIf(under.kind === "postgres")(
    "adopts a guard that was lost, and begins anew with the old one kept",
    async () => {
      const keysDir = path.join(folder, "keys");
      const guard = path.join(folder, "ledger.guard");
      const url = fresh.database.pool.options.connectionString!;
      const env = {
        GATEWAY_MODE: "acceptance",
        DATABASE_URL: url,
        GATEWAY_KEYS_DIR: keysDir,
        GATEWAY_PASSPHRASE: PASSPHRASE,
        GATEWAY_CERTIFICATES_DIR: folder,
        GATEWAY_PUBLIC_URL: "https://poort.example",
        GATEWAY_LEDGER_ORIGIN: OLD,
        GATEWAY_LEDGER_GUARD_FILE: guard,
      };
      const owner = ["--organisation", "Oosterpoort Wonen", "--email", "privacy@corporation.example"];
      expect(await gateway(["keys", "generate", ...owner], { env })).toMatchObject({ exitCode: 0 });
      const now = parseInstant(Date.now());
      const { ledger } = await openKeyring({ folder: keysDir, passphrase: PASSPHRASE, now });
      const seeder = await openDatabase({ url });
      await claimInstallation(seeder, { environment: "acceptance", ledgerOrigin: OLD, now });
      await addPending(seeder, 3);
      const quiet = (): undefined => undefined;
      await createSequencer({
        database: seeder,
        origin: OLD,
        publicKey: ledger.publicKey,
        sign: (bytes) => ledger.sign(bytes),
        guard: memoryGuard(),
        witnesses: NO_WITNESSES,
        log: { info: quiet, warn: quiet, error: quiet },
        pollMs: 60_000,
      }).runOnce();
      const { rows } = await seeder.pool.query<{ checkpoint: string }>("SELECT checkpoint FROM ledger_state");
      expect(await gateway([...begin, "--yes"], { env })).toMatchObject({ exitCode: 1 }); // a gateway is connected
      await seeder.close();
      expect(await gateway(["ledger", "adopt-guard", "--yes", "--json"], { env })).toMatchObject({ exitCode: 0 });
      expect(await readFile(guard, "utf8")).toBe(rows[0]!.checkpoint);
      // What this test holds open is let go after ten seconds.
      const begun = async (): Promise<string> => (await gateway([...begin, "--yes", "--json"], { env })).out;
      await expect.poll(begun, { timeout: 40_000, interval: 1_000 }).toContain('"entries":');
      expect(await readdir(folder)).not.toContain("ledger.guard");
      const [kept] = (await readdir(folder)).filter((name) => name.startsWith("ledger.guard.ended-"));
      expect(await readFile(path.join(folder, kept!), "utf8")).toBe(rows[0]!.checkpoint);
      const started = signCheckpoint({ origin: NEW, size: 1, root: EMPTY_ROOT }, ledger);
      await writeFile(guard, started);
      expect(await gateway([...begin, "--yes"], { env })).toMatchObject({ exitCode: 0 });
      expect(await readFile(guard, "utf8")).toBe(started);
      expect((await readdir(folder)).filter((name) => name.startsWith("ledger.guard.ended-"))).toEqual([kept]);
    },
    60_000,
  );
});
