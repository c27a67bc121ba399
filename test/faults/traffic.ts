import { createClient } from "../../src/client/client.ts";
import { createConnection, type Answer, type Call, type Connection } from "../../src/client/connection.ts";
import { newId } from "../../src/client/document.ts";
import { ProblemError } from "../../src/client/problem.ts";
import { readProfile } from "../../src/client/profile.ts";
import type { Answered, Outgoing, PartnerClient } from "../../src/client/types.ts";
import { CARE, CONTRACTOR, TENANTS } from "../../src/sandbox/seed.ts";
import { nameAndAddress, QUIET_FACTS, recordOf, tenant, type Tenant } from "../../src/sandbox/tenants.ts";
import type { Installation } from "./site.ts";

/** A client of one party that remembers what went over its wire last. One exchange at a time. */
export interface Hand {
  readonly client: PartnerClient;
  readonly last: { call: Call | null; replayed: boolean };
}

export type Hands = (profile: string) => Hand;

const profiles = new Map<string, ReturnType<typeof readProfile>>();

/** Unlocking a key takes a while: once a file, whatever number of clients it serves. */
function profileIn(file: string): ReturnType<typeof readProfile> {
  const known = profiles.get(file) ?? readProfile(file);
  profiles.set(file, known);
  return known;
}

/** Real clients for every profile; each caller takes its own set, since a hand does one thing at a time. */
export async function handsOf(installation: Pick<Installation, "profiles">): Promise<Hands> {
  const hands = new Map<string, Hand>();
  for (const [name, file] of installation.profiles) {
    const profile = await profileIn(file);
    const last: Hand["last"] = { call: null, replayed: false };
    hands.set(name, { client: createClient(profile, remembering(createConnection(profile), last)), last });
  }
  return (name) => hands.get(name)!;
}

function remembering(connection: Connection, last: Hand["last"]): Connection {
  return {
    token: () => connection.token(),
    async call(call, handled) {
      last.call = call;
      last.replayed = false;
      const answer = await connection.call(call, handled);
      last.replayed = answer.headers.get("idempotent-replayed") === "true";
      return answer;
    },
  };
}

/** A document with everything that makes it itself, so that every sending of it is the same one. */
export interface Letter {
  readonly from: string;
  readonly outgoing: Outgoing & { readonly messageId: string; readonly sentAt: string };
}

export const letter = (from: string, outgoing: Outgoing): Letter => ({
  from,
  outgoing: { ...outgoing, messageId: newId(), sentAt: new Date().toISOString() },
});

export interface Reply {
  readonly answered: Answered;
  readonly replayed: boolean;
}

/** Signed and encrypted anew: other bytes, the same document. */
export async function post({ from, outgoing }: Letter, hands: Hands): Promise<Reply> {
  const { client, last } = hands(from);
  const answered = await client.send(outgoing);
  return { answered, replayed: last.replayed };
}

/** The very bytes that were sent before. */
export async function postAgain({ from }: Letter, hands: Hands): Promise<Reply> {
  const { client, last } = hands(from);
  const answer: Answer = await client.connection.call(last.call!, [403]);
  return { answered: JSON.parse(new TextDecoder().decode(answer.bytes)) as Answered, replayed: last.replayed };
}

/**
 * Nothing answered, or nothing could: ask again. So it is where the client's own retry met the claim of a process that
 * died with it, which stands for a minute. Any other problem is an answer, and in these tests a mistake.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof ProblemError) {
    const { status, code } = error.problem;
    return status === 0 || status === 503 || code === "IDEMPOTENCY_IN_PROGRESS";
  }
  return error instanceof TypeError; // an answer cut off while it was read
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const about = ({ ref }: Tenant): readonly object[] => [{ role: "tenant", personRef: ref }];

/** Allowed once a day for each order: one tenant, one repair. */
export const repair = (number: number): Letter => {
  const of = tenant(number);
  return letter("oosterpoort", {
    covenant: "contractor-repairs",
    purpose: "maintenance-repair",
    direction: "out",
    to: CONTRACTOR,
    actor: "system:onderhoud",
    subjects: about(of),
    data: {
      repairOrder: `R-${of.ref.slice(2)}`,
      ...nameAndAddress(of),
      repairDescription: "De kraan in de keuken lekt.",
    },
  });
};

/** Held for the collections lead. */
export const handOver = (number: number): Letter => {
  const of = tenant(number);
  return letter("oosterpoort", {
    covenant: "deurwaarder-collection",
    purpose: "external-collection",
    direction: "out",
    to: "deurwaarder-voorbeeld",
    actor: "system:huurincasso",
    subjects: about(of),
    data: {
      caseRef: `D-${number}`,
      firstNames: of.firstNames,
      ...nameAndAddress(of),
      tenancyNumber: `HO-${of.ref.slice(2)}`,
      arrearsAmount: of.rent * 3,
      arrearsMonths: 3,
      claimSpecification: [{ period: "2026-09", amount: of.rent }],
      arrearsSince: daysAgo(92),
      noticeLetterDate: daysAgo(30),
      remindersSent: [daysAgo(60), daysAgo(40)],
    },
  });
};

/** An identifier may have 64 letters, and these take four bytes each: a thousand of them pass 256 KB. */
const LONGEST = "𐍈".repeat(60);

/** Allowed; makes a person. `reactions` makes the parcel large. */
export const registration = (number: number, reactions = 0): Letter => {
  const of = tenant(number);
  const history = Array.from({ length: reactions }, (_, at) => ({
    date: daysAgo(30 + (at % 200)),
    status: "GER",
    publication: `${LONGEST}${String(at).padStart(3, "0")}`,
  }));
  return letter("entree", {
    covenant: "entree-allocation",
    purpose: "housing-allocation",
    direction: "in",
    subjects: [{ role: "candidate" }],
    data: {
      registrationNumber: `E-${number}`,
      registrationStatus: "LOP",
      registrationDate: "2021-03-14",
      ...nameAndAddress(of),
      birthDate: of.birthDate,
      householdSize: 1,
      ...(reactions === 0 ? {} : { reactionHistory: history }),
    },
  });
};

/** A question, answered from the register. */
export const balance = (number: number): Letter => {
  const of = tenant(number);
  return letter("schuldhulp-bergendal", {
    covenant: "bergendal-debt-help",
    purpose: "debt-assistance",
    direction: "pull",
    message: "saldoverzoek",
    ask: ["clientRef", "arrearsAmount", "collectionCosts"],
    data: { clientRef: `K-${number}`, ...nameAndAddress(of), birthDate: of.birthDate },
  });
};

/** Denied: nobody may have tenants' data for this. */
export const marketing = (number: number): Letter => {
  const { from, outgoing } = repair(number);
  return { from, outgoing: { ...outgoing, purpose: "third-party-marketing" } };
};

export const consent = (ref: string, number: number): object => ({
  personRef: tenant(number).ref,
  ref,
  party: CARE,
  purpose: "support-coordination",
  categories: ["identification", "contact"],
  explicit: false,
  givenAt: "2026-01-05T09:00:00+01:00",
  how: "form",
  textVersion: "2026-1",
});

/** Nothing is known against them; why they were not signalled early is on record, so that a claim may be handed over. */
const FACTS = { ...QUIET_FACTS, claimDisputed: false, earlySignalException: "verhuisd" };

/** Everybody whom the sandbox's scenarios name, and an order for the first so many: each may have one repair a day. */
export async function seed(hands: Hands, tenants: number): Promise<void> {
  const { connection } = hands("oosterpoort").client;
  const people = Array.from({ length: Math.max(tenants, TENANTS) }, (_, at) => tenant(at + 1));
  const rows = people.map((of) => ({
    personRef: of.ref,
    record: recordOf(of),
    facts: FACTS,
  }));
  const bytes = new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n"));
  await connection.call({ method: "POST", path: "/v1/subjects", body: { bytes, type: "application/x-ndjson" } });
  for (const of of people.slice(0, tenants)) {
    const order = { personRef: of.ref, kind: "order", party: CONTRACTOR, ref: `R-${of.ref.slice(2)}` };
    await hands("oosterpoort").client.post("/v1/relations", { ...order, from: "2026-01-05T09:00:00+01:00" });
  }
  const synced = new TextEncoder().encode(JSON.stringify({ syncedAt: new Date().toISOString() }));
  await connection.call({
    method: "PUT",
    path: "/v1/register/synchronisation",
    body: { bytes: synced, type: "application/json" },
  });
}
