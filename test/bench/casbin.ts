import { newCachedEnforcer, newModelFromString, type CachedEnforcer } from "casbin";
import type { Asked } from "./cedar.ts";
import { writeCondition, writePreconditions, type Dialect } from "./conditions.ts";

const MODEL = `
[request_definition]
r = sub, act, obj, ctx
[policy_definition]
p = sub, act, obj, rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && r.obj == p.obj && eval(p.rule)
`;

const CASBIN: Dialect = {
  has: (name) => `has(r.ctx, "${name}")`,
  attribute: (name) => `r.ctx.${name}`,
  contains: (list, item) => `among(${list}, ${item})`,
  list: (items) => JSON.stringify(items),
};

/** A policy line a field, its condition as a rule of its own (casbin's way of judging on attributes). */
export async function prepareCasbin({ party, clause }: Pick<Asked, "party" | "clause">): Promise<CachedEnforcer> {
  const enforcer = await newCachedEnforcer(newModelFromString(MODEL));
  await enforcer.addFunction("has", (facts: object, name: string) => Object.hasOwn(facts, name));
  await enforcer.addFunction("among", (list: readonly unknown[], item: unknown) => list.includes(item));
  const base = writePreconditions(clause.preconditions, CASBIN);
  for (const { name, when } of clause.document.fields.values()) {
    const rule = when === null ? base : `${base} && ${writeCondition(when, CASBIN)}`;
    await enforcer.addPolicy(party, clause.id, name, rule);
  }
  return enforcer;
}

/** One question a field. Facts are an object, so that nothing is remembered from one document to the next. */
export async function askCasbin(enforcer: CachedEnforcer, asked: Asked): Promise<ReadonlySet<string>> {
  const { party, clause, fields, facts } = asked;
  const released = new Set<string>();
  for (const field of fields) if (await enforcer.enforce(party, clause.id, field, facts)) released.add(field);
  return released;
}

/**
 * The same with the facts as text, which the enforcer takes for part of the question and remembers with its answer: asked
 * again to the byte it decides nothing any more.
 */
export async function rememberingCasbin(asked: Pick<Asked, "party" | "clause">): Promise<CachedEnforcer> {
  const enforcer = await prepareCasbin(asked);
  enforcer.enableAcceptJsonRequest(true);
  return enforcer;
}

export async function askCasbinAgain(enforcer: CachedEnforcer, asked: Asked): Promise<ReadonlySet<string>> {
  const { party, clause, fields, facts } = asked;
  const text = JSON.stringify(facts);
  const released = new Set<string>();
  for (const field of fields) if (await enforcer.enforce(party, clause.id, field, text)) released.add(field);
  return released;
}
