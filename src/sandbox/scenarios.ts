import type { Answered, Outgoing, PartnerClient } from "../client/types.ts";
import type { Data } from "../core/document/types.ts";
import { CARE, CONTRACTOR, PLAYS, TENANTS } from "./seed.ts";
import { nameAndAddress, tenant, type Tenant } from "./tenants.ts";

/** Who acts in the sandbox, by profile name. */
export type Cast = (profile: string) => PartnerClient;
export interface Scene {
  readonly cast: Cast;
  /** Counts up for ever; makes references unique and picks tenants in turn. */
  readonly turn: number;
  /** Distinguishes runs, so that a restarted sandbox makes no case number twice. */
  readonly run: string;
}
export type Scenario = (scene: Scene) => Promise<Answered>;

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const subject = ({ ref }: Tenant): readonly object[] => [{ role: "tenant", personRef: ref }];
const at = (numbers: readonly number[], { turn }: Scene): Tenant => tenant(numbers[turn % numbers.length] ?? 1);
/** Tenants with nothing special about them, in turn. */
const quiet = ({ turn }: Scene): Tenant => tenant(20 + (turn % (TENANTS - 20)));

const repair = (of: Tenant, repairOrder: string, extra: Data = {}): Outgoing => ({
  covenant: "contractor-repairs",
  purpose: "maintenance-repair",
  direction: "out",
  to: CONTRACTOR,
  actor: "system:onderhoud",
  subjects: subject(of),
  data: {
    repairOrder,
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    repairDescription: "De kraan in de keuken lekt. Bel anders mevrouw De Wit op 06-12345678.",
    repairLocation: "KEU",
    ...extra,
  },
});

const signal = (of: Tenant, scene: Scene, extra: Data = {}): Outgoing => ({
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "out",
  to: "gemeente-bergendal",
  actor: "system:huurincasso",
  subjects: subject(of),
  data: {
    caseRef: `S-${scene.run}-${scene.turn}`,
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    arrearsAmount: of.rent * 2,
    arrearsMonths: 2,
    arrearsSince: daysAgo(62),
    remindersSent: [daysAgo(48), daysAgo(20)],
    personalContactAttempts: [{ date: daysAgo(35), channel: "TEL" }],
    debtHelpPointedOut: daysAgo(35),
    sharingOfferedOn: daysAgo(20),
    municipalityCode: "1945",
    birthDate: of.birthDate,
    ...extra,
  },
});

const handOver = (of: Tenant, scene: Scene): Outgoing => ({
  covenant: "deurwaarder-collection",
  purpose: "external-collection",
  direction: "out",
  to: "deurwaarder-voorbeeld",
  actor: "system:huurincasso",
  subjects: subject(of),
  data: {
    caseRef: `D-${scene.run}-${scene.turn}`,
    firstNames: of.firstNames,
    ...nameAndAddress(of),
    tenancyNumber: `HO-${of.ref.slice(2)}`,
    arrearsAmount: of.rent * 3,
    arrearsMonths: 3,
    claimSpecification: [{ period: "2026-09", amount: of.rent }],
    arrearsSince: daysAgo(92),
    noticeLetterDate: daysAgo(30),
    remindersSent: [daysAgo(60), daysAgo(40)],
    householdIncome: 24_000,
  },
});

const careOut = (of: Tenant): Outgoing => ({
  covenant: "care-support",
  purpose: "support-coordination",
  direction: "out",
  to: CARE,
  actor: "system:wonen",
  subjects: subject(of),
  data: {
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    arrearsMonths: 4,
    nuisanceType: "GEL",
    nuisancePeriod: [daysAgo(60), daysAgo(3)],
    grossRent: of.rent,
  },
});

const registration = (scene: Scene, extra: Data = {}): Outgoing => {
  const of = tenant(200 + scene.turn);
  return {
    covenant: "entree-allocation",
    purpose: "housing-allocation",
    direction: "in",
    subjects: [{ role: "candidate" }],
    data: {
      registrationNumber: `E-${scene.run}-${scene.turn}`,
      registrationStatus: "LOP",
      registrationDate: "2021-03-14",
      ...nameAndAddress(of),
      birthDate: of.birthDate,
      householdSize: 2,
      householdMembers: [{ role: "MBW", name: "Kind Voorbeeld", birthDate: "2016-05-01" }],
      householdIncome: 28_500,
      incomeYear: 2025,
      ...extra,
    },
  };
};

