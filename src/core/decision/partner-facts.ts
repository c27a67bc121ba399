import type { FactValue } from "../covenant/types.ts";
import type { Case } from "./types.ts";

/** Computed facts about the party at the other end, from its own file. Of a party without a file they are absent, so unknown. */
export function partnerFacts({ sender, recipient }: Case): Readonly<Record<string, FactValue>> {
  const partner = sender.role === "controller" ? recipient : sender;
  return partner === null ? {} : { partnerOutsideEea: partner.outsideEea };
}
