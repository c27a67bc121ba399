import { preparsePolicySet, statefulIsAuthorized, type CedarValueJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Clause } from "../../src/core/covenant/types.ts";
import { writeCondition, writePreconditions, type Dialect, type Facts } from "./conditions.ts";

/** One asking about one document: who gets it, under which clause, which fields, on which facts. */
export interface Asked {
  readonly party: string;
  readonly clause: Clause;
  readonly fields: readonly string[];
  readonly facts: Facts;
}

const CEDAR: Dialect = {
  has: (name) => `context has ${name}`,
  attribute: (name) => `context.${name}`,
  contains: (list, item) => `${list}.contains(${item})`,
  list: (items) => JSON.stringify(items),
};

const RESOURCE = { type: "Document", id: "any" } as const;
const fieldsSet = (clause: Clause): string => `fields ${clause.id}`;
const batchSet = (clause: Clause): string => `batch ${clause.id}`;

interface Group {
  readonly fields: readonly string[];
  readonly condition: string;
}

/** Fields that go under the preconditions alone, together; each with a condition of its own apart. */
function groupsOf(clause: Clause): readonly Group[] {
  const base = writePreconditions(clause.preconditions, CEDAR);
  const listed = [...clause.document.fields.values()];
  const plain = listed.filter(({ when }) => when === null).map(({ name }) => name);
  const conditional = listed.flatMap(({ name, when }) =>
    when === null ? [] : [{ fields: [name], condition: `${base} && ${writeCondition(when, CEDAR)}` }],
  );
  return [{ fields: plain, condition: base }, ...conditional];
}

const scope = (party: string, clause: Clause): string =>
  `principal == Party::${JSON.stringify(party)}, action == Action::${JSON.stringify(clause.id)}`;

/**
 * Parses the clause's policies once, in the form that is quickest to ask: for single fields one policy for all that go
 * together, since every policy is looked at; for the batch one policy a field, so that the answer names the fields.
 */
export function prepareCedar({ party, clause }: Pick<Asked, "party" | "clause">): void {
  const groups = groupsOf(clause);
  const single = groups.map(({ fields, condition }) => {
    const list = fields.map((field) => `Field::${JSON.stringify(field)}`).join(", ");
    const [only, ...others] = fields;
    const resource = others.length === 0 ? `resource == Field::${JSON.stringify(only)}` : "resource";
    const member = others.length === 0 ? "" : `[${list}].contains(resource) && `;
    return `permit(${scope(party, clause)}, ${resource}) when { ${member}${condition} };`;
  });
  const batch = groups.flatMap(({ fields, condition }) =>
    fields.map((field) => [field, `permit(${scope(party, clause)}, resource) when { ${condition} };`] as const),
  );
  parsed(fieldsSet(clause), Object.fromEntries(single.map((policy, at) => [`policy${at}`, policy])));
  parsed(batchSet(clause), Object.fromEntries(batch));
}

function parsed(id: string, staticPolicies: Record<string, string>): void {
  const answer = preparsePolicySet(id, { staticPolicies });
  if (answer.type === "failure") throw new Error(`Cedar: ${answer.errors.map(({ message }) => message).join("; ")}`);
}

function authorized(set: string, { party, clause, facts }: Asked, resource: { type: string; id: string }) {
  const answer = statefulIsAuthorized({
    principal: { type: "Party", id: party },
    action: { type: "Action", id: clause.id },
    resource,
    context: facts as Record<string, CedarValueJson>,
    preparsedPolicySetId: set,
    entities: [],
  });
  if (answer.type === "failure") throw new Error(`Cedar: ${answer.errors.map(({ message }) => message).join("; ")}`);
  const { diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) throw new Error(`Cedar: ${JSON.stringify(diagnostics.errors[0])}`);
  return answer.response;
}

/** One call a field. */
export function askCedar(asked: Asked): ReadonlySet<string> {
  const set = fieldsSet(asked.clause);
  const released = new Set<string>();
  for (const id of asked.fields) {
    if (authorized(set, asked, { type: "Field", id }).decision === "allow") released.add(id);
  }
  return released;
}

/** One call for the whole document: every policy that permits names its field. */
export function askCedarOnce(asked: Asked): ReadonlySet<string> {
  const permitted = new Set(authorized(batchSet(asked.clause), asked, RESOURCE).diagnostics.reason);
  return new Set(asked.fields.filter((field) => permitted.has(field)));
}
