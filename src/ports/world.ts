import type { Covenant } from "../core/covenant/types.ts";
import type { Instant } from "../core/ids.ts";
import type { AlertStore } from "./alert-store.ts";
import type { Contracts } from "./contracts.ts";
import type { ExchangeReviews } from "./exchange-reviews.ts";
import type { ExchangeStore } from "./exchange-store.ts";
import type { HoldStore } from "./hold-store.ts";
import type { LedgerReader } from "./ledger.ts";
import type { LogbookReader } from "./logbook-reader.ts";
import type { OperationsLog } from "./operations-log.ts";
import type { ProcessingRegisterStore } from "./processing-register-store.ts";
import type { RecordedDecisions } from "./recorded-decisions.ts";
import type { RegisterLists } from "./register-lists.ts";
import type { RegisterReader, Sources } from "./register-reader.ts";
import type { RegisterWriter } from "./register-writer.ts";
import type { Seals } from "./seals.ts";

/** What the path of one exchange needs of the world; `adapters/` implements it, `main.ts` composes it. */
export interface World {
  readonly environment: "sandbox" | "acceptance" | "production";
  readonly now: () => Instant;
  /** Resolves after so many milliseconds; only for long polls. */
  readonly pause: (ms: number) => Promise<void>;
  /** Lower-case UUIDv7. */
  readonly newId: () => string;
  /** Cryptographically strong bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly contracts: Contracts;
  readonly seals: Seals;
  readonly register: RegisterReader & RegisterWriter & RegisterLists;
  readonly sources: Sources;
  readonly exchanges: ExchangeStore;
  readonly reviews: ExchangeReviews;
  readonly holds: HoldStore;
  readonly alerts: AlertStore;
  readonly processing: ProcessingRegisterStore;
  readonly recorded: RecordedDecisions;
  /** One covenant file that is in no folder of ours; throws COVENANT_MALFORMED. */
  readonly readCandidate: (bytes: Uint8Array) => Covenant;
  readonly ledger: LedgerReader;
  readonly logbook: LogbookReader;
  readonly log: OperationsLog;
}
