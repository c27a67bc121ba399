import { styleText } from "node:util";

/** Colour with words: every colour stands on a word that says the same, so that nothing is lost without it. */
export interface Style {
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** FORCE_COLOR, then NO_COLOR (no-color.org), then whether people look at a terminal. */
export function wantsColour({ FORCE_COLOR, NO_COLOR, TERM }: Environment, isTerminal: boolean): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return isTerminal && TERM !== "dumb";
}

export function createStyle(colours: boolean): Style {
  const paint =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      // Whether to colour is settled above, for this stream; node would look at standard output.
      colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: paint("green"),
    warn: paint("yellow"),
    bad: paint("red"),
    dim: paint("dim"),
    strong: paint("bold"),
  };
}
