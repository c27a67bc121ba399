import type { Clause } from "../covenant/types.ts";
import type { RegisterField } from "./schema.ts";

const SUBJECTS: Readonly<Record<Clause["subject"], string>> = {
  existing: "huurders en anderen die de corporatie al kent",
  mayCreate: "woningzoekenden en anderen die de corporatie nog niet kent",
  token: "mensen achter een kenmerk dat buiten de corporatie naar niemand leidt",
  many: "groepen huurders tegelijk",
  none: "niemand: er staan geen gegevens over herleidbare personen in",
};

/** Fields that are about somebody else than the main person. */
const OTHERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "medehuurders, medebewoners en gezinsleden",
    ["coTenants", "householdMembers", "householdComposition", "householdIncome"],
  ],
  ["minderjarige kinderen", ["minorsInHousehold"]],
  ["begeleiders en hulpverleners", ["caregiverName", "caregiverContact", "helperContact"]],
  ["bewindvoerders, curatoren en mentoren", ["administrator", "guardianship", "mandate"]],
  ["melders van overlast", ["reporter"]],
  ["contactpersonen van de huurder", ["alternativeContact"]],
  ["andere betalers", ["otherPayer", "accountHolder"]],
  ["medewerkers van de ontvanger", ["recipientOfficer"]],
];

/** Categories of data subjects (AVG 30(1)(c)): whom the clause is about, and whom its fields are about besides. */
export function dataSubjectsOf({ subject }: Clause, fields: readonly RegisterField[]): string[] {
  const names = new Set(fields.filter(({ releasable }) => releasable).map(({ name }) => name.split(".")[0]));
  const others = OTHERS.filter(([, about]) => about.some((name) => names.has(name)));
  return [SUBJECTS[subject], ...others.map(([nl]) => nl)];
}
