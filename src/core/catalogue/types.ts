import type { Instant, Sha256 } from "../ids.ts";
import type { Party } from "./party.ts";

/** `O` ordinary, `S` sensitive, `S*` house-special, `B` AVG art. 9, `C` AVG art. 10, `X` prohibited (domain.md §2). */
export type Sensitivity = "O" | "S" | "S*" | "B" | "C" | "X";

export type Category =
  | "identification"
  | "contact"
  | "registration"
  | "household"
  | "income"
  | "unit"
  | "tenancy"
  | "purchase"
  | "payment"
  | "arrears"
  | "legal"
  | "guidance"
  | "nuisance"
  | "safety"
  | "fraud"
  | "criminal"
  | "health"
  | "maintenance"
  | "communication"
  | "audit"
  | "consent"
  | "technical"
  | "mixed";

/** The transforms of domain.md §0.3 and design §12.1. The order is that of the pages. */
export const TRANSFORM_IDS = [
  "pass",
  "drop",
  "pseudo",
  "initials",
  "year",
  "month",
  "ageBand",
  "adult",
  "pc4",
  "municipality",
  "incomeClass",
  "sizeClass",
  "round50",
  "band",
  "flag",
  "codeOnly",
  "parentCode",
  "maskIban",
  "redact",
  "redactBsn",
  "need",
  "docRef",
  "blob",
  "count",
  "statusOnly",
  "kindAndStatus",
  "monthTotals",
  "lastMonths",
  "phoneOnly",
  "roleAgeBand",
  "roleBirthDate",
  "idDate",
  "initialsLastName",
] as const;
export type TransformId = (typeof TRANSFORM_IDS)[number];

/** A transform as a clause names it: `month`, `lastMonths(12)`. */
export interface Transform {
  readonly id: TransformId;
  /** Whole months for `lastMonths`; otherwise absent. */
  readonly months?: number;
}

/**
 * What a value must look like. `code` goes with `codeList`; `text` is free text and always scanned; `identifier` is a
 * short reference of ours or a partner's (a declared identifier of Annex B rule 5).
 */
export type FieldType =
  | "string"
  | "identifier"
  | "code"
  | "date"
  | "instant"
  | "month"
  | "integer"
  | "number"
  | "money"
  | "boolean"
  | "text"
  | "postalCode"
  | "phone"
  | "email"
  | "iban"
  | "bsn"
  | "ip"
  | "uuid"
  | "address"
  | "person"
  | "document"
  | "object"
  | "list"
  | "dates"
  | "codes";

export interface FieldDefinition {
  /** Row of domain.md §2.1; §12.1's additions carry 174 and up. Rows that name several fields share a number. */
  readonly number: number;
  /** A dotted name is a member: `landlordStatement.nuisance`. */
  readonly name: string;
  readonly nl: string;
  readonly vera: string | null;
  readonly type: FieldType;
  /** VERA or own code list; `null` where the field carries no code. */
  readonly codeList: string | null;
  readonly category: Category;
  /** The least sensitivity of any value; code values may raise it (`CodeList`). */
  readonly sensitivity: Sensitivity;
  /** Transforms that make sense for it; `pass` and `drop` are always possible unless class X. */
  readonly transforms: readonly TransformId[];
  readonly statement: readonly string[];
  /** Dropped in every covenant, whatever a clause says (domain.md §4.0 house rules). */
  readonly alwaysDropped: boolean;
  /** Members that an object or list item may have; `null` where anything of the right type may stand. */
  readonly members: readonly FieldMember[] | null;
}

export interface FieldMember {
  readonly name: string;
  readonly type: FieldType;
  readonly codeList: string | null;
}

/** One value of a list. `parent` is `LIST.CODE`. Keyed on list + code, never on the code alone (domain.md §2.2). */
export interface CodeValue {
  readonly list: string;
  readonly code: string;
  readonly nl: string;
  readonly sensitivity: Sensitivity;
  readonly parent: string | null;
}

export interface CodeList {
  readonly name: string;
  /** `false`: a list whose values the catalogue does not enumerate whole; unknown codes are then ordinary. */
  readonly closed: boolean;
  readonly values: ReadonlyMap<string, CodeValue>;
}

