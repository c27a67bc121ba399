import { parseDocument } from "../../../src/core/document/parse.ts";
import type { GatewayError } from "../../../src/core/errors.ts";

type Members = Readonly<Record<string, unknown>>;

/** Stands wherever a sender can make something up; no error may repeat it. */
export const SECRET = "Geheimstraat";

export const HEADER: Members = {
  format: "uitwisselpoort/1",
  environment: "sandbox",
  messageId: "0192f0c1-0000-7000-8000-000000000001",
  from: "oosterpoort",
  to: "gemeente-bergendal",
  actor: "system:huurincasso",
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  sentAt: "2026-11-22T11:00:00+01:00",
  replyTo: null,
};
export const ASKED: Members = { ...HEADER, direction: "pull", ask: ["lastName"] };
export const ATTACHMENT: Members = {
  field: "photo",
  name: "kraan.jpg",
  mediaType: "image/jpeg",
  size: 48_213,
  sha256: "0f".repeat(32),
};
export const DOCUMENT: Members = {
  header: HEADER,
  subjects: [{ role: "tenant", personRef: "T-2001" }],
  data: { caseRef: "S-1", arrearsAmount: 1420.5, remindersSent: ["2026-10-02"] },
  attachments: [ATTACHMENT],
};

export const without = (members: Members, name: string): Members =>
  Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));

export const parse = (document: unknown): ReturnType<typeof parseDocument> =>
  parseDocument(new TextEncoder().encode(JSON.stringify(document)));

/** What a document is refused with. Throws when it was let in. */
export function refusalOf(document: unknown): GatewayError {
  try {
    parse(document);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error("the document was let in");
}

/** All that an error may say to anybody. */
export const wordsOf = ({ message, remedy, at, cause }: GatewayError): string =>
  [message, remedy, at, cause instanceof Error ? cause.message : cause].map(String).join("\n");
