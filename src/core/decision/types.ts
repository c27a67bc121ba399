import type { Basis, Catalogue, Sensitivity } from "../catalogue/types.ts";
import type { Party } from "../catalogue/party.ts";
import type { Approval, Clause, CovenantInBook, Duty, Effect, FactValue } from "../covenant/types.ts";
import type { Data, Document, Header } from "../document/types.ts";
import type { Branded, Instant } from "../ids.ts";
import type { Excerpt, Plan } from "../minimise/types.ts";
import type { Reason, ReasonCode } from "./reasons.ts";
import type { ResolvedSubject } from "./state.ts";

export type Outcome = "allow" | "deny" | "hold";

/** Everything that a decision rests on: pure data. */
export interface Case {
  readonly document: Document;
  /** The party the token and the signature proved; it may be suspended. */
  readonly sender: Party;
  readonly senderActive: boolean;
  /** The party at the other end, `null` when the header names nobody we know. */
  readonly recipient: Party | null;
  readonly environment: string;
  /** Facts of check 1 that only the outside knows. */
  readonly firstSeen: boolean;
  readonly catalogue: Catalogue;
  readonly covenants: CovenantBook;
  readonly subjects: readonly ResolvedSubject[];
  /** Released exchanges so far, per counter key (`limits.ts` makes the keys). Absent = 0. */
  readonly counters: Readonly<Record<string, number>>;
  /** Pull only: the answer's data, from the register or a source; `null` until it is fetched; `unavailable` when the source did not answer (SOURCE_UNAVAILABLE). */
  readonly answer: Data | null | "unavailable";
  /** Pairwise references for the receiving party (`pseudo`); key material stays outside core. */
  readonly pseudonymise: (value: string) => string;
  /** A recorded overriding decision or approval for this very exchange (holds, design §6). */
  readonly approvals: ApprovalState;
  /** Set where `document` is a question of earlier, answered now by a document of its own; else `null`. */
  readonly late: LateAnswer | null;
  readonly now: Instant;
}

/** The corporation's own document that answers a question after it was asked (design §6). */
export interface LateAnswer {
  readonly header: Header;
  /** Who brings it, as token and signature prove. */
  readonly sender: Party;
  /** Why this question cannot be answered, or not by now; `null` where it can. */
  readonly refused: QuestionReason | null;
  /** Whether the question was released, and so counted, when it was asked. */
  readonly counted: boolean;
}

export type QuestionReason = Extract<ReasonCode, `QUESTION_${string}`>;

export interface ApprovalState {
  /** `true` once everything the decision would hold for has been approved. */
  readonly approved: boolean;
  /** Set where the approval was of an earlier decision: the printed reasons that were seen and passed, and no others. */
  readonly only?: ReadonlySet<string>;
  /** Fields an approver dropped. */
  readonly dropped: readonly string[];
}

/** Compiled lookup tables: a decision costs the same with 10 covenants and 1,000. */
export interface CovenantBook {
  /** By covenant id: all versions, newest first. */
  readonly byId: ReadonlyMap<string, readonly CompiledVersion[]>;
}

export interface CompiledVersion extends CovenantInBook {
  /** By `purpose direction message`. */
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly purposes: ReadonlySet<string>;
  /** `purpose direction` pairs. */
  readonly directions: ReadonlySet<string>;
}

export type CheckName =
  | "partner"
  | "contract"
  | "subject"
  | "record"
  | "state"
  | "consent"
  | "preconditions"
  | "limits"
  | "fields"
  | "text"
  | "approval"
  | "delivery";

/** One of the twelve checks of domain.md §0.1, with the facts it compared (names, states and comparisons, no values). */
export interface CheckResult {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;
  readonly name: CheckName;
  readonly result: "pass" | "deny" | "hold" | "skipped";
  readonly reasons: readonly Reason[];
  /** What was compared, for replay and `simulate`; stored encrypted per subject (design §12.3). */
  readonly compared: Readonly<Record<string, FactValue>>;
}

export type VerdictKind = "released" | "transformed" | "withheld";

export interface Verdict {
  readonly field: string;
  readonly verdict: VerdictKind;
  /** As the clause writes it: `month`, `lastMonths(12)`; `null` when withheld. */
  readonly transform: string | null;
  readonly reason: Reason | null;
  readonly sensitivity: Sensitivity;
}

export type AlertLevel = "info" | "notice" | "alert";

/** domain.md §4.0; stored from the first step on, with owner, status and action. */
export interface Alert {
  readonly level: AlertLevel;
  readonly reason: Reason;
}

/** Only `judge` makes one: checks 1 to 8 and the plan. */
export type Judgement = Branded<
  {
    readonly case: Case;
    readonly version: CompiledVersion | null;
    readonly clause: Clause | null;
    /** The party that is not the corporation. */
    readonly partner: string;
    readonly checks: readonly CheckResult[];
    /** Fields of the document (`in`, `out`) or the answer (`pull`). */
    readonly plan: Plan;
    /** Pull only: the question's own fields. */
    readonly questionPlan: Plan | null;
    /** Counter keys that an allow raises, with their bounds; the commit enforces them again. */
    readonly counters: readonly CounterUse[];
  },
  "Judgement"
>;

export interface CounterUse {
  readonly key: string;
  readonly max: number;
}

/** Only `decide` makes one: all twelve checks, a verdict for every field. */
export type Decision = Branded<
  {
    readonly outcome: Outcome;
    /** All reasons, the earliest check's first. */
    readonly reasons: readonly Reason[];
    /** What the other side may know: neutral where the truth would tell whether a person exists. */
    readonly publicReasons: readonly Reason[];
    readonly checks: readonly CheckResult[];
    /** For a hold: what an approval would release. For a deny: all withheld. */
    readonly verdicts: readonly Verdict[];
    /** Verdicts as the other side may see them (`public.ts`). */
    readonly publicVerdicts: readonly Verdict[];
    /** Of a question only: verdicts on what it asks with; nothing in them depends on the person. */
    readonly questionVerdicts: readonly Verdict[];
    readonly approval: Approval | null;
    readonly escalates: boolean;
    readonly retryable: boolean;
    readonly disputed: boolean;
    readonly restricted: boolean;
    readonly alerts: readonly Alert[];
    readonly covenant: { readonly id: string; readonly version: number; readonly hash: string } | null;
    readonly clause: string | null;
    readonly basis: Basis | null;
    readonly partner: string;
    readonly recipient: string;
    readonly counters: readonly CounterUse[];
    readonly effects: readonly Effect[];
    readonly duties: readonly Duty[];
    readonly excerpt: Excerpt | null;
  },
  "Decision"
>;
