import type { Span } from "./view.ts";

// The lines of a machine-readable zone are 30, 36 or 44 characters (ICAO 9303); two short of 30 allows for a bad scan.
const RUN = /[A-Z0-9<]{28,}/giu;
const DUTCH_HEAD = /(?<![A-Z0-9<])[PI]<NLD[A-Z0-9<]*/giu;
const GAP_MAX = 4;

/** Machine-readable zones of identity documents, each a block from its first line to its last (Annex B rule 8). */
export function findMachineReadable(text: string): Span[] {
  if (!text.includes("<")) return [];
  const heads = [...text.matchAll(DUTCH_HEAD)].map(spanOf);
  const runs = [...text.matchAll(RUN)].map(spanOf);
  const blocks: { start: number; end: number; sure: boolean }[] = [];
  for (const line of [...heads, ...runs].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const sure = isZoneLine(text.slice(line.start, line.end));
    const last = blocks.at(-1);
    if (last !== undefined && line.start - last.end <= GAP_MAX && text.slice(last.end, line.start).trim() === "") {
      last.end = Math.max(last.end, line.end);
      last.sure ||= sure;
    } else blocks.push({ ...line, sure });
  }
  return blocks.filter((block) => block.sure).map(({ start, end }) => ({ start, end }));
}

/** Fillers between letters or digits; a row of `<` alone is an ornament. */
function isZoneLine(line: string): boolean {
  return /^[PI]<NLD/i.test(line) || (/[A-Z0-9]{5}/i.test(line) && (line.includes("<<") || line.split("<").length > 3));
}

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });
