import type { Data } from "../core/document/types.ts";

/** An invented tenant; names and streets are common Dutch ones, the combinations are nobody. */
export interface Tenant {
  readonly ref: string;
  readonly name: { readonly initials: string; readonly lastNamePrefix: string | null; readonly lastName: string };
  readonly firstNames: string;
  readonly birthDate: string;
  readonly address: {
    readonly street: string;
    readonly houseNumber: string;
    readonly postalCode: string;
    readonly city: string;
  };
  readonly phone: string;
  readonly rent: number;
}

const FIRST = [
  "Anna",
  "Bart",
  "Carla",
  "Daan",
  "Els",
  "Fatima",
  "Gijs",
  "Hanna",
  "Ibrahim",
  "Joke",
  "Kees",
  "Lotte",
  "Mo",
  "Nel",
  "Omar",
  "Petra",
];
const LAST = [
  "Jansen",
  "Bakker",
  "Visser",
  "Smit",
  "Mulder",
  "Bos",
  "Vos",
  "Peters",
  "Hendriks",
  "Dekker",
  "Kok",
  "Yilmaz",
  "Willems",
  "Kuipers",
  "Post",
];
const PREFIX = [null, null, "de", null, "van", null, "van den", null];
const STREETS = ["Dorpsstraat", "Molenweg", "Kerkpad", "Burgemeestersingel", "Lindelaan", "Bosweg"];
const PLACES = [
  { city: "Groesbeek", postcode: "6561" },
  { city: "Groesbeek", postcode: "6562" },
  { city: "Beek", postcode: "6573" },
  { city: "Ooij", postcode: "6576" },
];

/** The same tenant for the same number, so that the README's commands meet the people it names. */
export function tenant(number: number): Tenant {
  const pick = <Item>(list: readonly Item[], step: number): Item => list[(number * step) % list.length] as Item;
  const first = pick(FIRST, 5);
  const place = pick(PLACES, 3);
  const letters = String.fromCharCode(65 + (number % 26)) + String.fromCharCode(65 + ((number * 7) % 26));
  return {
    ref: `T-${2000 + number}`,
    name: { initials: `${first.charAt(0)}.`, lastNamePrefix: pick(PREFIX, 3), lastName: pick(LAST, 7) },
    firstNames: first,
    birthDate: `${1945 + ((number * 13) % 58)}-${String(1 + (number % 12)).padStart(2, "0")}-${String(1 + ((number * 3) % 28)).padStart(2, "0")}`,
    address: {
      street: pick(STREETS, 11),
      houseNumber: String(1 + number * 2),
      postalCode: `${place.postcode}${letters}`,
      city: place.city,
    },
    phone: `024-39955${String(10 + (number % 90))}`,
    rent: 540 + ((number * 37) % 380),
  };
}

/** Name and address as a document carries them. */
export function nameAndAddress({ name, address }: Tenant): Data {
  const { lastNamePrefix, ...rest } = name;
  return { ...rest, ...(lastNamePrefix === null ? {} : { lastNamePrefix }), ...address };
}

/** What the corporation's own system knows of a tenant, and from which a pull is answered. */
export function recordOf(of: Tenant): Data {
  return {
    ...nameAndAddress(of),
    firstNames: of.firstNames,
    birthDate: of.birthDate,
    phoneNumber: of.phone,
    gender: "X",
    tenancyNumber: `HO-${of.ref.slice(2)}`,
    tenancyStart: "2015-04-01",
    tenancyStatus: "LOP",
    grossRent: of.rent,
    municipalityCode: "1945",
    arrearsAmount: of.rent * 2,
    claimSpecification: [
      { period: "2026-09", amount: of.rent },
      { period: "2026-10", amount: of.rent },
    ],
    collectionCosts: 48.4,
  };
}

/** Facts that the back office vouches for; nothing is known against these tenants. */
export const QUIET_FACTS: Data = {
  knownToDebtHelp: false,
  underAdministration: false,
  arrangementKept: false,
  claimDue: true,
  insolvent: false,
  earlySignalException: null,
  reactedToOurPublication: true,
};
