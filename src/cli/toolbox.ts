import type { LedgerSource } from "../client/ledger-source.ts";
import type { Informed } from "../core/catalogue/informed.ts";
import type { AlteredFile } from "../core/catalogue/published.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import type { Change } from "../core/covenant/change.ts";
import type { LoadedContracts } from "../core/covenant/compile.ts";
import type { Desk } from "../core/covenant/desk.ts";
import type { ToldFinding } from "../core/covenant/lint-told.ts";
import type { Publication } from "../core/covenant/publish.ts";
import type { Covenant } from "../core/covenant/types.ts";
import type { Instant, Sha256 } from "../core/ids.ts";
import type { Remembered, WitnessedLog } from "../core/ledger/witness.ts";
import type { Reconciliation } from "../ports/reconciliation.ts";

/** What commands need of the world; `compose.ts` makes the real one. */
export interface Toolbox {
  readonly version: string;
  readonly node: string;
  /** The package's own folder, where `contracts/` and `keys/` are. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly input: Input;
  readonly files: Files;
  readonly keys: KeyTools;
  readonly now: () => Instant;
  /** Resolves after so many milliseconds; between two attempts to reach a gateway. */
  readonly pause: (ms: number) => Promise<void>;
  /** Throws COVENANT_ALTERED, CATALOGUE_MALFORMED, COVENANT_MALFORMED, COVENANT_OVERLAP or CATALOGUE_ALTERED. */
  loadContracts(from: { readonly folder: string; readonly certificates: string | null }): Promise<LoadedContracts>;
  /** Everything that is wrong in the folder and in files from elsewhere; without certificates, signatures are not looked at. */
  lintContracts(from: {
    readonly folder: string;
    readonly certificates: string | null;
    readonly loose: readonly { readonly file: string; readonly bytes: Uint8Array }[];
  }): Promise<readonly ToldFinding[]>;
  readonly desk: DeskTools;
  readonly publication: PublicationTools;
  readonly catalogue: CatalogueTools;
  readonly witness: WitnessTools;
  readonly ledger: LedgerTools;
  /** Of the installation that has these settings. Throws CONFIG_INVALID. */
  recovery(env: Toolbox["env"]): RecoveryTools;
}

/** What is done to a ledger while every gateway of the installation is stopped. */
export interface RecoveryTools {
  /** `false` where there is a guard, or nothing was published. Throws as the start of a gateway does. */
  adoptGuard(): Promise<boolean>;
  /** How many entries wait for their place; `null` where the ledger has that name already. Throws DATABASE_IN_USE. */
  beginAnew(wish: { readonly origin: string; readonly reason: string }): Promise<number | null>;
}

/** Results go to `out`, all else to `err`. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
}

export interface Input {
  readonly isTerminal: boolean;
  /** Everything on standard input; throws BODY_TOO_LARGE beyond what a gateway takes. */
  readAll(): Promise<Uint8Array>;
  ask(question: string): Promise<string>;
}

export interface Files {
  /** Throws UsageError for a file that cannot be read, BODY_TOO_LARGE beyond what a gateway takes. */
  read(file: string): Promise<Uint8Array>;
  /** A file itself, or every file of a folder at any depth, links left alone; throws UsageError for what is not there. */
  list(place: string): Promise<readonly string[]>;
  /** For the owner's eyes only; throws UsageError rather than replace a file. */
  writeNew(file: string, content: string | Uint8Array): Promise<void>;
  /** `null` for a file that is not there; else as `read`. */
  findText(file: string): Promise<string | null>;
  /** In the place of what was there, whole or not at all; throws UsageError. */
  replace(file: string, text: string): Promise<void>;
}

/** The contracts as those use them who write, compare and sign covenants. */
export interface DeskTools {
  /** With the overlay of a sandbox where one is named. Throws CATALOGUE_MALFORMED, or COVENANT_MALFORMED for a file that is neither version nor signature. */
  read(folder: string, overlay?: string | null): Promise<Desk>;
  /** One covenant file wherever it lies; throws COVENANT_MALFORMED. */
  readLoose(given: { readonly file: string; readonly bytes: Uint8Array }): Covenant;
  /** Throws DOCUMENT_MALFORMED for what is no YAML. */
  readAnswers(bytes: Uint8Array): unknown;
  /** `false`, and nothing written, where the file was there already. */
  writeNew(path: string, text: string): Promise<boolean>;
  /** Adds records to `informed.yaml`, whole or not at all. */
  recordInformed(folder: string, rows: readonly Informed[]): Promise<void>;
}

/** One version with all that must be known to publish it. */
export interface PublicationRead {
  readonly publication: Publication;
  readonly catalogue: Catalogue;
}

