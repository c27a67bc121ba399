import type { PartyRole, StaffRole } from "../catalogue/party.ts";
import type { Basis, Transform } from "../catalogue/types.ts";
import type { Instant, Sha256 } from "../ids.ts";
import type { Condition } from "./condition-types.ts";
import type { RelationKind } from "./relation-kinds.ts";

export type { Condition, FactCondition, FactValue, Test } from "./condition-types.ts";
export type { RelationKind } from "./relation-kinds.ts";

/** `in`: partner to corporation; `out`: corporation to partner; `pull`: partner asks, corporation answers (design §2). */
export type Direction = "in" | "out" | "pull";

/** Who must sign, and whether parties join one by one (design §5). */
export type CovenantKind = "covenant" | "accession" | "processing" | "unilateral";

/** A condition that must hold before anything passes: check 7. */
export interface Precondition {
  /** As domain.md numbers it within the covenant: `E1`, `B3`. */
  readonly id: string;
  readonly nl: string;
  readonly condition: Condition;
  readonly onFalse: "deny" | "hold";
  /** Absent facts hold unless the page says deny. */
  readonly onUnknown: "deny" | "hold";
  /** Who passes its hold; absent: those of the clause, else the privacy officer. */
  readonly approval?: Approval;
}

export interface ClauseField {
  readonly name: string;
  readonly transform: Transform;
  readonly required: boolean;
  /** Released only while this holds; otherwise stripped. Unknown counts as not holding. */
  readonly when: Condition | null;
  /**
   * A gentler transform that applies only with explicit consent covering the field and after approval, as C-02's
   * special codes. `null` where there is none.
   */
  readonly lifted: { readonly transform: Transform; readonly approval: Approval } | null;
  /** Approval that this field alone brings about when it would be released (C-20, C-22). */
  readonly approval: Approval | null;
}

export interface Approval {
  readonly by: readonly StaffRole[];
  /** So many different persons, none of them the requester. A covenant asks for two at most; demands together for more. */
  readonly count: number;
  /** Groups of roles that must be among them: each is met by an approver of its own, in any role of the group. */
  readonly includes: readonly (readonly StaffRole[])[];
}

/** At most `max` released exchanges per window and scope: check 8. Windows are calendar windows, Europe/Amsterdam. */
export interface Limit {
  readonly id: string;
  readonly max: number;
  readonly per: "day" | "week" | "fortnight" | "month" | "year" | "ever";
  /** `clause`: this clause and partner; `subject`: the same, per person; `covenant`: all of its clauses and partners; otherwise per value of that fact. */
  readonly scope: "clause" | "subject" | "covenant" | { readonly fact: string };
  /** One more is told to the privacy officer and goes on; otherwise it is held. */
  readonly alert?: true;
}

export interface ConsentRule {
  /** `none`: not asked. `ordinary`: a consent for party and purpose, of whatever form unless `written`. `explicit`: explicit consent for the whole. */
  readonly required: "none" | "ordinary" | "explicit";
  /** It must be in writing: a form or a signature; what was said and confirmed does not count. */
  readonly written?: true;
  /** Fields of class B and C pass only with consent that is explicit and names their category. */
  readonly explicitForSpecial: boolean;
  /** Longest life of a consent in months; older is expired. `null`: as long as it says. */
  readonly maxMonths: number | null;
}

/** A tie between partner and person that check 3 asks for, found by a reference in the data or by person alone. */
export interface RelationRule {
  readonly kind: RelationKind;
  /** Field of the data that carries the reference; `null`: a relation of this kind with this person will do, whichever it is. */
  readonly ref: string | null;
  /** The tie must have ended, less than this ISO 8601 duration ago; absent: it must stand. */
  readonly endedWithin?: string;
}

/** What a legal demand must say, and which articles carry this clause. */
export interface LegalOrderRule {
  readonly articles: readonly string[];
  readonly authorities: readonly string[];
  /** Days in which the paper must follow an oral order. */
  readonly oralFollowUpDays: number | null;
}

/** What a released exchange changes in the register, so that other clauses can rest on it. */
export interface Effect {
  readonly do: "open" | "close";
  readonly relation: RelationKind;
  readonly ref: string;
}

/** An ISO 8601 duration after an event: `{ after: "settled", term: "P2Y" }`. */
export interface Retention {
  readonly after: string;
  readonly term: string;
  readonly note: string | null;
}

export type Inform =
  | { readonly kind: "statement" | "copy" | "deferred" | "forbidden" }
  | { readonly kind: "before" | "within"; readonly term: string };