const balance = (of: Tenant, scene: Scene): Omit<Outgoing, "direction"> => ({
  covenant: "bergendal-debt-help",
  purpose: "debt-assistance",
  message: "saldoverzoek",
  ask: ["clientRef", "arrearsAmount", "claimSpecification", "collectionCosts", "paymentHistory"],
  data: { clientRef: `K-${scene.run}-${scene.turn}`, ...nameAndAddress(of), birthDate: of.birthDate },
});

const demand = (of: Tenant, scene: Scene): Omit<Outgoing, "direction"> => ({
  covenant: "police-demand",
  purpose: "legal-demand-police",
  ask: ["firstNames", "lastName", "street", "houseNumber", "postalCode", "city", "birthDate", "arrearsAmount"],
  data: {
    ...nameAndAddress(of),
    birthDate: of.birthDate,
    legalOrder: {
      article: "Sv 126nc",
      authority: "opsporingsambtenaar",
      officer: "hoofdagent Voorbeeld",
      number: `PL-${scene.run}-${scene.turn}`,
      date: daysAgo(1),
      subject: of.name.lastName,
      fieldsDemanded: ["firstNames", "lastName", "street", "houseNumber", "postalCode", "city", "birthDate"],
      deadline: daysAgo(-7),
      oral: false,
    },
  },
});

/** The back office gives the contractor an order, and sends whom to call about it. */
async function repairOrder({
  scene,
  of,
  extra = {},
}: {
  readonly scene: Scene;
  readonly of: Tenant;
  readonly extra?: Data;
}): Promise<Answered> {
  const ref = `R-${scene.run}-${scene.turn}`;
  const from = new Date().toISOString();
  const tie = { personRef: of.ref, kind: "order", party: CONTRACTOR, ref, from };
  await scene.cast("oosterpoort").post("/v1/relations", tie);
  return office(scene, repair(of, ref, extra));
}

const office = (scene: Scene, outgoing: Outgoing): Promise<Answered> => scene.cast("oosterpoort").send(outgoing);

const MORE_THAN_AGREED = { birthDate: "1961-02-03", arrearsAmount: 900, email: "huurder@voorbeeld.example" };
const ABOUT_HEALTH = { repairDescription: "Huurder is psychotisch; medicatie in de gang. De deur klemt." };

/** One of each kind of thing that happens in a week: allowed, reduced, refused, held. */
export const SCENARIOS: readonly Scenario[] = [
  (scene) => repairOrder({ scene, of: quiet(scene) }),
  (scene) => repairOrder({ scene, of: quiet(scene), extra: MORE_THAN_AGREED }),
  (scene) => office(scene, signal(quiet(scene), scene)),
  (scene) => scene.cast("entree").send(registration(scene)),
  (scene) => office(scene, signal(at(PLAYS.refusesSignal, scene), scene)),
  (scene) => scene.cast("schuldhulp-bergendal").ask(balance(quiet(scene), scene)),
  (scene) => office(scene, careOut(tenant(1 + 6 * (scene.turn % 10)))),
  (scene) => office(scene, careOut(tenant(4 + 6 * (scene.turn % 9)))),
  (scene) =>
    scene.cast("entree").send(registration(scene, { citizenServiceNumber: "123456782", candidateStatus: "SEL" })),
  (scene) => office(scene, signal(at(PLAYS.disputed, scene), scene)),
  (scene) => office(scene, signal(at(PLAYS.unsure, scene), scene)),
  (scene) => office(scene, handOver(quiet(scene), scene)),
  (scene) => scene.cast("schuldhulp-bergendal").ask(balance(tenant(900 + scene.turn), scene)),
  (scene) => repairOrder({ scene, of: tenant(PLAYS.secret[0]) }),
  (scene) => scene.cast("politie").ask(demand(quiet(scene), scene)),
  (scene) =>
    scene
      .cast("gemeente-bergendal")
      .send({ ...signal(quiet(scene), scene), direction: "in", to: "oosterpoort", subjects: [] }),
  (scene) => office(scene, { ...repair(quiet(scene), "R-0"), purpose: "third-party-marketing" }),
  (scene) => repairOrder({ scene, of: quiet(scene), extra: ABOUT_HEALTH }),
];
