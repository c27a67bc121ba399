import type { ExitCode } from "./exit-codes.ts";
import type { Style } from "./style.ts";
import type { Toolbox } from "./toolbox.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** What the value is called in help; strings only. */
  readonly value?: string;
  readonly says: string;
}
export type Options = Readonly<Record<string, OptionSpec>>;

export interface ArgumentSpec {
  readonly name: string;
  readonly says: string;
  readonly optional?: boolean;
  /** Any number of them; the last argument only. */
  readonly many?: boolean;
}

export const GROUPS = [
  "exchanges",
  "covenants",
  "consents and ties",
  "people who decide",
  "this installation",
  "the ledger",
  "a witness",
  "help",
] as const;

export interface Command {
  /** One or two words. */
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly says: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: Options;
  readonly examples: readonly string[];
  /** Talks to a gateway, or trusts its keys: takes `--profile`. */
  readonly profile: boolean;
  run(call: Call): Promise<Result>;
}

/** What a command gives back; `run.ts` prints the one or the other. */
export interface Result {
  readonly exitCode: ExitCode;
  /** For `--json`: members in a fixed order, added to but never changed. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For people. */
  readonly text: readonly string[];
}

/** One call of a command, its line parsed and checked against its arguments and options. */
export interface Call {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly toolbox: Toolbox;
  /** For standard output, where `text` goes. */
  readonly style: Style;
  /** Progress and what is by the way, on standard error; silent under `--json`. */
  readonly note: (text: string) => void;
  readonly noteStyle: Style;
}
