import type { FactValue } from "../covenant/types.ts";
import type { Document } from "../document/types.ts";
import { valueAt } from "./values.ts";

export interface CaseFactsFrom {
  readonly document: Pick<Document, "header" | "data">;
  readonly partnerId: string;
  /** Facts of register and ledger about the main person. */
  readonly known: Readonly<Record<string, FactValue>>;
}

/**
 * Computed facts about the people at both ends: that a person, not a system, sent the document (C-29), and that the
 * officer it is meant for was named for this person's case (C-20 N4). The register's fact `caseOfficers` holds
 * `{ party, officer }`, an officer each: one of another party is nobody here. What cannot be told is left out.
 */
export function caseFacts({ document, partnerId, known }: CaseFactsFrom): Readonly<Record<string, FactValue>> {
  const named = isNamed(known["caseOfficers"], {
    party: partnerId,
    officer: valueAt(document.data, "recipientOfficer"),
  });
  return {
    sentByPerson: isSentByPerson(document),
    ...(named === undefined ? {} : { recipientIsNamed: named }),
  };
}

export const isSentByPerson = ({ header }: CaseFactsFrom["document"]): boolean => header.actor.startsWith("person:");

interface Officer {
  readonly party: string;
  readonly officer: unknown;
}

function isNamed(officers: FactValue | undefined, { party, officer }: Officer): boolean | undefined {
  if (officers === null) return false;
  if (!Array.isArray(officers) || typeof officer !== "string") return undefined;
  return (officers as readonly FactValue[]).some(
    (row) =>
      typeof row === "object" &&
      row !== null &&
      "officer" in row &&
      row.party === party &&
      typeof row.officer === "string" &&
      plain(row.officer) === plain(officer),
  );
}

const plain = (name: string): string => name.normalize("NFC").trim();
