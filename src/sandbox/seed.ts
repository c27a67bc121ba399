import { ProblemError } from "../client/problem.ts";
import type { PartnerClient } from "../client/types.ts";
import { QUIET_FACTS, recordOf, tenant, type Tenant } from "./tenants.ts";

export const TENANTS = 60;
/** Roles that tenants play in the stream, by their number: `T-2001` and on are quiet, these are not. */
export const PLAYS = {
  refusesSignal: [11, 12],
  disputed: [13, 14],
  unsure: [15, 16],
  secret: [17],
  objects: [18],
  restricted: [19],
} as const;
export const CONTRACTOR = "installatiebedrijf-voorbeeld";
export const CARE = "zorg-voorbeeld";
const SINCE = "2026-01-05T09:00:00+01:00";

/** The register of invented tenants, sent by the back office through the API like everything else. */
export async function seedRegister(backOffice: PartnerClient): Promise<void> {
  const tenants = Array.from({ length: TENANTS }, (_, at) => tenant(at + 1));
  const rows = tenants.map((of, at) => JSON.stringify(subjectRow(of, at + 1))).join("\n");
  const body = { bytes: new TextEncoder().encode(rows), type: "application/x-ndjson" };
  await backOffice.connection.call({ method: "POST", path: "/v1/subjects", body });
  for (const [at, of] of tenants.entries()) {
    if (at % 3 === 0) await relate(backOffice, { of, kind: "caseload", party: CARE, ref: `B-${of.ref.slice(2)}` });
    if (at % 6 === 0) await consent(backOffice, of);
  }
  for (const number of PLAYS.refusesSignal)
    await backOffice.post("/v1/signal-refusals", { personRef: tenant(number).ref, at: SINCE });
  for (const number of PLAYS.objects)
    await backOffice.post("/v1/objections", { personRef: tenant(number).ref, purpose: "all", receivedAt: SINCE });
  for (const number of PLAYS.restricted)
    await backOffice.post("/v1/restrictions", { personRef: tenant(number).ref, from: SINCE });
  await synchronise(backOffice);
}

/** The register says when it was last in step; outbound traffic is held when that is more than a day ago. */
export async function synchronise(backOffice: PartnerClient): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify({ syncedAt: new Date().toISOString() }));
  await backOffice.connection.call({
    method: "PUT",
    path: "/v1/register/synchronisation",
    body: { bytes: body, type: "application/json" },
  });
}

function subjectRow(of: Tenant, number: number): object {
  const has = (list: readonly number[]): boolean => list.includes(number);
  // Whether their claim is disputed is not known of some: the decision then waits for a person.
  const disputed = has(PLAYS.unsure) ? {} : { claimDisputed: has(PLAYS.disputed) };
  const facts = { ...QUIET_FACTS, ...disputed };
  return { personRef: of.ref, record: recordOf(of), facts, addressIsSecret: has(PLAYS.secret) };
}

interface Tie {
  readonly of: Tenant;
  readonly kind: string;
  readonly party: string;
  readonly ref: string;
}

async function relate(backOffice: PartnerClient, { of, kind, party, ref }: Tie): Promise<void> {
  await backOffice.post("/v1/relations", { personRef: of.ref, kind, party, ref, from: SINCE });
}

/** One that is there already was told by a start that was killed before it could note that it told everything. */
async function consent(backOffice: PartnerClient, of: Tenant): Promise<void> {
  const told = backOffice.post("/v1/consents", {
    personRef: of.ref,
    ref: `TS-${of.ref.slice(2)}`,
    party: CARE,
    purpose: "support-coordination",
    categories: ["identification", "contact", "arrears", "nuisance", "maintenance", "guidance", "safety", "technical"],
    explicit: false,
    givenAt: new Date(Date.now() - 30 * 86_400_000).toISOString(),
    how: "form",
    textVersion: "2026-1",
  });
  await told.catch((error: unknown) => {
    if (!(error instanceof ProblemError && error.problem.code === "REGISTER_CONFLICT")) throw error;
  });
}
