import { fieldOf } from "../catalogue/look-up.ts";
import type { Approval, Leg } from "../covenant/types.ts";
import type { Data, Value } from "../document/types.ts";
import { declaredIdentifiers } from "../minimise/prohibited.ts";
import type { MinimiseContext, Plan, PlannedField } from "../minimise/types.ts";
import { reasonOf } from "./check-result.ts";
import type { Context } from "./context.ts";
import { bodyRules, questionRules, whyWithheldBy, type Candidate, type Rule } from "./plan-rules.ts";
import { shownName } from "./shown-name.ts";
import { isLifted } from "./special.ts";
import { namesIn, valueAt } from "./values.ts";

const NAMES = ["lastName", "firstNames", "callName", "initials"];

/**
 * The plan for every field that would be passed on: those of the data, of a pull's answer those that it holds and those
 * that were asked, and the required ones that are absent. In order of name, so that the order of the data tells nothing.
 */
export function planBody(context: Context): Plan {
  const leg = context.clause?.document ?? null;
  const ask = context.header.ask;
  const asked = (name: string): boolean => ask === null || ask.includes(name);
  const names = [...namesIn(context.body ?? {}, context.case.catalogue, leg), ...(ask ?? []), ...context.required];
  return {
    fields: planFields(names, { context, leg, rules: bodyRules }),
    requiredOneOf: (leg?.requiredOneOf ?? []).filter((group) => group.some(asked)),
    context: minimiseContext(context),
  };
}

/** The plan for what a pull asks with; `null` where nothing asks. Nothing in it depends on who the person is. */
export function planQuestion(context: Context): Plan | null {
  const { header, clause, case: given } = context;
  if (header.direction !== "pull") return null;
  const leg = clause?.question ?? null;
  const required = [...(leg?.fields.values() ?? [])].filter((field) => field.required).map(({ name }) => name);
  const names = [...namesIn(given.document.data, given.catalogue, leg), ...required];
  return {
    fields: planFields(names, { context, leg, rules: questionRules }),
    requiredOneOf: leg?.requiredOneOf ?? [],
    context: minimiseContext(context),
  };
}

interface Planning {
  readonly context: Context;
  readonly leg: Leg | null;
  readonly rules: readonly Rule[];
}

/** Names that may not be shown share one entry; what is prohibited among them is what it tells. */
function planFields(names: readonly string[], planning: Planning): readonly PlannedField[] {
  const byName = new Map<string, PlannedField>();
  for (const name of new Set(names)) {
    const planned = planField(name, planning);
    if (byName.get(planned.name)?.reason?.code !== "PROHIBITED_REMOVED") byName.set(planned.name, planned);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function planField(name: string, { context, leg, rules }: Planning): PlannedField {
  const listed = leg?.fields.get(name) ?? null;
  const definition = fieldOf(context.case.catalogue, name);
  const candidate: Candidate = { name, listed, definition };
  const code = whyWithheldBy(rules, candidate, context);
  const required = listed?.required === true;
  if (code !== null || listed === null || definition === null) {
    const shown = definition === null ? shownName(name) : name;
    return { ...WITHHELD, name: shown, required, reason: reasonOf(code ?? "FIELD_STRIPPED", shown) };
  }
  const lift = isLifted({ field: listed, definition }, context) ? listed.lifted : null;
  return {
    name,
    action: "release",
    transform: lift?.transform ?? listed.transform,
    reason: null,
    required,
    specialCodesAllowed: lift !== null,
    approval: lift?.approval ?? listed.approval,
  };
}

const WITHHELD = {
  action: "withhold",
  transform: { id: "drop" },
  specialCodesAllowed: false,
  approval: null as Approval | null,
} as const;

function minimiseContext({ case: given, body }: Context): MinimiseContext {
  const { catalogue, document, now, pseudonymise } = given;
  const sources: readonly Data[] = [document.data, ...(body === null || body === document.data ? [] : [body])];
  const texts = (name: string): string[] =>
    sources.map((data) => valueAt(data, name)).filter((value: Value | undefined) => typeof value === "string");
  return {
    catalogue,
    now,
    pseudonymise,
    declaredIdentifiers: [...new Set(sources.flatMap((data) => declaredIdentifiers(data, catalogue)))].sort(),
    subjectNames: [...new Set(NAMES.flatMap(texts))],
  };
}
