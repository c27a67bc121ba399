import type { CheckResult, Outcome, Verdict, VerdictKind } from "../decision/types.ts";
import type { Instant } from "../ids.ts";
import type { FactValue } from "./types.ts";

/** One decision as it was recorded: names and states, and what the checks compared; no value of a document. */
export interface Recorded {
  readonly exchangeId: string;
  readonly at: Instant;
  readonly outcome: Outcome;
  readonly fields: readonly Pick<Verdict, "field" | "verdict" | "reason">[];
  /** `null` where the person was erased, or the record is past its term. */
  readonly record: {
    readonly checks: readonly CheckResult[];
    readonly facts: Readonly<Record<string, FactValue>>;
  } | null;
  /** CBS codes of the partner. */
  readonly municipalityCodes: readonly string[];
}

/** What the other version would have done. `unknown` where the record does not tell. */
export interface Simulated {
  readonly exchangeId: string;
  readonly before: Outcome;
  readonly after: Outcome | "unknown";
  readonly fields: readonly SimulatedField[];
  /** Preconditions and rules that bring it about, by id or name. */
  readonly because: readonly string[];
  /** What would have to be known where the answer is `unknown`. */
  readonly untold: readonly Untold[];
}

/**
 * Why a record does not tell. `fact`: no precondition compared it then, so that it was not kept (AVG 5(1)(c)); `value`: of this
 * fact only was kept that it was there; `field`: what would be left of it was never worked out; `rule`: it differs, and rests on what
 * no record holds; `release`: an earlier check left nothing to judge; `record`: the person was erased, or the term is over;
 * `version`: the one it was decided under is not in the folder.
 */
export interface Untold {
  readonly why: "fact" | "value" | "field" | "rule" | "release" | "record" | "version";
  /** Of the fact, field or rule. */
  readonly name: string | null;
}

export interface SimulatedField {
  readonly field: string;
  readonly before: VerdictKind;
  readonly after: VerdictKind | "unknown";
}