/** Legal ground of a purpose or clause, as the columns of domain.md §0.2. */
export type Basis = "consent" | "contract" | "legal-duty" | "public-or-legitimate-interest" | "legal-claims" | "vital";

export interface Purpose {
  readonly id: string;
  readonly nl: string;
  readonly bases: readonly Basis[];
  /** Articles as printed: `AVG 6(1)(c)`, `Wgs 3(1)(b)`. */
  readonly law: readonly string[];
  readonly dpv: string;
  readonly statement: readonly string[];
  /** Objection ends it for good, no weighing: newsletter, survey (AVG 21(2)-(3)). */
  readonly objectionAbsolute: boolean;
  /** C-30: stays inside, no partner contract may name it. */
  readonly internalOnly: boolean;
  /** Two officers of the controller may sign for it alone: demands, emergencies, a person's own right. */
  readonly unilateral: boolean;
  /** What every clause that lets data out for it asks; `null` where no covenant lets any out. */
  readonly leaving: {
    /** Facts that preconditions check. */
    readonly requires: readonly string[];
    /** By field: facts that are checked where that field goes out. */
    readonly requiresFor: Readonly<Record<string, readonly string[]>>;
    /** The tie that partner and person have. */
    readonly relation: string | null;
    /** Fields that go out with four eyes. */
    readonly fourEyes: readonly string[];
    /** As a clause writes its fields: what goes out at most, and how fine. `null`: not laid down. */
    readonly atMost: readonly string[] | null;
  } | null;
}

/** An entry of `refused.yaml`: what is refused by design (domain.md C-30). */
export interface Refusal {
  readonly id: string;
  readonly nl: string;
  /** For the one who is refused: why, and what to do instead. */
  readonly why: string;
  readonly statement: readonly string[];
  /** What it fits: every part that is not `null` must. */
  readonly for: {
    readonly purposes: readonly string[] | null;
    readonly sectors: readonly string[] | null;
    readonly municipalities: readonly string[] | null;
  };
  /** A covenant may be made; until one carries the exchange, this is the reason. `false`: no covenant helps. */
  readonly untilSigned: boolean;
}

export type FactProvider = "data" | "register" | "ledger" | "computed";
export type FactType = "boolean" | "number" | "date" | "dates" | "code" | "string" | "list" | "object";

/** A named fact of the closed precondition vocabulary. Absent = unknown, `null` = known no (design §6). */
export interface FactDefinition {
  readonly name: string;
  readonly nl: string;
  readonly provider: FactProvider;
  readonly type: FactType;
  /** For provider `data`: the field (or dotted member) it is read from. */
  readonly field: string | null;
  /** A date that lies ahead by nature, as that of an eviction. Of any other a date of tomorrow is unknown: it cannot have happened. */
  readonly mayBeFuture?: true;
  /** `told`: the day on which the person was told; `postponed`: the recorded reason why that waits. What `inform: before` is checked by. */
  readonly informing?: "told" | "postponed";
}

export interface IncomeLimits {
  readonly onePerson: number;
  readonly morePersons: number;
  readonly onePersonElderly: number;
  readonly morePersonsElderly: number;
}

/** One year of domain.md §2.3; amounts in whole euros a year. */
export interface IncomeTable {
  readonly year: number;
  readonly from: Instant;
  readonly until: Instant;
  readonly pt: IncomeLimits;
  readonly daeb: IncomeLimits;
}

/** Everything under `contracts/` except covenants, parsed and indexed. */
export interface Catalogue {
  /** `catalogueHash` of its files: which catalogue a decision rested on. */
  readonly hash: Sha256;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  readonly purposes: ReadonlyMap<string, Purpose>;
  /** Forbidden purposes by id, with the Dutch reason. */
  readonly forbiddenPurposes: ReadonlyMap<string, string>;
  /** By id, in the order in which they are matched. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  readonly codeLists: ReadonlyMap<string, CodeList>;
  readonly facts: ReadonlyMap<string, FactDefinition>;
  readonly incomeTables: readonly IncomeTable[];
  readonly parties: ReadonlyMap<string, Party>;
}
