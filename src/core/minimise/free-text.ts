import { scanText } from "./bsn.ts";
import { findOtherNames } from "./names.ts";
import { findPhones } from "./phone.ts";
import { suspect, type Suspicion } from "./suspicion.ts";
import { mergeSpans, replaceSpans, viewOf, type Span } from "./view.ts";

/** What stands in the place of a phone, an e-mail address or the name of somebody else (domain.md §0.3). */
export const THIRD_PERSON = "[derde]";

const EMAIL = /[^\s@<>()[\]",;:]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}/gu;

export interface Redacted {
  readonly text: string;
  readonly bsn: number;
  readonly identityDocuments: number;
  readonly thirdPersons: number;
  readonly suspected: readonly Suspicion[];
}

export interface RedactContext {
  readonly subjectNames: readonly string[];
  /** Digits of declared identifiers. */
  readonly declared: ReadonlySet<string>;
}

/**
 * Free text without BSNs, phones, e-mail addresses and the names of others (`redact`). The subject's own phone goes too: where
 * the clause gives a phone, it gives it in its field. Tells what the text hints at, and cuts nothing for that.
 */
export function redactText(text: string, context: RedactContext): Redacted {
  const scan = scanText(text, { declared: context.declared });
  const spans = mergeSpans([...reachable(scan.text), ...findOtherNames(scan.text, context.subjectNames)]);
  return {
    text: replaceSpans(scan.text, spans, THIRD_PERSON),
    bsn: scan.bsn,
    identityDocuments: scan.identityDocuments,
    thirdPersons: spans.length,
    suspected: suspect(text),
  };
}

/** By phone or e-mail. */
function reachable(text: string): Span[] {
  const view = viewOf(text);
  const mails = view.text.includes("@") ? [...view.text.matchAll(EMAIL)].map(spanOf) : [];
  return [...mails, ...findPhones(view.text)].map((span) => view.original(span));
}

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

/** The phones of a text, in order. */
export function phonesIn(text: string): string[] {
  const view = viewOf(text);
  return findPhones(view.text).map((span) => view.text.slice(span.start, span.end));
}
