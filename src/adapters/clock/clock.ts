import { randomBytes } from "node:crypto";
import { parseInstant, type Instant } from "../../core/ids.ts";

/** The machine's clock, in whole milliseconds UTC. */
export const systemNow = (): Instant => parseInstant(Date.now());

/** Cryptographically strong bytes. */
export const systemRandom = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));
