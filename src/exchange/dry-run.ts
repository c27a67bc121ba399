import { refusalOf } from "../core/catalogue/refusal-of.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import { clauseKey } from "../core/covenant/compile.ts";
import { factsOf } from "../core/covenant/condition.ts";
import { versionInForce } from "../core/covenant/force.ts";
import { printTransform } from "../core/covenant/print.ts";
import type { Clause } from "../core/covenant/types.ts";
import type { CompiledVersion } from "../core/decision/types.ts";
import type { Reason } from "../core/decision/reasons.ts";
import { whyNever } from "../core/decision/contract.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { reasonView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import { refusalView } from "./refusal-words.ts";
import type { DryRun, DryRunView, VerdictView } from "./views.ts";

interface DryRunWorld {
  readonly contracts: Pick<World["contracts"], "current">;
  readonly now: World["now"];
}

/** What a clause would do with these field names: no person, no value, nothing stored (design §6). */
export function createDryRun(world: DryRunWorld): Pick<Gateway, "dryRun"> {
  return {
    async dryRun(caller, question) {
      const { covenants, catalogue } = await world.contracts.current();
      const { id: party, role } = caller.party;
      const refused = { question, caller, catalogue };
      const never = whyNever(catalogue, { purpose: question.purpose, party: caller.party });
      if (never !== null) return refusal(never, refused);
      const found = versionInForce(covenants, question.covenant, { party, role, now: world.now() });
      if (found.version === null) return refusal(unsigned({ code: found.reason }, refused), refused);
      const { version } = found;
      const clause = version.clauses.get(clauseKey(question));
      if (clause === undefined) return refusal(unsigned(clauseReason(version, question), refused), refused);
      const fields = question.fields.map((field) => verdictOf(clause, field));
      const missing = missingFrom(clause, question.fields);
      return {
        allowed: missing.length === 0 && fields.some(({ verdict }) => verdict !== "withheld"),
        reasons: missing.map((field) => reasonView({ code: "REQUIRED_FIELD_MISSING", param: field })),
        fields,
        missing,
        facts: clause.preconditions.flatMap(({ id, nl, condition }) =>
          [...new Set(factsOf(condition))].map((fact) => ({
            fact,
            provider: catalogue.facts.get(fact)?.provider ?? "data",
            precondition: id,
            says: nl,
          })),
        ),
        consent: clause.consent.required,
        approval: clause.approval === null ? null : { by: clause.approval.by, count: clause.approval.count },
      };
    },
  };
}

/** The direction is refused where the purpose exists in another one: that is what its sender must learn. */
function clauseReason({ purposes, directions }: CompiledVersion, { purpose, direction }: DryRun): Reason {
  const other = purposes.has(purpose) && !directions.has(`${purpose} ${direction}`);
  return { code: other ? "DIRECTION_NOT_ALLOWED" : "PURPOSE_NOT_IN_CONTRACT" };
}

interface Refused {
  readonly question: DryRun;
  readonly caller: Pick<Caller, "party">;
  readonly catalogue: Catalogue;
}

/** What waits for a covenant is refused by its own name rather than by what the covenants of others lack. */
function unsigned(reason: Reason, { question: { purpose }, caller, catalogue }: Refused): Reason {
  const found = refusalOf(catalogue, { purpose, party: caller.party });
  return found === null ? reason : { code: "NO_CONTRACT", param: found.id };
}

function refusal(reason: Reason, { question: { fields }, catalogue }: Refused): DryRunView {
  const view = refusalView(reason, catalogue.refusals);
  return {
    allowed: false,
    reasons: [view],
    fields: fields.map((field) => ({ field, verdict: "withheld", transform: null, reason: view })),
    missing: [],
    facts: [],
    consent: "none",
    approval: null,
  };
}

/** A pull's fields are the ones wanted; what it asks with is told by the clause itself. */
function verdictOf(clause: Clause, field: string): VerdictView {
  const agreed = clause.document.fields.get(field);
  if (agreed === undefined || agreed.transform.id === "drop") {
    return {
      field,
      verdict: "withheld",
      transform: null,
      reason: reasonView({ code: "FIELD_STRIPPED", param: field }),
    };
  }
  const verdict = agreed.transform.id === "pass" ? "released" : "transformed";
  return { field, verdict, transform: printTransform(agreed.transform), reason: null };
}

function missingFrom({ document, direction }: Clause, given: readonly string[]): readonly string[] {
  if (direction === "pull") return [];
  const required = [...document.fields.values()].filter(({ required }) => required).map(({ name }) => name);
  const groups = document.requiredOneOf.filter((group) => !group.some((name) => given.includes(name)));
  return [...required.filter((name) => !given.includes(name)), ...groups.map((group) => group.join("|"))];
}
