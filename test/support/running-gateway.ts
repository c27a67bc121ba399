import type { RequestListener } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLog } from "../../src/adapters/log/log.ts";
import { createConnection } from "../../src/client/connection.ts";
import { createClient } from "../../src/client/client.ts";
import { readProfile, type Profile } from "../../src/client/profile.ts";
import type { PartnerClient } from "../../src/client/types.ts";
import { compose, type Composed } from "../../src/compose.ts";
import type { Config } from "../../src/config.ts";
import { createApp } from "../../src/http/app.ts";
import { listen } from "../../src/http/serve.ts";
import type { AuditReport } from "../../src/core/ledger/audit.ts";
import { writeProfiles } from "../../src/sandbox/profiles.ts";
import type { PretendClient } from "../../src/sandbox/pretend-parties.ts";
import type { DatabaseUnderTest, FreshDatabase } from "./databases.ts";
import { startClock, type MovableClock } from "./movable-clock.ts";
import { CONTRACTS, pretendInstallation } from "./pretend-world.ts";
import { registerOf, type Register } from "./register-seeds.ts";
import { auditServed } from "./served-ledger.ts";
import { tokenOf, type Grant } from "./tokens.ts";

/** A Tuesday in winter, when nothing about the calendar is special. */
export const START = "2026-11-24T09:00:00Z";
export const ORIGIN = "proef.uitwisselpoort.example/log";

export interface GatewayOptions {
  readonly start?: string;
  /** Sources of the corporation, `GATEWAY_SOURCES_FILE`. */
  readonly sourcesFile?: string;
  /** Who cosigns, `GATEWAY_LEDGER_POLICY_FILE`. */
  readonly ledgerPolicyFile?: string;
  /** Whether the ledger is sequenced from the start; `false` for who wants to see a receipt that waits. */
  readonly sequencing?: boolean;
  /** An overlay of one's own, with certificates in it. */
  readonly overlayDir?: string;
  /** Contracts of one's own, which may be published into. */
  readonly contractsDir?: string;
}

/** A whole gateway on a port of its own: real HTTP, real keys, a real database; only the clock is ours. */
export interface RunningGateway extends Register {
  readonly url: string;
  readonly clock: MovableClock;
  readonly database: FreshDatabase["database"];
  readonly composed: Composed;
  /** A folder of its own, with the profiles. */
  readonly dataDir: string;
  /** Every line of the operations log so far, from `info` up. */
  readonly logLines: string[];
  profile(name: string): Promise<Profile>;
  /** The client of a profile; the same one each time. */
  client(name: string): Promise<PartnerClient>;
  /** A bearer token of that profile's client, and what is wrong with it where asked. */
  token(name: string, change?: Grant): Promise<string>;
  /** Raw HTTP; the answer as it came. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sequences what waits. */
  sequenced(): Promise<void>;
  /** One round of what sweeping does: holds, parcels and answers past their term. */
  sweep(): Promise<void>;
  /** Moves the clock as a night passes: the ledger keeps up and the back office comes by. */
  moveTo(text: string): Promise<void>;
  /** The auditor over what anyone may fetch. */
  audit(): Promise<AuditReport>;
  close(): Promise<void>;
}

