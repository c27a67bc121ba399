import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "./pretend-keys.ts";
import { nameAndAddress, recordOf, tenant } from "./tenants.ts";

/** A document to copy, and the profile that sends it. */
export interface Example {
  readonly profile: string;
  readonly file: string;
  readonly verb: "send" | "ask";
  readonly says: string;
}

const KNOWN = tenant(21);

const DOCUMENTS = [
  {
    profile: "entree",
    name: "registration.json",
    verb: "send",
    says: "allowed: a home seeker; income is withheld until a home is offered",
    document: {
      header: { covenant: "entree-allocation", purpose: "housing-allocation", direction: "in" },
      subjects: [{ role: "candidate" }],
      data: {
        registrationNumber: "E-100001",
        registrationStatus: "LOP",
        registrationDate: "2021-03-14",
        initials: "A.L.",
        lastName: "Voorbeeld",
        birthDate: "1988-06-02",
        email: "a.voorbeeld@woningzoekende.example",
        householdSize: 2,
        householdMembers: [{ role: "MBW", name: "Kind Voorbeeld", birthDate: "2016-05-01" }],
        householdIncome: 28500,
        citizenServiceNumber: "123456782",
      },
    },
  },
  {
    profile: "gemeente-bergendal",
    name: "wrong-direction.json",
    verb: "send",
    says: "refused: the covenant lets the municipality receive signals, not send them",
    document: {
      header: { covenant: "bergendal-early-signal", purpose: "early-debt-signalling", direction: "in" },
      subjects: [],
      data: { caseRef: "S-1", lastName: "Voorbeeld", arrearsAmount: 1420.5 },
    },
  },
  {
    profile: "schuldhulp-bergendal",
    name: "balance-question.json",
    verb: "ask",
    says: "answered: what does this tenant owe? Asked for one field too many",
    document: {
      header: {
        covenant: "bergendal-debt-help",
        purpose: "debt-assistance",
        message: "saldoverzoek",
        ask: ["clientRef", "arrearsAmount", "claimSpecification", "paymentHistory"],
      },
      data: { clientRef: "K-100001", ...nameAndAddress(KNOWN), birthDate: recordOf(KNOWN)["birthDate"] ?? "" },
    },
  },
] as const;

/** Writes the documents that the banner and the README name. */
export async function writeExamples(dataDir: string): Promise<readonly Example[]> {
  const folder = path.join(dataDir, "examples");
  await mkdir(folder, { recursive: true });
  return Promise.all(
    DOCUMENTS.map(async ({ profile, name, verb, says, document }) => {
      const file = path.join(folder, name);
      await writeWhole(file, `${JSON.stringify(document, null, 2)}\n`);
      return { profile, file, verb, says };
    }),
  );
}
