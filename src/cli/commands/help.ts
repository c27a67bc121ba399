import { GROUPS, type Command, type Options, type Result } from "../command.ts";
import { EXIT, EXIT_SAYS } from "../exit-codes.ts";
import { optionsOf, unknownCommand } from "../parse-line.ts";
import type { Style } from "../style.ts";

/** The help command knows all others, itself among them. */
export function createHelp(commands: () => readonly Command[]): Command {
  return {
    name: "help",
    group: "help",
    says: "this list, one command, `exit-codes` or `settings`",
    profile: false,
    arguments: [
      { name: "TOPIC", says: "a command, `exit-codes` or `settings`", optional: true },
      { name: "WORD", says: "the second word of a command", optional: true },
    ],
    options: {},
    examples: ["gateway help send", "gateway help exit-codes"],
    run: ({ positionals, style }) => Promise.resolve(topic(positionals, { commands: commands(), style })),
  };
}

interface Given {
  readonly commands: readonly Command[];
  readonly style: Style;
}

function topic([first, second]: readonly string[], given: Given): Result {
  if (first === undefined) return overview(given);
  if (first === "exit-codes") return exitCodes();
  if (first === "settings") return settings();
  const name = second === undefined ? first : `${first} ${second}`;
  const exact = given.commands.find((command) => command.name === name);
  if (exact !== undefined) return commandHelp(exact, given.style);
  const verbs = given.commands.filter((command) => second === undefined && command.name.startsWith(`${first} `));
  if (verbs.length > 0) return overview({ ...given, commands: verbs });
  throw unknownCommand(given.commands, [first, second]);
}

/** Every command with one line each, by group. */
export function overview({ commands, style }: Given): Result {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = GROUPS.map((group) => ({ group, members: commands.filter((command) => command.group === group) }));
  return {
    exitCode: EXIT.ok,
    json: { commands: commands.map(({ name, says }) => ({ name, says })) },
    text: [
      "usage: gateway COMMAND [--profile FILE] [--json]",
      ...groups
        .filter(({ members }) => members.length > 0)
        .flatMap(({ group, members }) => [
          "",
          style.strong(group),
          ...members.map(({ name, says }) => `  ${name.padEnd(width)}  ${says}`),
        ]),
      "",
      "more: gateway COMMAND --help, gateway help exit-codes, gateway help settings",
    ],
  };
}

export function commandHelp(command: Command, style: Style): Result {
  const { name, says, arguments: known, examples } = command;
  const options = optionsOf(command);
  const names = known.map((argument) => (argument.optional === true ? `[${argument.name}]` : argument.name));
  return {
    exitCode: EXIT.ok,
    json: {
      name,
      says,
      arguments: known.map((argument) => ({ name: argument.name, optional: argument.optional === true })),
      options: Object.entries(options).map(([option, { type, says: meaning }]) => ({
        name: option,
        type,
        says: meaning,
      })),
      examples,
    },
    text: [
      says,
      "",
      `usage: ${["gateway", name, ...names, "[options]"].join(" ")}`,
      ...(known.length === 0 ? [] : ["", style.strong("arguments")]),
      ...aligned(known.map((argument) => [argument.name, argument.says])),
      "",
      style.strong("options"),
      ...aligned(Object.entries(options).map(([option, spec]) => [shown(option, spec), spec.says])),
      "",
      style.strong("examples"),
      ...examples.map((line) => `  ${line}`),
    ],
  };
}

const shown = (option: string, { value }: Options[string]): string =>
  value === undefined ? `--${option}` : `--${option} ${value}`;

function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function exitCodes(): Result {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return {
    exitCode: EXIT.ok,
    json: { exitCodes: names.map((name) => ({ code: EXIT[name], name, says: EXIT_SAYS[name] })) },
    text: names.map((name) => `${String(EXIT[name]).padStart(4)}  ${name.padEnd(11)}  ${EXIT_SAYS[name]}`),
  };
}

const SETTINGS = [
  ["GATEWAY_PROFILE", "the profile, where --profile is not given"],
  ["GATEWAY_KEYS_DIR", "the key folder, where --keys is not given"],
  ["GATEWAY_PASSPHRASE_FILE", "a file with the passphrase of the keys"],
  ["GATEWAY_PASSPHRASE", "the passphrase itself; a file is safer"],
  ["GATEWAY_CONTRACTS_DIR", "the contracts folder, where --contracts is not given"],
  ["GATEWAY_CERTIFICATES_DIR", "certificates of parties, `<party>.asc`"],
  ["NO_COLOR", "no colour, ever"],
  ["FORCE_COLOR", "colour, also where nobody looks; 0 for none"],
] as const;

function settings(): Result {
  return {
    exitCode: EXIT.ok,
    json: { settings: SETTINGS.map(([name, says]) => ({ name, says })) },
    text: aligned(SETTINGS),
  };
}
