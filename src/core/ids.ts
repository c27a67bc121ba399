import { GatewayError } from "./errors.ts";

declare const brand: unique symbol;
/** A type that only the one function which earns it can make. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type PartyId = Branded<string, "PartyId">;
/** Milliseconds since 1970, UTC. */
export type Instant = Branded<number, "Instant">;
/** UUIDv7 of one exchange. */
export type ExchangeId = Branded<string, "ExchangeId">;
/** The register's own, opaque name of a person; meaningless outside this gateway. */
export type Pseudonym = Branded<string, "Pseudonym">;
/** Lower-case hexadecimal SHA-256. */
export type Sha256 = Branded<string, "Sha256">;

const PARTY_ID = /^[a-z][a-z0-9-]{2,39}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;

export const isPartyId = (text: string): text is PartyId => PARTY_ID.test(text);
export const isUuid = (text: string): boolean => UUID.test(text);
export const isUuidV7 = (text: string): boolean => UUID_V7.test(text);

/** Refuses anything but 3 to 40 lower-case letters, digits and hyphens, letter first. */
export function parsePartyId(text: string): PartyId {
  if (!isPartyId(text)) {
    throw new GatewayError("ID_MALFORMED", "party id is not 3 to 40 lower-case letters, digits or hyphens");
  }
  return text;
}

/** Refuses anything but a lower-case UUID of version 7. */
export function parseExchangeId(text: string): ExchangeId {
  if (!UUID_V7.test(text)) throw new GatewayError("ID_MALFORMED", "exchange id is not a lower-case UUIDv7");
  return text as ExchangeId;
}

/** Refuses anything but 64 lower-case hexadecimal digits. */
export function parseSha256(text: string): Sha256 {
  if (!SHA256.test(text)) throw new GatewayError("ID_MALFORMED", "digest is not 64 lower-case hexadecimal digits");
  return text as Sha256;
}

/** Refuses what is not a whole number of milliseconds that a Date can hold. */
export function parseInstant(value: number): Instant {
  if (!Number.isSafeInteger(value) || Math.abs(value) > 8.64e15) {
    throw new GatewayError("ID_MALFORMED", "instant is not a whole number of milliseconds");
  }
  return value as Instant;
}
