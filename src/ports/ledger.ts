import type { ExchangeId, Instant, Pseudonym } from "../core/ids.ts";

/** A leaf of the ledger with everything that opens it. */
export interface LedgerWrite {
  readonly entryId: string;
  readonly kind: string;
  readonly at: Instant;
  readonly exchangeId: ExchangeId | null;
  readonly entry: Uint8Array;
  readonly header: Uint8Array;
  readonly headerSalt: Uint8Array;
  readonly officer: Uint8Array;
  readonly officerSalt: Uint8Array;
  readonly personsSalt: Uint8Array;
  /** Canonical list of the person commitments: proves the others after one person was forgotten. */
  readonly personsList: Uint8Array;
  /** Each sealed under that person's own key; `pseudonym` is the index by which it is found and forgotten. */
  readonly persons: readonly {
    readonly pseudonym: Pseudonym;
    readonly salt: Uint8Array;
    readonly opening: Uint8Array;
  }[];
}

export interface LedgerReader {
  readonly origin: string;
  readonly vkey: string;
  /** The signed note as published last; `null` before the first. */
  checkpoint(): Promise<string | null>;
  tile(level: number, n: number, width: number): Promise<Uint8Array | null>;
  bundle(n: number, width: number): Promise<Uint8Array | null>;
  /** Entry and openings of an exchange's last decision; `index` is `null` until sequenced. */
  entryOf(id: ExchangeId): Promise<{
    readonly entry: Uint8Array;
    readonly header: Uint8Array;
    readonly headerSalt: Uint8Array;
    readonly index: number | null;
  } | null>;
  /** Age in ms of the oldest entry that is not sequenced; 0 when there is none. */
  behindMs(): Promise<number>;
}
