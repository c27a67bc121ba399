import { dayOf, formatDay } from "../calendar.ts";
import type { Party } from "../catalogue/party.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Clause } from "../covenant/types.ts";
import { GatewayError } from "../errors.ts";
import { sha256Of } from "../hash.ts";
import type { Sha256 } from "../ids.ts";
import { canonicalize, parseCanonical } from "../ledger/canonical.ts";
import { dataOf } from "./data.ts";
import { basisLabel, directionLabel, kindLabel } from "./labels.ts";
import {
  agreementsOf,
  contactOf,
  lastDayOf,
  partnerOf,
  versionsHeld,
  type RegisterSource,
  type VersionHeld,
} from "./partners.ts";
import { dataSubjectsOf } from "./people.ts";
import {
  REGISTER_FORMAT,
  registerSchema,
  type Activity,
  type JointController,
  type Labelled,
  type ProcessorRow,
  type RegisterOfProcessing,
  type Standing,
} from "./schema.ts";
import { SECURITY_MEASURES } from "./security.ts";
import { approvalText, consentText, informingText, retentionText } from "./terms.ts";

/**
 * The register of processing activities (AVG 30(1), and 30(2) for processors) as it stands at an instant: a row for every
 * clause of every version under which something passes, or would but for a suspension. The same covenants, parties and
 * day give the same register to the byte.
 */
export function registerOf(source: RegisterSource): RegisterOfProcessing {
  const controller = controllerIn(source.catalogue);
  const held = versionsHeld(source);
  return {
    format: REGISTER_FORMAT,
    controller: { party: controller.id, ...contactOf(controller) },
    dataProtectionOfficers: officersOf(controller),
    jointControllers: held.flatMap(jointControllersOf),
    activities: held.flatMap((version) => activitiesOf(version, { source, controller })),
    processors: held.flatMap((version) => processorsOf(version, { source, controller })),
    security: [...SECURITY_MEASURES],
  };
}

function controllerIn({ parties }: Catalogue): Party {
  const controller = [...parties.values()].find(({ role }) => role === "controller");
  if (controller !== undefined) return controller;
  throw new GatewayError("CATALOGUE_MALFORMED", "no party is the controller", {
    at: "parties",
    remedy: "give the corporation's own party the role `controller`",
  });
}

/** AVG 30(1)(a): people of that role, reached through the controller. */
function officersOf({ clients, contact }: Party): RegisterOfProcessing["dataProtectionOfficers"] {
  const names = clients.flatMap(({ role, person }) => (role === "fg" && person !== null ? [person] : []));
  return [...new Set(names)].sort().map((name) => ({ name, ...contact }));
}

function jointControllersOf({ version: { covenant }, partners }: VersionHeld): JointController[] {
  const { id, version, jointArrangement } = covenant;
  if (jointArrangement === null) return [];
  return partners
    .filter(({ party }) => party.role === "co-controller")
    .map(({ party }) => ({
      party: party.id,
      ...contactOf(party),
      covenant: id,
      version,
      arrangement: jointArrangement,
    }));
}

interface Within {
  readonly source: RegisterSource;
  readonly controller: Party;
}

function activitiesOf(held: VersionHeld, within: Within): Activity[] {
  return held.version.covenant.clauses.flatMap((clause) => {
    const partners = held.partners.filter(
      ({ party }) => clause.parties.length === 0 || clause.parties.includes(party.id),
    );
    return partners.length === 0 ? [] : [activityOf(clause, { ...within, held: { ...held, partners } })];
  });
}

function activityOf(clause: Clause, { source, controller, held }: Within & { readonly held: VersionHeld }): Activity {
  const { id, version, hash, title, kind, source: number, from, until, ...covenant } = held.version.covenant;
  const { catalogue, now } = source;
  const data = dataOf(clause, catalogue);
  const partners = held.partners.map((joined) => partnerOf(joined, now));
  const theirs = partners.map(({ party }) => party);
  const [sources, recipients] = clause.direction === "in" ? [theirs, [controller.id]] : [[controller.id], theirs];
  return {
    covenant: id,
    ...{ version, hash, title, source: number },
    kind: kindLabel(kind),
    clause: clause.id,
    standing: standingOfAll(partners),
    from: formatDay(dayOf(from)),
    lastDay: lastDayOf(until),
    purpose: purposeLabel(catalogue, clause.purpose),
    basis: basisLabel(clause.basis),
    law: [...clause.law],
    article9: clause.article9,
    article10: clause.article10,
    direction: directionLabel(clause.direction),
    dataSubjects: dataSubjectsOf(
      clause,
      data.flatMap(({ fields }) => fields),
    ),
    data,
    ...{ sources, recipients, partners },
    consent: consentText(clause.consent),
    approval: clause.approval === null ? null : approvalText(clause.approval),
    inform: informingText(clause.inform),
    retention: { here: retentionText(clause.retentionHere), there: retentionText(clause.retentionThere) },
    dpia: covenant.dpia === null ? null : { ref: covenant.dpia.ref, reviewBy: covenant.dpia.reviewBy },
    jointArrangement: covenant.jointArrangement,
    lawCheckedOn: covenant.lawCheckedOn,
    statement: [...clause.statement],
  };
}

const standingOfAll = (partners: readonly { readonly standing: Standing }[]): Standing =>
  partners.some(({ standing }) => standing === "in-force") ? "in-force" : "suspended";

const purposeLabel = ({ purposes }: Catalogue, id: string): Labelled => ({ id, nl: purposes.get(id)?.nl ?? id });

function processorsOf(
  { version: { covenant }, partners }: VersionHeld,
  { source, controller }: Within,
): ProcessorRow[] {
  const { catalogue, now } = source;
  return partners
    .filter(({ party }) => party.role === "processor")
    .map(({ party, standing }) => {
      const clauses = covenant.clauses.filter(({ parties }) => parties.length === 0 || parties.includes(party.id));
      return {
        party: party.id,
        ...contactOf(party),
        standing,
        covenant: covenant.id,
        version: covenant.version,
        onBehalfOf: controller.id,
        processing: [...new Set(clauses.map(({ purpose }) => purpose))].map((id) => purposeLabel(catalogue, id)),
        agreements: agreementsOf(party, { kind: "processing", now }),
        outsideEea: party.outsideEea,
        mechanisms: agreementsOf(party, { kind: "transfer", now }),
      };
    });
}

/** A register as it is kept: canonical JSON, and the SHA-256 by which one version is told from another. */
export function sealRegister(register: RegisterOfProcessing): { readonly content: string; readonly sha256: Sha256 } {
  const bytes = canonicalize(register);
  return { content: new TextDecoder().decode(bytes), sha256: sha256Of(bytes) };
}

/** Reads a kept version back; INVARIANT_BROKEN where it is not what was kept. */
export function openRegister({ content, sha256 }: ReturnType<typeof sealRegister>): RegisterOfProcessing {
  const bytes = new TextEncoder().encode(content);
  const read = sha256Of(bytes) === sha256 ? registerSchema.safeParse(parseCanonical(bytes)) : null;
  if (read?.success === true) return read.data;
  throw new GatewayError("INVARIANT_BROKEN", "a kept version of the register of processing is not what was kept");
}
