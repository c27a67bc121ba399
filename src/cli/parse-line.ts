import { parseArgs } from "node:util";
import type { Call, Command, Options } from "./command.ts";
import { findNearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

export const GLOBAL_OPTIONS: Options = {
  json: { type: "boolean", says: "print one JSON object and nothing else" },
  help: { type: "boolean", says: "show this help" },
};
export const PROFILE_OPTION: Options = {
  profile: { type: "string", value: "FILE", says: "who you are and where the gateway is; or set GATEWAY_PROFILE" },
};
/** Words that are safe to say back: anything else may be a value that slipped into the wrong place. */
const A_WORD = /^[a-z][a-z-]{0,24}$/;

export const optionsOf = (command: Command): Options => ({
  ...command.options,
  ...(command.profile ? PROFILE_OPTION : {}),
  ...GLOBAL_OPTIONS,
});

export interface Found {
  readonly command: Command;
  /** What is left of the line. */
  readonly rest: readonly string[];
}

/** The command that a line begins with, after global options; two words before one. `null` for a line without words. */
export function findCommand(line: readonly string[], commands: readonly Command[]): Found | null {
  const { tokens } = parseArgs({
    args: [...line],
    options: { profile: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  const words = tokens.filter((token) => token.kind === "positional");
  const [first, second] = words;
  if (first === undefined) return null;
  const withoutWords = (count: number): readonly string[] =>
    line.filter((_, at) => !words.slice(0, count).some(({ index }) => index === at));
  const two = second === undefined ? undefined : byName(commands, `${first.value} ${second.value}`);
  if (two !== undefined) return { command: two, rest: withoutWords(2) };
  // `holds shwo` is a slip of `holds show`, not `holds list` with an argument.
  const isAlone = second?.index !== first.index + 1;
  const one = byName(commands, first.value) ?? (isAlone ? byName(commands, DEFAULTS[first.value] ?? "") : undefined);
  if (one !== undefined) return { command: one, rest: withoutWords(1) };
  throw unknownCommand(commands, [first.value, second?.value]);
}

/** A noun that means something without its verb. */
const DEFAULTS: Readonly<Record<string, string>> = {
  holds: "holds list",
  alerts: "alerts list",
  consents: "consents list",
  relations: "relations list",
};

const byName = (commands: readonly Command[], name: string): Command | undefined =>
  commands.find((command) => command.name === name);

/** With the nearest command, or those that go on from the first word. */
export function unknownCommand(
  commands: readonly Command[],
  [first, second]: readonly [string, string | undefined],
): UsageError {
  const names = commands.map(({ name }) => name);
  const verbs = names.filter((name) => name.startsWith(`${first} `));
  const whole = second === undefined ? null : findNearest(`${first} ${second}`, verbs.length > 0 ? verbs : names);
  const nouns = [...new Set(names.map((name) => name.split(" ")[0] ?? name))];
  const meant = whole ?? (verbs.length > 0 ? null : findNearest(first, nouns));
  if (meant !== null) return new UsageError(what(first), `did you mean \`gateway ${meant}\`?`);
  if (verbs.length === 0) return new UsageError(what(first), "see `gateway help`");
  return new UsageError(
    `\`gateway ${first}\` needs another word`,
    `one of ${verbs.map((verb) => `\`gateway ${verb}\``).join(", ")}`,
  );
}

const what = (word: string): string =>
  A_WORD.test(word) ? `there is no such command: \`${word}\`` : "there is no such command";

/** Checks the rest of a line against what its command takes. Throws UsageError naming the option or argument, never its value. */
export function parseLine({ command, rest }: Found): Pick<Call, "positionals" | "values"> {
  const options = optionsOf(command);
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, name === "help" ? { type, short: "h" } : { type }]),
  );
  try {
    const { positionals, values } = parseArgs({ args: [...rest], options: config, allowPositionals: true });
    // Whoever asks for help need not have got the rest right.
    if (values["help"] !== true) countArguments(command, positionals.length);
    return { positionals, values: values };
  } catch (error) {
    throw error instanceof UsageError ? error : optionError(error, { command, names: Object.keys(options) });
  }
}

function countArguments({ name, arguments: known }: Command, given: number): void {
  const see = `see \`gateway ${name} --help\``;
  const missing = known.find(({ optional }, at) => at >= given && optional !== true);
  if (missing !== undefined) throw new UsageError(`argument ${missing.name} is missing`, see);
  if (given > known.length && known.at(-1)?.many !== true)
    throw new UsageError(`\`gateway ${name}\` takes fewer arguments`, see);
}

/** Node's own messages repeat what was typed; only the option's name is taken from them. */
function optionError(error: unknown, known: { readonly command: Command; readonly names: readonly string[] }): unknown {
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code !== "string" || !code.startsWith("ERR_PARSE_ARGS_")) return error;
  const see = `see \`gateway ${known.command.name} --help\``;
  const typed = /'(?:-\w, )?--([a-z][a-z-]{0,24})/.exec((error as Error).message)?.[1];
  if (typed === undefined) return new UsageError("an option is not one of this command", see);
  if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    return new UsageError(`option \`--${typed}\` needs a value or takes none`, see);
  }
  const meant = findNearest(typed, known.names);
  return new UsageError(
    `there is no option \`--${typed}\` here`,
    meant === null ? see : `did you mean \`--${meant}\`?`,
  );
}
