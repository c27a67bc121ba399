import type { Direction } from "../covenant/types.ts";
import type { Instant } from "../ids.ts";

/** Any value of a parsed document; made only by `document/parse.ts`, so free of duplicate and prototype keys. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Data = { readonly [field: string]: Value };

/** The signed header of a document (design §6). Instants are parsed; the rest is as sent. */
export interface Header {
  readonly format: "uitwisselpoort/1";
  readonly environment: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly actor: string;
  readonly covenant: string;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  readonly sentAt: Instant;
  readonly replyTo: string | null;
  /** Field names wanted: of every question. `null` for `in` and `out`, and for the late answer to a `pull`. */
  readonly ask: readonly string[] | null;
  /** For what went by other ways than the API; `null` = the API itself. */
  readonly channel: "post" | "phone" | "visit" | null;
}

export type SubjectRole = "tenant" | "co-tenant" | "occupant" | "guide" | "reporter" | "official" | "candidate";

/** As the sender names a person; the first is the main one, others name the field paths that are about them. */
export interface SubjectReference {
  readonly role: SubjectRole;
  readonly personRef: string | null;
  readonly partnerRef: string | null;
  readonly fields: readonly string[];
}

export interface AttachmentReference {
  readonly field: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
}

/** The opened, verified, parsed statement of a sender. */
export interface Document {
  readonly header: Header;
  readonly subjects: readonly SubjectReference[];
  readonly data: Data;
  readonly attachments: readonly AttachmentReference[];
}
