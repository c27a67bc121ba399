import { formatDay, dayOf } from "../core/calendar.ts";
import { fieldOf } from "../core/catalogue/look-up.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import { factsOf } from "../core/covenant/condition.ts";
import { clauseKey } from "../core/covenant/compile.ts";
import { exampleData } from "../core/covenant/example.ts";
import { ANY_PARTY, concerns, standingOf, versionInForce, type ForWhom } from "../core/covenant/force.ts";
import { legSchema } from "../core/covenant/leg-schema.ts";
import { printTransform } from "../core/covenant/print.ts";
import type { Approval, Clause, Leg } from "../core/covenant/types.ts";
import type { CompiledVersion } from "../core/decision/types.ts";
import type { Data } from "../core/document/types.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { rfc3339 } from "../core/instants.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { reasonView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import type { ApprovalView, ClauseView, CovenantView, LegView } from "./views.ts";

type Covenants = Pick<Gateway, "covenants" | "covenant" | "clause">;

/** What a party agreed to: its own covenants, and per clause the fields, conditions and a filled example. */
export function createCovenants(world: World): Covenants {
  return {
    async covenants(caller) {
      const { covenants } = await world.contracts.current();
      const now = world.now();
      const own = [...covenants.byId.values()].flat().filter(({ covenant }) => concerns(covenant, whom(caller, now)));
      return own.map((version) => covenantView(version, { caller, now }));
    },
    async covenant(caller, id) {
      const version = await getOwnVersion(world, { caller, id });
      return covenantView(version, { caller, now: world.now() });
    },
    async clause(caller, which) {
      const version = await getOwnVersion(world, { caller, id: which.id });
      const clause = version.clauses.get(clauseKey(which));
      if (clause === undefined) {
        throw new GatewayError("NOT_FOUND", "this covenant has no such clause", {
          remedy: "GET /v1/covenants/{id} lists its clauses",
        });
      }
      const { catalogue } = await world.contracts.current();
      return clauseView({ catalogue, version, clause, caller, environment: world.environment, now: world.now() });
    },
  };
}

/** The version in force for this caller, or the newest that concerns it; another party's is as if it were not there. */
async function getOwnVersion(
  world: World,
  { caller, id }: { readonly caller: Caller; readonly id: string },
): Promise<CompiledVersion> {
  const { covenants } = await world.contracts.current();
  const asked = whom(caller, world.now());
  const { version } = versionInForce(covenants, id, asked);
  const own = version ?? covenants.byId.get(id)?.find(({ covenant }) => concerns(covenant, asked));
  if (own === undefined) throw new GatewayError("NOT_FOUND", "there is no such covenant of yours");
  return own;
}

/** Others' covenants are not theirs to read. */
const whom = ({ party }: Pick<Caller, "party">, now: Instant): ForWhom => ({ party: party.id, role: party.role, now });

function covenantView(
  version: CompiledVersion,
  { caller, now }: { readonly caller: Caller; readonly now: Instant },
): CovenantView {
  const { covenant } = version;
  const reason = standingOf(version, whom(caller, now));
  return {
    id: covenant.id,
    version: covenant.version,
    title: covenant.title,
    hash: covenant.hash,
    from: formatDay(dayOf(covenant.from)),
    lastDay: formatDay(dayOf((covenant.until - 1) as Instant)),
    inForce: reason === null,
    why: reason === null ? null : reasonView({ code: reason }),
    clauses: covenant.clauses.map(({ purpose, direction, message }) => ({ purpose, direction, message })),
  };
}

interface ClauseQuestion {
  readonly catalogue: Catalogue;
  readonly version: CompiledVersion;
  readonly clause: Clause;
  readonly caller: Caller;
  readonly environment: string;
  readonly now: Instant;
}

function clauseView(question: ClauseQuestion): ClauseView {
  const { catalogue, version, clause } = question;
  const { purpose, direction, message } = clause;
  return {
    covenant: version.covenant.id,
    version: version.covenant.version,
    purpose,
    direction,
    message,
    legs:
      clause.question === null
        ? [legView(catalogue, { leg: "document", of: clause.document })]
        : [
            legView(catalogue, { leg: "question", of: clause.question }),
            legView(catalogue, { leg: "answer", of: clause.document }),
          ],
    preconditions: clause.preconditions.map(({ id, nl, condition, onFalse, onUnknown, approval }) => ({
      id,
      says: nl,
      facts: [...new Set(factsOf(condition))],
      onFalse,
      onUnknown,
      approval: approvalView(approval ?? null),
    })),
    limits: clause.limits.map(({ id, max, per, scope, alert }) => ({
      id,
      max,
      per,
      scope: typeof scope === "string" ? scope : scope.fact,
      over: alert === true ? ("alert" as const) : ("hold" as const),
    })),
    consent: clause.consent.required,
    approval: approvalView(clause.approval),
    retention: { here: printRetention(clause.retentionHere), there: printRetention(clause.retentionThere) },
    example: exampleDocument(question),
  };
}

const approvalView = (approval: Approval | null): ApprovalView | null =>
  approval === null ? null : { by: approval.by, count: approval.count };

const printRetention = ({ after, term }: Clause["retentionHere"]): string => `${after}+${term}`;

function legView(catalogue: Catalogue, { leg, of }: { readonly leg: LegView["leg"]; readonly of: Leg }): LegView {
  const fields = [...of.fields.values()].map(({ name, transform, required, when }) => {
    const field = fieldOf(catalogue, name);
    return {
      field: name,
      nl: field?.nl ?? name,
      type: field?.type ?? "string",
      transform: printTransform(transform),
      required,
      conditional: when !== null,
    };
  });
  return { leg, fields, schema: legSchema(catalogue, of) };
}

/** Ready to sign and send; the ids and times are the sender's to replace. */
function exampleDocument({ catalogue, version, clause, caller, environment, now }: ClauseQuestion): Data {
  const controller = version.covenant.parties.find(({ role }) => role === "controller")?.id ?? "oosterpoort";
  const partner = caller.party.role === "controller" ? (clause.parties[0] ?? partnerOf(version)) : caller.party.id;
  const sends = clause.direction === "out" ? controller : partner;
  const { purpose, direction, message } = clause;
  return {
    header: {
      format: "uitwisselpoort/1",
      environment,
      messageId: "0192f0c1-0000-7000-8000-000000000001",
      from: sends,
      to: clause.direction === "out" ? partner : controller,
      actor: "system:voorbeeld",
      covenant: version.covenant.id,
      purpose,
      direction,
      message,
      sentAt: rfc3339(now),
      replyTo: null,
      ...(direction === "pull" ? { ask: [...clause.document.fields.keys()] } : {}),
    },
    subjects:
      clause.subject === "none" ? [] : [{ role: "tenant", ...(sends === controller ? { personRef: "T-0001" } : {}) }],
    data: exampleData(catalogue, clause.question ?? clause.document),
    attachments: [],
  };
}

/** Of an accession one of those that joined. */
function partnerOf({ covenant, standing }: CompiledVersion): string {
  const controllers = covenant.parties.filter(({ role }) => role === "controller").map(({ id }) => id);
  const named = covenant.parties.map(({ id }) => id).filter((id) => id !== ANY_PARTY);
  return [...named, ...standing.signedBy].find((id) => !controllers.includes(id)) ?? "partner";
}
