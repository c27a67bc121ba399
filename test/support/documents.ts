import { newId } from "../../src/client/document.ts";
import type { Outgoing } from "../../src/client/types.ts";
import type { Data } from "../../src/core/document/types.ts";
import { nameAndAddress, type Tenant } from "../../src/sandbox/tenants.ts";
import { CARE, CONTRACTOR } from "./register-seeds.ts";

const DAY_MS = 86_400_000;
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
let counted = 0;
/** A reference like none before it. */
export const newRef = (letter: string): string => `${letter}-${++counted}`;
const about = ({ ref }: Tenant): readonly object[] => [{ role: "tenant", personRef: ref }];

/** Documents as the parties of the eight covenants send them; `extra` is data that come on top. */
export const repair = (of: Tenant, repairOrder: string, extra: Data = {}): Outgoing => ({
  covenant: "contractor-repairs",
  purpose: "maintenance-repair",
  direction: "out",
  to: CONTRACTOR,
  actor: "system:onderhoud",
  subjects: about(of),
  data: {
    repairOrder,
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    repairDescription: "De kraan in de keuken lekt.",
    repairLocation: "KEU",
    ...extra,
  },
});

export const repairDone = (repairOrder: string): Outgoing => ({
  covenant: "contractor-repairs",
  purpose: "maintenance-repair",
  direction: "in",
  data: { repairOrder, repairStatus: "AFG" },
});

export const renovation = (of: Tenant): Outgoing => ({
  covenant: "contractor-repairs",
  purpose: "renovation-project",
  direction: "out",
  to: CONTRACTOR,
  subjects: about(of),
  data: { ...nameAndAddress(of), phoneNumber: of.phone },
});