export interface PublicationTools {
  /** `null` where there is no such file. Throws COVENANT_ALTERED, CATALOGUE_ALTERED, CATALOGUE_MALFORMED or COVENANT_MALFORMED. */
  read(
    from: { readonly folder: string; readonly overlay: string | null; readonly certificates: string | null },
    name: { readonly id: string; readonly version: number },
  ): Promise<PublicationRead | null>;
  /** Adds it to `published.json`, whole or not at all. */
  record(folder: string, published: { readonly file: string; readonly hash: Sha256 }): Promise<void>;
}

/** What publishing the catalogue as it lies there would change. */
export interface CatalogueRead {
  readonly files: readonly AlteredFile[];
  readonly hash: Sha256;
  /** `null` where nobody can say. */
  readonly changes: readonly Change[] | null;
}

export interface CatalogueTools {
  /** Throws CATALOGUE_MALFORMED. */
  read(folder: string): Promise<CatalogueRead>;
  /** Lists it in `published.json`; throws STATE_MOVED where it is not the one that was read. */
  record(folder: string, shown: Sha256): Promise<void>;
}

/** As `gateway keys list` shows it. */
export interface KeyRow {
  readonly kind: string;
  readonly id: string;
  readonly state: "next" | "active" | "decrypt-only" | "retired";
  readonly from: Instant;
  readonly until: Instant | null;
}

export interface KeyTools {
  generate(request: {
    readonly folder: string;
    readonly passphrase: string;
    readonly organisation: string;
    readonly email: string;
    readonly now: Instant;
  }): Promise<readonly KeyRow[]>;
  list(folder: string, now: Instant): Promise<readonly KeyRow[]>;
  readonly isRotatable: (kind: string) => boolean;
  readonly kinds: readonly string[];
  /** Only for a kind that `isRotatable`. */
  rotate(request: {
    readonly folder: string;
    readonly passphrase: string;
    readonly kind: string;
    readonly now: Instant;
    readonly activateAt?: Instant;
  }): Promise<readonly KeyRow[]>;
}

/** A log as its witness remembers it. */
export interface ReadWitnessLog extends WitnessedLog {
  readonly last: Remembered | null;
  /** Files of checkpoints that the log signed beside the one that was cosigned. */
  readonly proofs: readonly string[];
}

export interface WitnessHappening {
  readonly what:
    | "cosigned"
    | "conflict"
    | "split"
    | "unproven"
    | "unsigned"
    | "reversed"
    | "clock"
    | "uncopied"
    | "malformed"
    | "unknown"
    | "failed";
  /** `null` where the log is not watched. */
  readonly origin: string | null;
  readonly size: number | null;
  /** Code and words of what failed, ours only. */
  readonly error: string | null;
}

export interface ServeWitness {
  readonly folder: string;
  readonly passphrase: string;
  readonly host: string;
  readonly port: number;
  /** Where the logs serve their tiles, to be copied before cosigning; `null` for a witness that copies nothing. */
  readonly mirrorUrl: string | null;
  readonly onListening: (at: { readonly url: string; readonly logs: number }) => void;
  readonly onHappening: (happening: WitnessHappening) => void;
}

export interface WitnessTools {
  /** Gives the vkey. Throws FOLDER_IN_USE where there is a witness, ID_MALFORMED for its name. */
  make(wish: { readonly folder: string; readonly passphrase: string; readonly name: string }): Promise<string>;
  /** Throws KEY_MISSING without a witness, LEDGER_MALFORMED for a key of no log, LEDGER_MISMATCH for another key of a watched one. */
  trust(folder: string, vkey: string): Promise<WitnessedLog>;
  /** Throws KEY_MISSING without a witness, LEDGER_MISMATCH for what is damaged. */
  read(folder: string): Promise<{ readonly vkey: string; readonly logs: readonly ReadWitnessLog[] }>;
  /** Until the process is asked to stop. Throws also FOLDER_IN_USE, KEY_LOCKED, CONFIG_INVALID. */
  serve(wish: ServeWitness): Promise<void>;
}

/** What reads the ledger where only this installation can. */
export interface LedgerTools {
  /**
   * Over the database that these settings name, closed afterwards. Throws UsageError where there is none, FOLDER_IN_USE while
   * a gateway runs on an embedded one, DATABASE_UNAVAILABLE.
   */
  withDatabase<T>(env: Toolbox["env"], read: (source: LedgerSource) => Promise<T>): Promise<T>;
  /** Exchanges, entries and openings held against one another. Throws as `withDatabase` does. */
  reconcile(env: Toolbox["env"], onProgress: (checked: number, size: number) => void): Promise<Reconciliation>;
}
