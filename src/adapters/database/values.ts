import { parseInstant } from "../../core/ids.ts";
import type { Instant, Sha256 } from "../../core/ids.ts";

/** An instant as PostgreSQL reads it, whatever the session's zone. */
export const instantText = (instant: Instant): string => new Date(instant).toISOString();

export const instantOf = (date: Date): Instant => parseInstant(date.getTime());
export const instantOrNull = (date: Date | null): Instant | null => (date === null ? null : instantOf(date));

export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

/** A column that a CHECK holds to 32 bytes. */
export const sha256FromBytes = (bytes: Uint8Array): Sha256 => hexOf(bytes) as Sha256;
