import type { Instant, Sha256 } from "../core/ids.ts";
import type { CountedUse, Period } from "../core/register-of-processing/use.ts";

/** One version of the register of processing, as it was kept. */
export interface KeptRegister {
  /** 1 for the first. */
  readonly number: number;
  readonly madeAt: Instant;
  readonly sha256: Sha256;
  /** Canonical JSON (RFC 8785). */
  readonly content: string;
}

export interface ProcessingRegisterStore {
  /**
   * Keeps a version when the newest is another, with the use of that moment beside it (JSON). Of two processes that find
   * the same change one keeps it. Throws DATABASE_UNAVAILABLE.
   */
  keep(version: Omit<KeptRegister, "number"> & { readonly use: string }): Promise<void>;
  /** The last version made before this instant; `null` before the first. */
  findBefore(instant: Instant): Promise<KeptRegister | null>;
  /** SHA-256 of the newest; `null` before the first. */
  newest(): Promise<Sha256 | null>;
  /** Exchanges of a period by clause and version, and which fields left; names only. */
  use(period: Period): Promise<readonly CountedUse[]>;
}
