import { isUuid } from "../core/ids.ts";
import type { Call } from "./command.ts";
import { UsageError } from "./usage-error.ts";

type Values = Pick<Call, "values">;

/** An option's text; `undefined` where it was not given. */
export function textOf({ values }: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

export const isSet = ({ values }: Values, name: string): boolean => values[name] === true;

/** An option that this command cannot do without. */
export function neededText(call: Values, name: string): string {
  const value = textOf(call, name)?.trim();
  if (value === undefined || value === "")
    throw new UsageError(`option \`--${name}\` is missing`, "give it, see --help");
  return value;
}

/** `a,b,c`; empty parts are left out. */
export function listOf(call: Values, name: string): readonly string[] | undefined {
  return textOf(call, name)
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** A whole number of seconds, 0 to `max`. */
export function secondsOf(call: Values, { name, max }: { readonly name: string; readonly max: number }): number {
  const text = textOf(call, name);
  if (text === undefined) return 0;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds <= max)) throw new UsageError(`option \`--${name}\` is no number of seconds`, `give 0 to ${max}`);
  return seconds;
}

/** A positional that the command's own table says is there. */
export const positional = ({ positionals }: Pick<Call, "positionals">, at: number): string => positionals[at] ?? "";

/** The id of an exchange, hold, alert, consent or tie, as other commands print them. */
export function idOf(call: Pick<Call, "positionals">): string {
  const id = positional(call, 0);
  if (!isUuid(id)) throw new UsageError("argument ID is no UUID", "copy it whole from the command that lists it");
  return id;
}
