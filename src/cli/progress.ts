import { isSet } from "./call-values.ts";
import type { Call } from "./command.ts";

const BAR_CHARS = 24;
/** A line that is drawn more often than this is only harder to read. */
const DRAW_MS = 100;
const CLEAR = "\r\u001b[K";

export interface Progress {
  show(done: number, of: number): void;
  /** Takes the bar away; what is printed next stands where it was. */
  end(): void;
}

const SILENT: Progress = { show: () => undefined, end: () => undefined };

/** A bar with count and rate on standard error, for people at a terminal alone. */
export function createProgress(call: Call, what: string): Progress {
  const { output, now } = call.toolbox;
  if (!output.errIsTerminal || isSet(call, "json")) return SILENT;
  const began = now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    show(done, of) {
      const at = now();
      if (at - drawn < DRAW_MS) return;
      drawn = at;
      output.err(`${CLEAR}${barLine({ done, of, what, ms: at - began })}`);
    },
    end: () => output.err(CLEAR),
  };
}

interface Drawn {
  readonly done: number;
  readonly of: number;
  readonly what: string;
  readonly ms: number;
}

function barLine({ done, of, what, ms }: Drawn): string {
  const filled = of === 0 ? 0 : Math.round((done / of) * BAR_CHARS);
  const bar = "█".repeat(filled) + "░".repeat(BAR_CHARS - filled);
  const rate = ms < 500 ? "" : `  ${grouped(Math.round((done / ms) * 1000))}/s`;
  return `${bar} ${grouped(done)} of ${grouped(of)} ${what}${rate}`;
}

/** `12,345` */
export const grouped = (count: number): string => count.toLocaleString("en-US");
