import type { Party } from "../core/catalogue/party.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import type { Judgement } from "../core/decision/types.ts";
import type { Document } from "../core/document/types.ts";
import { scanText } from "../core/minimise/bsn.ts";
import { documentWithoutProhibited } from "../core/minimise/prohibited.ts";

/**
 * A question under a clause, with which a late answer is judged: the same work whoever it is about and whatever became of
 * it. `null` for anything else.
 */
export function keptQuestion({ case: given, clause }: Judgement): Document | null {
  const { document, late, sender, catalogue } = given;
  if (clause === null || late !== null || document.header.ask === null) return null;
  return keptDocument(document, { sender, catalogue });
}

/** A document as it may be kept: freed of what never is. */
export function keptDocument(
  document: Document,
  { sender, catalogue }: { readonly sender: Pick<Party, "role">; readonly catalogue: Catalogue },
): Document {
  return withoutForeignRefs(documentWithoutProhibited(document, catalogue).data, sender);
}

/** Nobody is found by a `personRef` that a partner made up, so it need not be kept; nor need what is no reference of ours. */
function withoutForeignRefs(document: Document, { role }: Pick<Party, "role">): Document {
  if (role === "controller") return document;
  const subjects = document.subjects.map((subject) => ({
    ...subject,
    personRef: null,
    partnerRef: scanText(subject.partnerRef ?? "").bsn === 0 ? subject.partnerRef : null,
  }));
  return { ...document, subjects };
}