export async function runGateway(under: DatabaseUnderTest, options: GatewayOptions = {}): Promise<RunningGateway> {
  const installation = await pretendInstallation();
  const clock = startClock(options.start ?? START);
  const fresh = await under.open();
  const dataDir = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-e2e-"));
  const served: { app: RequestListener | null } = { app: null };
  const listening = await listen({
    host: "127.0.0.1",
    port: 0,
    closeGraceMs: 0,
    app: (request, response) => served.app?.(request, response),
  });
  const logLines: string[] = [];
  const log = createLog({
    style: "json",
    level: "info",
    write: (line) => void logLines.push(line),
    now: () => clock.now(),
  });
  const config = configOf({ dataDir, keysDir: installation.keysDir, options, overlayDir: installation.overlayDir });
  const { keyring } = installation;
  const { database } = fresh;
  const composed = await compose({
    config,
    log,
    issuer: listening.url,
    database,
    keyring,
    now: () => clock.now(),
  });
  served.app = createApp(composed.services) as RequestListener;
  if (options.sequencing !== false) composed.sequencer.start();
  const people = await createClients({ dataDir, url: listening.url, composed, clients: installation.clients });
  const { world, sequencer } = composed;
  const sequenced = async (): Promise<void> => {
    await sequencer.runOnce();
  };
  const register = registerOf({ client: people.client, now: () => clock.now() });
  await register.synchronise();
  return {
    ...register,
    ...people,
    url: listening.url,
    clock,
    database,
    composed,
    dataDir,
    logLines,
    fetch: (to, init) => fetch(`${listening.url}${to}`, init),
    sequenced,
    sweep: () => composed.sweepNow(),
    async moveTo(text) {
      await sequenced();
      clock.moveTo(text);
      await register.synchronise();
    },
    async audit() {
      await sequenced();
      return auditServed({ url: listening.url, origin: world.ledger.origin, vkey: world.ledger.vkey });
    },
    async close() {
      await listening.close();
      await composed.close();
      await fresh.dispose();
      await rm(dataDir, { recursive: true, force: true });
      clock.stop();
    },
  };
}

interface Placed {
  readonly dataDir: string;
  readonly keysDir: string;
  readonly overlayDir: string;
  readonly options: GatewayOptions;
}

function configOf({ dataDir, keysDir, options, ...installed }: Placed): Config {
  const overlayDir = options.overlayDir ?? installed.overlayDir;
  return {
    mode: "sandbox",
    host: "127.0.0.1",
    port: 0,
    dataDir,
    databaseUrl: null,
    contractsDir: options.contractsDir ?? CONTRACTS,
    keysDir,
    certificatesDir: path.join(overlayDir, "certificates"),
    overlayDir,
    passphrase: { kind: "text", text: "" },
    publicUrl: null,
    ledgerOrigin: ORIGIN,
    ledgerGuardFile: path.join(dataDir, "ledger.guard"),
    destroyedKeysFile: path.join(dataDir, "destroyed-keys"),
    ledgerPolicyFile: options.ledgerPolicyFile ?? null,
    sourcesFile: options.sourcesFile ?? null,
    limits: { requestsPerSecond: 100_000, tokenRefusalsPerMinute: 1_000, trustedProxies: [] },
  };
}

const profiles = new Map<string, Promise<Profile>>();

interface Connecting {
  readonly dataDir: string;
  readonly url: string;
  readonly composed: Composed;
  readonly clients: readonly PretendClient[];
}

async function createClients(at: Connecting): Promise<Pick<RunningGateway, "profile" | "client" | "token">> {
  const { origin, vkey } = at.composed.world.ledger;
  const [certificate] = at.composed.keyring.certificates;
  const files = await writeProfiles(
    {
      dataDir: at.dataDir,
      url: at.url,
      environment: "sandbox",
      certificate: certificate?.armored ?? "",
      ledger: { origin, vkey },
    },
    at.clients,
  );
  const clients = new Map<string, Promise<PartnerClient>>();
  const remembered = <Made>(
    held: Map<string, Promise<Made>>,
    name: string,
    make: () => Promise<Made>,
  ): Promise<Made> => {
    const known = held.get(name) ?? make();
    held.set(name, known);
    return known;
  };
  // Unlocking a key takes a good part of a second: once a file, whatever number of gateways it runs.
  const profile = async (name: string): Promise<Profile> => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`there is no profile ${name}`);
    return { ...(await remembered(profiles, name, () => readProfile(file))), gateway: at.url };
  };
  return {
    profile,
    client: (name) =>
      remembered(clients, name, async () => {
        const own = await profile(name);
        return createClient(own, createConnection(own));
      }),
    token: async (name, change = {}) => tokenOf(await profile(name), change),
  };
}
