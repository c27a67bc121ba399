import type { Direction } from "../core/covenant/types.ts";
import type { Data } from "../core/document/types.ts";
import type { Connection } from "./connection.ts";
import type { CheckedReceipt, ReceiptAnswer } from "./receipt.ts";

/** What a sender says; the rest of the header comes from the profile. */
export interface Outgoing {
  readonly covenant: string;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message?: string;
  readonly to?: string;
  readonly actor?: string;
  /** Kept by the caller over retries: the same id is the same document, once (design §6). */
  readonly messageId?: string;
  /** Kept with `messageId`: a document sent again is the same to the byte. */
  readonly sentAt?: string;
  /** The `messageId` of what this is a reply to. With `direction: "pull"` and no `ask`: the late answer to that question. */
  readonly replyTo?: string;
  /** For what went by another way than the API. */
  readonly channel?: "post" | "phone" | "visit";
  /** Fields wanted; for a question. */
  readonly ask?: readonly string[];
  readonly subjects?: readonly object[];
  readonly data: Data;
  /** By reference: no content. */
  readonly attachments?: readonly object[];
}

/** The decision as the gateway answers it: 201, 202 and the problem document of 403 alike. */
export interface Answered {
  readonly exchangeId: string;
  readonly outcome: "allow" | "hold" | "deny";
  readonly reasons: readonly {
    readonly code: string;
    readonly param?: string;
    readonly says: string;
    readonly next: string;
  }[];
  readonly fields: readonly {
    readonly field: string;
    readonly verdict: string;
    readonly transform: string | null;
    readonly reason: { readonly code: string; readonly says: string } | null;
  }[];
  readonly retryable: boolean;
  /** W3C Trace Context: the trace that the document went under, and the gateway's step in it. */
  readonly trace: { readonly traceId: string; readonly spanId: string };
  readonly answer?: { readonly sha256: string; readonly content: string };
  readonly hold?: { readonly dueAt: string };
}

/** A parcel opened: decrypted with our key, its signature by the gateway verified. */
export interface OpenedParcel {
  readonly header: Readonly<Record<string, unknown>>;
  readonly subjects: readonly object[];
  readonly data: Data;
  readonly sha256: string;
}

export interface PartnerClient {
  readonly connection: Connection;
  /** Signs, encrypts and posts. A refusal is an answer; only what is broken throws. */
  send(outgoing: Outgoing): Promise<Answered>;
  /** Asks, and opens the answer where there is one. */
  ask(outgoing: Omit<Outgoing, "direction">): Promise<Answered & { readonly opened: OpenedParcel | null }>;
  /** A page: `next` for the rest of it now, `cursor` to go on from another time. */
  inbox(query?: {
    readonly after?: string;
    readonly waitSeconds?: number;
    readonly unfetched?: boolean;
  }): Promise<{ readonly items: readonly Answered[]; readonly next: string | null; readonly cursor: string }>;
  fetch(exchangeId: string): Promise<OpenedParcel>;
  acknowledge(exchangeId: string, kind?: "receipt" | "deletion"): Promise<{ readonly recorded: boolean }>;
  /** Verified against the ledger key and the certificate that the profile pins. */
  receipt(exchangeId: string, waitSeconds?: number): Promise<ReceiptAnswer & { readonly checked: CheckedReceipt }>;
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
}
