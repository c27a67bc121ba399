import type { PartnerClient } from "../../src/client/types.ts";
import type { RelationKind } from "../../src/core/covenant/types.ts";
import type { Data } from "../../src/core/document/types.ts";
import type { Instant } from "../../src/core/ids.ts";
import { QUIET_FACTS, recordOf, tenant, type Tenant } from "../../src/sandbox/tenants.ts";

export const CARE = "zorg-voorbeeld";
export const CONTRACTOR = "installatiebedrijf-voorbeeld";
const DAY_MS = 86_400_000;

export interface PersonSeed {
  readonly facts?: Data;
  readonly record?: Data;
  readonly addressIsSecret?: boolean;
}

export interface Tie {
  readonly of: Tenant;
  readonly kind: RelationKind;
  readonly party: string;
  readonly ref: string;
  readonly daysAgo?: number;
}

/** What the back office says through the API, in the words of a test. */
export interface Register {
  /** A person like nobody before: another one each time. */
  newTenant(seed?: PersonSeed): Promise<Tenant>;
  relate(tie: Tie): Promise<string>;
  /** A consent for the care party, for everything its clause names; gives its id. */
  consent(of: Tenant, change?: Readonly<Record<string, unknown>>): Promise<string>;
  synchronise(): Promise<void>;
  post(path: string, body: object): Promise<string>;
}

interface Seeding {
  readonly client: (name: string) => Promise<PartnerClient>;
  readonly now: () => Instant;
}

export function registerOf({ client, now }: Seeding): Register {
  let number = 300;
  const ago = (days: number): string => new Date(now() - days * DAY_MS).toISOString();
  const post = async (path: string, body: object): Promise<string> => {
    const { id } = (await (await client("oosterpoort")).post(path, body)) as { id: string };
    return id;
  };
  return {
    post,
    async newTenant({ facts = {}, record = {}, addressIsSecret = false } = {}) {
      // Birth dates and addresses of the invented tenants repeat; with this number in the name they are nobody else.
      const made = tenant(++number);
      const of = { ...made, name: { ...made.name, lastName: `${made.name.lastName}${letters(number)}` } };
      const row = {
        personRef: of.ref,
        record: { ...recordOf(of), ...record },
        facts: { ...QUIET_FACTS, ...NOTHING_AGAINST, ...facts },
        addressIsSecret,
      };
      const bytes = new TextEncoder().encode(`${JSON.stringify(row)}\n`);
      const { connection } = await client("oosterpoort");
      const body = { bytes, type: "application/x-ndjson" };
      const answer = await connection.call({ method: "POST", path: "/v1/subjects", body });
      const line = new TextDecoder().decode(answer.bytes);
      if (!line.includes("subject.recorded")) throw new Error(`the register did not take the person: ${line}`);
      return of;
    },
    relate: ({ of, kind, party, ref, daysAgo = 1 }) =>
      post("/v1/relations", { personRef: of.ref, kind, party, ref, from: ago(daysAgo) }),
    consent: (of, change = {}) =>
      post("/v1/consents", {
        personRef: of.ref,
        ref: `TS-${of.ref}-${Object.keys(change).length}`,
        party: CARE,
        purpose: "support-coordination",
        categories: CATEGORIES,
        explicit: false,
        givenAt: ago(30),
        how: "form",
        textVersion: "2026-1",
        ...change,
      }),
    async synchronise() {
      const { connection } = await client("oosterpoort");
      const bytes = new TextEncoder().encode(JSON.stringify({ syncedAt: new Date(now()).toISOString() }));
      const body = { bytes, type: "application/json" };
      await connection.call({ method: "PUT", path: "/v1/register/synchronisation", body });
    },
  };
}

const CATEGORIES = [
  "identification",
  "contact",
  "arrears",
  "nuisance",
  "maintenance",
  "tenancy",
  "legal",
  "guidance",
  "safety",
  "technical",
];

/** Known noes, where the invented tenants of the sandbox leave something open. */
const NOTHING_AGAINST: Data = { claimDisputed: false };

/** `301` → `dab`: names have no digits. */
const letters = (number: number): string =>
  String(number).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
