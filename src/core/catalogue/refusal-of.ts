import type { Party } from "./party.ts";
import type { Catalogue, Refusal } from "./types.ts";

export interface Asked {
  readonly purpose: string;
  /** `null` for a party that has no file. */
  readonly party: Pick<Party, "sector" | "municipalityCodes"> | null;
}

/** The first entry of `refused.yaml` that fits this purpose and party; `null` when none does (domain.md C-30). */
export function refusalOf({ refusals }: Pick<Catalogue, "refusals">, asked: Asked): Refusal | null {
  for (const refusal of refusals.values()) if (fits(refusal, asked)) return refusal;
  return null;
}

function fits({ for: match }: Refusal, { purpose, party }: Asked): boolean {
  const codes = party?.municipalityCodes ?? [];
  return (
    (match.purposes === null || match.purposes.includes(purpose)) &&
    (match.sectors === null || match.sectors.includes(party?.sector ?? "")) &&
    (match.municipalities === null || match.municipalities.some((code) => codes.includes(code)))
  );
}
