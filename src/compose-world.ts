import { systemRandom } from "./adapters/clock/clock.ts";
import type { SteadyClock } from "./adapters/clock/steady-clock.ts";
import { readLooseCovenant } from "./adapters/contracts/desk.ts";
import { createAlertStore } from "./adapters/database/alert-store.ts";
import type { Database } from "./adapters/database/database.ts";
import { createExchangeStore } from "./adapters/database/exchange-store.ts";
import { createHoldStore } from "./adapters/database/hold-store.ts";
import { createLedgerReader } from "./adapters/database/ledger-reader.ts";
import { createProcessingRegisterStore } from "./adapters/database/processing-register-store.ts";
import { createRecordedDecisions } from "./adapters/database/recorded-decisions.ts";
import { createReviewStore } from "./adapters/database/review-store.ts";
import type { Keyring } from "./adapters/keyring/types.ts";
import { relationDigest } from "./adapters/register/indexes.ts";
import { createRegisterLists } from "./adapters/register/lists.ts";
import { createPartnerDigest } from "./adapters/register/person-ref.ts";
import { listDestroyed } from "./adapters/register/destroyed.ts";
import { createRegisterReader } from "./adapters/register/reader.ts";
import { createRegisterWriter } from "./adapters/register/writer.ts";
import { readCertificatesFrom } from "./adapters/seals/certificates.ts";
import { createSeals } from "./adapters/seals/seals.ts";
import { readSources, type SourceConfig } from "./adapters/sources/config.ts";
import { createSources } from "./adapters/sources/sources.ts";
import { createVault } from "./adapters/vault/vault.ts";
import { composeContracts } from "./compose-contracts.ts";
import { destroyedOf } from "./compose-destroyed.ts";
import type { Config } from "./config.ts";
import { fieldOf } from "./core/catalogue/look-up.ts";
import type { Party } from "./core/catalogue/party.ts";
import type { Catalogue } from "./core/catalogue/types.ts";
import { GatewayError } from "./core/errors.ts";
import { formatVkey, NOTE_ED25519 } from "./core/ledger/note-key.ts";
import { DECOY } from "./adapters/register/decoy.ts";
import { createLogbookReader } from "./adapters/database/logbook-reader.ts";
import { createIds } from "./core/uuid7.ts";
import { activatedEntry, catalogueEntry } from "./exchange/activated-entry.ts";
import type { Contracts } from "./ports/contracts.ts";
import type { World } from "./ports/world.ts";

export interface WorldParts extends Pick<World, "log"> {
  readonly clock: SteadyClock;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly database: Database;
}

/** What the path needs of the world, from the adapters of this installation. */
export async function createWorld({ config, log, keyring, database, clock }: WorldParts): Promise<World> {
  const { now } = clock;
  // Ids ascend by themselves where the clock goes back, and a refusal for that needs one too.
  const newId = createIds({ now: clock.unchecked, random: systemRandom });
  // Covenants are verified before there are contracts to say who is whose operator, and before there is a world to enter them.
  const known: { contracts: Contracts | null; world: World | null } = { contracts: null, world: null };
  const operatorOf = async (id: string): Promise<Party | null> => findOperator(known.contracts, id);
  const seals = createSeals({ keyring, certificatesOf: readCertificatesFrom(config.certificatesDir), now, operatorOf });
  const { contracts, catalogue } = await composeContracts({
    config,
    database,
    log,
    now,
    newId,
    verifySignature: (bytes, armored, signer) => seals.verifyCovenant(bytes, { armored, signer }),
    entryOf: (covenant) => activatedEntry(getWorld(known.world), covenant),
    catalogueEntryOf: (hash) => catalogueEntry(getWorld(known.world), hash),
  });
  known.contracts = contracts;
  const vault = createVault({ database, keys: keyring, now });
  const index = keyring;
  const world: World = {
    environment: config.mode,
    now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    newId,
    random: systemRandom,
    contracts,
    seals,
    register: {
      ...createRegisterReader({ database, vault, index, now, newId }),
      ...createRegisterWriter({
        database,
        vault,
        index,
        listDestroyed: () => listDestroyed(destroyedOf({ database, config })),
      }),
      ...createRegisterLists({ database, vault, index }),
    },
    sources: createSources(await sourcesOf(config, catalogue), log),
    exchanges: createExchangeStore({
      database,
      vault,
      relationDigest: (relation) => relationDigest(index, relation),
      partnerDigest: createPartnerDigest({ database, vault, index }),
    }),
    reviews: createReviewStore(database),
    holds: createHoldStore({ database, vault }),
    alerts: createAlertStore(database),
    processing: createProcessingRegisterStore(database),
    recorded: createRecordedDecisions({ database, vault }),
    logbook: createLogbookReader({ database, vault, nobody: DECOY }),
    readCandidate: (bytes) => readLooseCovenant({ file: "covenant", bytes }),
    ledger: createLedgerReader({ database, origin: config.ledgerOrigin, vkey: vkeyOf(config, keyring) }),
    log,
  };
  known.world = world;
  return world;
}

function getWorld(world: World | null): World {
  if (world === null) throw new GatewayError("INVARIANT_BROKEN", "contracts were asked before there was a world");
  return world;
}

/** The party behind another's software, while it may speak. */
async function findOperator(contracts: Contracts | null, id: string): Promise<Party | null> {
  if (contracts === null || !(await contracts.isActive(id))) return null;
  return (await contracts.current()).catalogue.parties.get(id) ?? null;
}

async function sourcesOf({ sourcesFile }: Config, catalogue: Catalogue): Promise<readonly SourceConfig[]> {
  return sourcesFile === null ? [] : readSources(sourcesFile, (name) => fieldOf(catalogue, name) !== null);
}

const vkeyOf = (config: Config, { ledger }: Keyring): string =>
  formatVkey({ name: config.ledgerOrigin, type: NOTE_ED25519, publicKey: ledger.publicKey });