export interface Duty {
  readonly id: string;
  readonly nl: string;
  readonly who: "here" | "there";
  /** After the release: an ISO 8601 duration, or `1 working day`. */
  readonly within: string;
}

/** Fields and alternatives of one leg: the document of `in` and `out`, or the question or answer of `pull`. */
export interface Leg {
  readonly fields: ReadonlyMap<string, ClauseField>;
  /** At least one field of each group must be left, besides the required ones: `registrationNumber or caseRef`. */
  readonly requiredOneOf: readonly (readonly string[])[];
}

export interface Clause {
  /** `purpose/direction/message`, unique within the version. */
  readonly id: string;
  readonly purpose: string;
  readonly direction: Direction;
  readonly message: string;
  /** Parties of the covenant this clause is for; empty means all of them. */
  readonly parties: readonly string[];
  readonly basis: Basis;
  readonly law: readonly string[];
  /** AVG 9(2) and 10 grounds; `null` where no such field is listed. */
  readonly article9: string | null;
  readonly article10: string | null;
  readonly subject: "existing" | "mayCreate" | "token" | "many" | "none";
  /** How a partner may name the person, in order of trial (design §6, subjects). */
  readonly identifiedBy: readonly Identification[];
  readonly relation: RelationRule | null;
  readonly consent: ConsentRule;
  readonly legalOrder: LegalOrderRule | null;
  readonly preconditions: readonly Precondition[];
  readonly limits: readonly Limit[];
  /** Rows of one batch. */
  readonly batchMax: number | null;
  /** What `in` and `out` carry, and what a pull answers. */
  readonly document: Leg;
  /** What a pull asks with; `null` for `in` and `out`. */
  readonly question: Leg | null;
  /** `null`: passes without a person. */
  readonly approval: Approval | null;
  /** Holds of this clause never lapse, they escalate (legal duties, `concern`). */
  readonly holdEscalates: boolean;
  readonly effects: readonly Effect[];
  readonly inform: Inform;
  readonly duties: readonly Duty[];
  readonly retentionHere: Retention;
  readonly retentionThere: Retention;
  /** S-numbers of the statement that promise this exchange. */
  readonly statement: readonly string[];
}

export type Identification =
  | "personRef"
  | "partnerRef"
  | "replyTo"
  | { readonly ref: string; readonly relation: RelationKind }
  | { readonly match: readonly ("name" | "birthDate" | "address")[] };

export interface Dpia {
  readonly ref: string;
  /** `YYYY-MM-DD`, the last day on which the assessment counts as current. */
  readonly reviewBy: string;
}

/** One version of a covenant: one file, never changed once published. */
export interface Covenant {
  readonly id: string;
  readonly version: number;
  readonly kind: CovenantKind;
  readonly title: string;
  readonly status: "draft" | "active";
  /** C-number of domain.md §4. */
  readonly source: string;
  /** Named parties; of an accession, those known to have joined are told by their signatures. */
  readonly parties: readonly { readonly id: string; readonly role: PartyRole }[];
  readonly from: Instant;
  /** Exclusive: the midnight after the last valid day, Europe/Amsterdam. */
  readonly until: Instant;
  readonly lawCheckedOn: string;
  /** Where a data protection impact assessment is due (AVG 35), its reference and the day by which it is reviewed. */
  readonly dpia: Dpia | null;
  /** Where parties decide together on purpose and means (AVG 26), the reference of their arrangement. */
  readonly jointArrangement: string | null;
  readonly clauses: readonly Clause[];
  /** SHA-256 of the file's bytes: what was signed, and what every decision records. */
  readonly hash: Sha256;
}

/** Whether a version may be used by one party, as found from signatures, `published.json` and register state. */
export interface CovenantStanding {
  /** Parties whose signature over exactly this file was verified (`oosterpoort` among them or not). */
  readonly signedBy: readonly string[];
  /** Officers of the controller who signed a unilateral version. */
  readonly signedByOfficers: number;
  /** The whole version is suspended or ended from this instant. */
  readonly suspendedFrom: Instant | null;
  readonly endedFrom: Instant | null;
  /** Suspended or ended for one party only (accession). */
  readonly partySuspendedFrom: ReadonlyMap<string, Instant>;
  /** Moves with every change of the above; the commit checks it. */
  readonly stateVersion: number;
}

export interface CovenantInBook {
  readonly covenant: Covenant;
  readonly standing: CovenantStanding;
}
