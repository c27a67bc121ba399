import type { Instant } from "../ids.ts";

export type PartyRole =
  "controller" | "co-controller" | "processor" | "authority" | "representative" | "volunteer" | "corporation";

/** A key of one of the party's clients, for private_key_jwt. */
export interface ClientKey {
  readonly kid: string;
  readonly alg: "ES256" | "PS256" | "RS256";
  /** Public JWK members as strings. */
  readonly jwk: Readonly<Record<string, string>>;
}

/** Software that speaks for the party: its own, or an operator's under a processing agreement. */
export interface PartyClient {
  readonly clientId: string;
  /** The party whose software this is; `null` = the party's own. */
  readonly operator: string | null;
  readonly scopes: readonly string[];
  readonly keys: readonly ClientKey[];
  /** For staff of the controller: an opaque name and a role (design §6, holds). */
  readonly person: string | null;
  readonly role: StaffRole | null;
}

export type StaffRole = "privacy-officer" | "deputy" | "fg" | "collections-lead" | "approver" | "auditor" | "operator";

export interface Party {
  readonly id: string;
  readonly name: string;
  readonly role: PartyRole;
  readonly contact: { readonly email: string; readonly phone: string | null; readonly address: string | null };
  /** CBS codes of the municipalities it acts for; empty where that means nothing. */
  readonly municipalityCodes: readonly string[];
  /** Primary fingerprints, upper-case hexadecimal, of the OpenPGP certificates it signs and reads with. */
  readonly fingerprints: readonly string[];
  readonly clients: readonly PartyClient[];
  readonly agreements: readonly Agreement[];
  /** `false`: within the EEA or with adequacy; `true` demands a transfer mechanism. */
  readonly outsideEea: boolean;
  /** The sort of organisation, where that sort is refused by design (`refused.yaml`); absent or `null` otherwise. */
  readonly sector?: string | null;
}

/** A processing agreement (AVG 28) or a transfer mechanism (AVG 46), with its own validity. */
export interface Agreement {
  readonly kind: "processing" | "transfer";
  readonly ref: string;
  readonly from: Instant;
  readonly until: Instant;
}
