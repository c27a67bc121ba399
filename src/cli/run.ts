import { printJson } from "./clean.ts";
import type { Call, Result } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { commandHelp, overview } from "./commands/help.ts";
import { errorLines, errorView } from "./error-view.ts";
import { EXIT, exitOf, type ExitCode } from "./exit-codes.ts";
import { findCommand, parseLine } from "./parse-line.ts";
import { createStyle, wantsColour } from "./style.ts";
import type { Toolbox } from "./toolbox.ts";

/** The `json` of every answer begins with it; a member changes its meaning only under another number. */
const JSON_VERSION = 1;

/** One command from its line to its exit code; never throws. */
export async function run(line: readonly string[], toolbox: Toolbox): Promise<ExitCode> {
  const isJson = line.includes("--json");
  try {
    const result = await resultOf(line, toolbox, isJson);
    print(result, { toolbox, isJson });
    return result.exitCode;
  } catch (error) {
    const exitCode = exitOf(error);
    printError(error, { toolbox, isJson, exitCode });
    return exitCode;
  }
}

async function resultOf(line: readonly string[], toolbox: Toolbox, isJson: boolean): Promise<Result> {
  const { env, output } = toolbox;
  const style = createStyle(wantsColour(env, output.outIsTerminal));
  const noteStyle = createStyle(wantsColour(env, output.errIsTerminal));
  const found = findCommand(line, COMMANDS);
  if (found === null) return nothingAsked(line, { commands: COMMANDS, style });
  const parsed = parseLine(found);
  if (parsed.values["help"] === true) return commandHelp(found.command, style);
  const note = (text: string): void => {
    if (!isJson) output.err(`${text}\n`);
  };
  const call: Call = { ...parsed, toolbox, style, note, noteStyle };
  return found.command.run(call);
}

/** `gateway --help` is answered; `gateway` alone asked for nothing, which a script should notice. */
function nothingAsked(line: readonly string[], given: Parameters<typeof overview>[0]): Result {
  const asked = line.includes("--help") || line.includes("-h");
  return { ...overview(given), exitCode: asked ? EXIT.ok : EXIT.usage };
}

function print(
  { json, text }: Result,
  { toolbox, isJson }: { readonly toolbox: Toolbox; readonly isJson: boolean },
): void {
  if (isJson) toolbox.output.out(`${printJson({ v: JSON_VERSION, ...json })}\n`);
  else if (text.length > 0) toolbox.output.out(`${text.join("\n")}\n`);
}

interface Failed {
  readonly toolbox: Toolbox;
  readonly isJson: boolean;
  readonly exitCode: ExitCode;
}

function printError(error: unknown, { toolbox, isJson, exitCode }: Failed): void {
  const { env, output } = toolbox;
  const view = errorView(error);
  if (isJson) output.out(`${printJson({ v: JSON_VERSION, error: view, exitCode })}\n`);
  else output.err(`${errorLines(view, createStyle(wantsColour(env, output.errIsTerminal))).join("\n")}\n`);
}
