import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Data, Document, Value } from "../document/types.ts";
import { declaredDigits, scanText } from "./bsn.ts";
import { isFields } from "./shape.ts";
import { sweepData, type Sweep } from "./sweep.ts";

/** Twice the longest identifier, which may come in pieces that compose. */
const IDENTIFIER_MAX = 128;

export interface Cleaned<T> {
  readonly data: T;
  /** BSNs taken out, by name, by number or out of a text. */
  readonly bsn: number;
  readonly identityDocuments: number;
  /** Other members of class X. */
  readonly prohibited: number;
}

/**
 * A whole document's data without class X (by field and by the name of a key, at any depth, JSON numbers too) and without
 * BSNs anywhere, keys included (Annex B rule 10). To be called before anything is held or stored. Types are used only to
 * leave identifiers, phones and IBANs whole; nothing is refused here.
 */
export function withoutProhibited(data: Data, catalogue: Catalogue): Cleaned<Data> {
  return counting(catalogue, declaredIdentifiers(data, catalogue), (by) => sweepData(data, by));
}

/** The same for everything of a document that may be kept: its data and the names of its attachments. */
export function documentWithoutProhibited(document: Document, catalogue: Catalogue): Cleaned<Document> {
  const declared = declaredIdentifiers(document.data, catalogue);
  return counting(catalogue, declared, (by) => {
    const attachments = document.attachments.map((attachment) => ({
      ...attachment,
      name: cleanName(attachment.name, by),
    }));
    return { ...document, data: sweepData(document.data, by), attachments };
  });
}

/** Values of `identifier` fields, dotted ones too: never mistaken for a BSN in the same message (Annex B rule 5). */
export function declaredIdentifiers(data: Data, catalogue: Catalogue): string[] {
  const declared: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!isFields(value)) look(name, value);
    else for (const [member, inner] of Object.entries(value)) look(`${name}.${member}`, inner);
  }
  return declared;

  function look(name: string, value: Value): void {
    if (typeof value !== "string" && typeof value !== "number") return;
    // A longer one is no identifier, so excuses nothing, and need not be read for its digits.
    if (String(value).length > IDENTIFIER_MAX) return;
    if (fieldOf(catalogue, name)?.type === "identifier") declared.push(String(value));
  }
}

function counting<T>(catalogue: Catalogue, identifiers: readonly string[], clean: (by: Sweep) => T): Cleaned<T> {
  const counts = { "bsn": 0, "identity-document": 0, "prohibited": 0 };
  const data = clean({
    catalogue,
    declared: declaredDigits(identifiers),
    prohibits: (definition) => definition.sensitivity === "X",
    count: (kind, count) => (counts[kind] += count),
  });
  return { data, bsn: counts.bsn, identityDocuments: counts["identity-document"], prohibited: counts.prohibited };
}

function cleanName(name: string, by: Sweep): string {
  const scan = scanText(name, { declared: by.declared });
  by.count("bsn", scan.bsn);
  by.count("identity-document", scan.identityDocuments);
  return scan.text;
}
