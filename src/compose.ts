import { systemNow } from "./adapters/clock/clock.ts";
import { openDatabase, type Database } from "./adapters/database/database.ts";
import { enterKeys } from "./adapters/database/enter-keys.ts";
import { createIdempotencyStore } from "./adapters/database/idempotency-store.ts";
import { claimInstallation, refuseOtherInstallation, type Installation } from "./adapters/database/installation.ts";
import { migrate } from "./adapters/database/migrate.ts";
import { reconcile } from "./adapters/database/reconcile.ts";
import { newestEntryAt } from "./adapters/database/sequence.ts";
import type { Sequencer } from "./adapters/database/sequencer.ts";
import { createSweeper } from "./adapters/database/sweeper.ts";
import type { Keyring } from "./adapters/keyring/types.ts";
import { openKeyring } from "./adapters/keyring/open-keyring.ts";
import { readPassphrase } from "./adapters/keyring/passphrase.ts";
import { guarded } from "./adapters/database/transient.ts";
import { listDestroyed } from "./adapters/register/destroyed.ts";
import { createTokens } from "./adapters/tokens/tokens.ts";
import { createUsedAssertions } from "./adapters/tokens/used-assertions.ts";
import { createVault } from "./adapters/vault/vault.ts";
import { createSteadyClock, type SteadyClock } from "./adapters/clock/steady-clock.ts";
import { composeSequencer, requireOwnLedger } from "./compose-ledger.ts";
import { destroyedOf, keepErased } from "./compose-destroyed.ts";
import { createWorld } from "./compose-world.ts";
import type { Config } from "./config.ts";
import { createGateway } from "./exchange/create-gateway.ts";
import { withoutQuestion } from "./exchange/decision-record.ts";
import { keyEntry } from "./exchange/key-entry.ts";
import { destroyedEntry } from "./exchange/destroyed-entry.ts";
import type { OperatorServices } from "./http/operator/app.ts";
import type { Services } from "./http/services.ts";
import { createMetrics } from "./http/metrics.ts";
import { createRateLimits } from "./http/rate-limits.ts";
import type { OperationsLog } from "./ports/operations-log.ts";
import type { World } from "./ports/world.ts";
import { readiness } from "./readiness.ts";
import { createWork } from "./work.ts";

export interface Composed {
  readonly world: World;
  readonly services: Services;
  readonly keyring: Keyring;
  readonly sequencer: Sequencer;
  /** For the operator's socket. */
  readonly operator: OperatorServices;
  /** Sequencing and sweeping, until `close`. */
  startWork(): void;
  /** One round of what sweeping does: holds, parcels and answers past their term. What fails is logged, not thrown. */
  sweepNow(): Promise<void>;
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly log: OperationsLog;
  /** The URL under which the outside reaches us. */
  readonly issuer: string;
  /** For tests: a database already opened and migrated, which `close` then leaves open. */
  readonly database?: Database;
  /** For tests: a clock of their own. */
  readonly now?: World["now"];
  readonly keyring?: Keyring;
}

/** Puts one installation together from its configuration; nothing listens and nothing works yet. */
export async function compose(options: ComposeOptions): Promise<Composed> {
  const { config } = options;
  const keyring = options.keyring ?? (await openOwnKeyring(options));
  const database = options.database ?? (await openOwnDatabase(config));
  const clock = createSteadyClock(options.now ?? systemNow);
  const parts = { ...options, keyring, database, now: clock.now };
  await claimInstallation(database, { ...installationOf(config), now: parts.now() });
  await requireOwnLedger(parts);
  await requireClock(clock, database);
  const world = await createWorld({ ...parts, clock });
  await keepErased(world, parts);
  await enterKeys({ database, entryOf: (change, key) => keyEntry(world, { change, ...key }) }, keyring.inUse);
  const sequencer = await composeSequencer({ ...parts, clock });
  const work = createWork({ world, sequencer, sweep: sweepOf(world, parts) });
  return {
    world,
    services: createServices(world, { ...parts, sequencer, clock }),
    keyring,
    sequencer,
    operator: { reconcile: () => reconcile(database), log: options.log },
    startWork: () => work.start(),
    sweepNow: () => work.sweepNow(),
    async close() {
      await work.stop();
      if (options.database === undefined) await database.close();
    },
  };
}

type Parts = ComposeOptions & { readonly keyring: Keyring; readonly database: Database; readonly now: World["now"] };

/** No decision is made before the newest entry of the ledger: CLOCK_STEPPED_BACK. */
async function requireClock(clock: SteadyClock, { pool }: Database): Promise<void> {
  const newest = await guarded(() => newestEntryAt(pool));
  if (newest !== null) clock.seen(newest);
  clock.now();
}

function createServices(
  world: World,
  parts: Parts & { readonly sequencer: Sequencer; readonly clock: SteadyClock },
): Services {
  const { config, issuer, log, keyring, database, now, sequencer, clock } = parts;
  const { contracts, newId, random, ledger } = world;
  const usedAssertions = createUsedAssertions(database);
  return {
    gateway: createGateway(world),
    tokens: createTokens({
      contracts,
      usedAssertions,
      keys: keyring.token,
      issuer,
      tokenUrl: `${issuer}/oauth/token`,
      now,
      newId,
    }),
    idempotency: createIdempotencyStore({ database, index: keyring, now }),
    ledger,
    ready: () => readiness(world, { database, sequencer }),
    mode: config.mode,
    issuer,
    log,
    newId,
    random,
    // How long an answer took is told also of a refusal for the clock.
    now: clock.unchecked,
    metrics: createMetrics(),
    limits: createRateLimits(config.limits),
    trustedProxies: config.limits.trustedProxies,
  };
}

function sweepOf(world: World, { keyring, database, now, config }: Parts): () => Promise<unknown> {
  const vault = createVault({ database, keys: keyring, now });
  const sweeper = createSweeper({
    database,
    vault,
    now,
    destroyedEntry: (exchange, at) => destroyedEntry(world, { exchange, at }),
    withoutQuestion,
  });
  const usedAssertions = createUsedAssertions(database);
  return async () => {
    // Also where nobody asks: what was published is taken up, and what begins today is entered today.
    await world.contracts.current();
    await sweeper.sweep();
    await usedAssertions.forgetExpired(now());
    await listDestroyed(destroyedOf({ database, config }));
  };
}

async function openOwnKeyring({ config, now = systemNow }: ComposeOptions): Promise<Keyring> {
  return openKeyring({ folder: config.keysDir, passphrase: await readPassphrase(config.passphrase), now: now() });
}

async function openOwnDatabase(config: Config): Promise<Database> {
  const { databaseUrl, dataDir } = config;
  const database = await openDatabase(databaseUrl === null ? { dataDir: `${dataDir}/database` } : { url: databaseUrl });
  try {
    await refuseOtherInstallation(database, installationOf(config));
    await migrate(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

const installationOf = ({ mode, ledgerOrigin }: Config): Installation => ({ environment: mode, ledgerOrigin });