export const signal = (of: Tenant, caseRef: string, extra: Data = {}): Outgoing => ({
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "out",
  to: "gemeente-bergendal",
  actor: "system:huurincasso",
  subjects: about(of),
  data: {
    caseRef,
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

export const feedback = (caseRef: string): Outgoing => ({
  covenant: "bergendal-early-signal",
  purpose: "signal-feedback",
  direction: "in",
  data: { caseRef, signalOutcome: "reached", date: daysAgo(0) },
});

export const handOver = (of: Tenant, caseRef: string, extra: Data = {}): Outgoing => ({
  covenant: "deurwaarder-collection",
  purpose: "external-collection",
  direction: "out",
  to: "deurwaarder-voorbeeld",
  actor: "system:huurincasso",
  subjects: about(of),
  data: {
    caseRef,
    firstNames: of.firstNames,
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    tenancyNumber: `HO-${of.ref.slice(2)}`,
    arrearsAmount: of.rent * 3,
    arrearsMonths: 3,
    claimSpecification: [{ period: "2026-09", amount: of.rent }],
    arrearsSince: daysAgo(92),
    noticeLetterDate: daysAgo(30),
    remindersSent: [daysAgo(60), daysAgo(40)],
    householdIncome: 24_000,
    ...extra,
  },
});

export const bailiffReport = (caseRef: string): Outgoing => ({
  covenant: "deurwaarder-collection",
  purpose: "external-collection",
  direction: "in",
  data: { caseRef, externalCollection: { status: "ACT" }, collectionCosts: 48.4 },
});

export const careOut = (of: Tenant, extra: Data = {}): Outgoing => ({
  covenant: "care-support",
  purpose: "support-coordination",
  direction: "out",
  to: CARE,
  actor: "system:wonen",
  subjects: about(of),
  data: {
    ...nameAndAddress(of),
    phoneNumber: of.phone,
    arrearsMonths: 4,
    nuisanceType: "GEL",
    nuisancePeriod: [daysAgo(60), daysAgo(3)],
    grossRent: of.rent,
    ...extra,
  },
});

export const careIn = (of: Tenant, caseRef: string): Outgoing => ({
  covenant: "care-support",
  purpose: "support-coordination",
  direction: "in",
  data: {
    ...nameAndAddress(of),
    caregiverName: "E. Begeleider",
    caregiverContact: "0243995599",
    caregiverOrganisation: "Zorginstelling Voorbeeld",
    guidanceStatus: "active",
    caseRef,
  },
});

export const registration = (registrationNumber: string, extra: Data = {}): Outgoing => ({
  covenant: "entree-allocation",
  purpose: "housing-allocation",
  direction: "in",
  subjects: [{ role: "candidate" }],
  data: {
    registrationNumber,
    registrationStatus: "LOP",
    registrationDate: "2021-03-14",
    initials: "A.L.",
    lastName: "Zoeker",
    birthDate: "1988-06-02",
    householdSize: 2,
    householdMembers: [{ role: "MBW", name: "Kind Zoeker", birthDate: "2016-05-01" }],
    householdIncome: 28_500,
    incomeYear: 2025,
    ...extra,
  },
});

export const registrationQuestion = (registrationNumber: string): Outgoing => ({
  covenant: "entree-allocation",
  purpose: "registration-service",
  direction: "in",
  data: { registrationNumber, serviceQuestion: "Wanneer hoor ik of de woning nog vrij is?" },
});

export const allocation = (of: Tenant, registrationNumber: string): Outgoing => ({
  covenant: "entree-allocation",
  purpose: "housing-allocation",
  direction: "out",
  to: "entree",
  subjects: about(of),
  data: { registrationNumber, candidateStatus: "TOE", allocationDate: daysAgo(1), arrearsAmount: 300 },
});

export const registrationAnswer = (of: Tenant, registrationNumber: string): Outgoing => ({
  covenant: "entree-allocation",
  purpose: "registration-service",
  direction: "out",
  to: "entree",
  subjects: about(of),
  data: { registrationNumber, serviceQuestion: "De woning is nog vrij." },
});

type Asking = Omit<Outgoing, "direction">;

export const balance = (of: Tenant, clientRef: string, extra: Data = {}): Asking => ({
  covenant: "bergendal-debt-help",
  purpose: "debt-assistance",
  message: "saldoverzoek",
  ask: ["clientRef", "arrearsAmount", "claimSpecification", "collectionCosts", "paymentHistory"],
  data: { clientRef, ...nameAndAddress(of), birthDate: of.birthDate, ...extra },
});

const debtHelp = (message: string, direction: "in" | "out", data: Data): Outgoing => ({
  covenant: "bergendal-debt-help",
  purpose: "debt-assistance",
  direction,
  message,
  data,
});

export const notice = (of: Tenant, clientRef: string): Outgoing =>
  debtHelp("kennisgeving", "in", { clientRef, ...nameAndAddress(of), birthDate: of.birthDate, date: daysAgo(1) });

/** Whatever the debt helper says later about a client whom it gave notice of. */
export const aboutClient = (message: string, clientRef: string, data: Data): Outgoing =>
  debtHelp(message, "in", { clientRef, ...data });

export const toDebtHelp = (of: Tenant, message: string, clientRef: string): Outgoing => ({
  ...debtHelp(message, "out", { clientRef, decisionCode: "accepted" }),
  to: "schuldhulp-bergendal",
  subjects: about(of),
});

export const demand = (of: Tenant, extra: Data = {}): Asking => ({
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
      number: newRef("PL"),
      date: daysAgo(1),
      subject: of.name.lastName,
      fieldsDemanded: ["firstNames", "lastName", "street", "houseNumber", "postalCode", "city", "birthDate"],
      deadline: daysAgo(-7),
      oral: false,
    },
    ...extra,
  },
});

export const mediation = (caseRef: string, extra: Data = {}): Outgoing => ({
  covenant: "wbb-special-mediation",
  purpose: "special-mediation",
  direction: "in",
  subjects: [{ role: "candidate" }],
  data: {
    caseRef,
    initials: "B.",
    lastName: "Zoeker",
    birthDate: "1990-02-03",
    householdSize: 1,
    informedOn: daysAgo(3),
    ...extra,
  },
});

export const mediationOut = (of: Tenant, caseRef: string): Outgoing => ({
  covenant: "wbb-special-mediation",
  purpose: "special-mediation",
  direction: "out",
  to: "werkgroep-bijzondere-bemiddeling",
  subjects: about(of),
  data: { caseRef, offerStatus: "TOE" },
});

/** What a retry needs: the same document to the byte. */
export const fixed = (): Pick<Outgoing, "messageId" | "sentAt"> => ({
  messageId: newId(),
  sentAt: new Date().toISOString(),
});
