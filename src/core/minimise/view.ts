/**
 * A text as it is looked at: NFKC, every Unicode digit an ASCII digit, marks and invisible characters gone, dashes, dots,
 * slashes and spaces of one kind (Annex B rule 2). Each character knows where in the original it stands, so that what is
 * found here can be cut there.
 */
export interface View {
  readonly text: string;
  /** The stretch of the original that a stretch of the view was made from. */
  readonly original: (span: Span) => Span;
}

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

// Marks, format characters (zero width, soft hyphen, bidi), controls that are no white space, and blank letters.
const INVISIBLE = /[\p{M}\p{Cf}\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u115F\u1160\u3164\uFFA0]/u;
const DASH = /[\p{Pd}\u2212]/u;
const DOT = /[\u00B7\u2022\u2024\u2027\u2219\u3002\u30FB\u066B\u06D4]/u;
const SLASH = /[\u2044\u2215\u29F8]/u;
const SPACE = /[\p{Zs}\u2800]/u;
const LINE = /[\u0085\u2028\u2029]/u;
const UNDERSCORE = /\p{Pc}/u;
const DIGIT = /\p{Nd}/u;

/** Costs one look at every character; a text of plain ASCII is its own view. */
export function viewOf(text: string): View {
  if (isPlain(text)) return { text, original: (span) => span };
  const starts: number[] = [];
  const ends: number[] = [];
  const out: string[] = [];
  let at = 0;
  for (const char of text) {
    const seen = seenAs(char);
    for (let unit = 0; unit < seen.length; unit++) {
      starts.push(at);
      ends.push(at + char.length);
    }
    if (seen !== "") out.push(seen);
    at += char.length;
  }
  const original = ({ start, end }: Span): Span => ({ start: starts[start] ?? at, end: ends[end - 1] ?? at });
  return { text: out.join(""), original };
}

/** Tab, line breaks and printable ASCII only. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7e || (code < 0x20 && (code < 0x09 || code > 0x0d))) return false;
  }
  return true;
}

function seenAs(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0x20 && code <= 0x7e) return char;
  if (INVISIBLE.test(char)) return "";
  let seen = "";
  for (const part of char.normalize("NFKC")) seen += asciiOf(part);
  return seen;
}

function asciiOf(char: string): string {
  if (char.charCodeAt(0) < 0x80) return char;
  if (DIGIT.test(char)) return digitOf(char.codePointAt(0) as number);
  if (INVISIBLE.test(char)) return "";
  if (SPACE.test(char)) return " ";
  if (DASH.test(char)) return "-";
  if (DOT.test(char)) return ".";
  if (SLASH.test(char)) return "/";
  if (LINE.test(char)) return "\n";
  return UNDERSCORE.test(char) ? "_" : char;
}

/** Unicode gives digits in unbroken rows of ten, zero first; two rows may touch. */
function digitOf(codePoint: number): string {
  let first = codePoint;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return String((codePoint - first) % 10);
}

/** Cuts stretches out of a text and puts one word in the place of each. They must be in order and apart. */
export function replaceSpans(text: string, spans: readonly Span[], word: string): string {
  if (spans.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const span of spans) {
    pieces.push(text.slice(at, span.start), word);
    at = span.end;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}

/** In order, and those that overlap made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else merged.push(span);
  }
  return merged;
}

/** The stretch that holds this position, of stretches in order and apart; `null` when none does. */
export function spanAt(spans: readonly Span[], position: number): Span | null {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle] as Span;
    if (position < span.start) high = middle - 1;
    else if (position >= span.end) low = middle + 1;
    else return span;
  }
  return null;
}
