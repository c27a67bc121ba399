import { explainReason } from "../core/decision/reason-text.ts";
import { REASON_CODES, type ReasonCode } from "../core/decision/reasons.ts";
import type { ReasonView } from "./views.ts";

/** Alerts that no decision gives. */
const WORDS: Readonly<Record<string, { readonly says: string; readonly next: string }>> = {
  HOLD_REMINDER: {
    says: "an exchange still waits for a decision and lapses after five working days",
    next: "GET /v1/holds, then approve or reject it",
  },
  HOLD_ESCALATED: {
    says: "nobody decided a hold in its term, and it is one that may not lapse",
    next: "GET /v1/holds, then approve or reject it today",
  },
  CONTRACTS_NOT_TAKEN_UP: {
    says: "published.json changed and the contracts could not be read; what was in force before still is",
    next: "run `gateway contract check`, correct what it names, and publish again",
  },
  LEDGER_STOPPED: {
    says: "the ledger in the database is not the one that was signed: nothing is signed any more, and exchanges stop",
    next: "follow docs/ledger-recovery.md; the operations log names the fault at `ledger.sequencer-failed`",
  },
  ERASED_AGAIN: {
    says: "a restored backup had brought erased persons back; their keys were destroyed again before anything was served",
    next: "read the ledger's `subject-key.destroyed` entry for how many; erase again whoever was erased elsewhere since that backup",
  },
  LEDGER_UNWITNESSED: {
    says: "for an hour too few witnesses have cosigned the ledger; it goes on, and readers who ask for a quorum refuse its newest part",
    next: "ask the witnesses why: the operations log names each at `ledger.witness-failed`",
  },
  LEDGER_WITNESS_AHEAD: {
    says: "a witness says that it cosigned a larger ledger than the database holds: the ledger and its guard may both have been put back",
    next: "ask the witness of `ledger.witness-failed` for its checkpoint; where our signature is on it, stop every gateway and follow docs/ledger-recovery.md",
  },
  CLOCK_STEPPED_BACK: {
    says: "a clock is before the newest entry of the ledger; exchanges are refused, so that none is decided on a wrong instant",
    next: "set the clocks of the gateway's machines and of the database's right; all then goes on by itself",
  },
  CATALOGUE_ALTERED: {
    says: "what every covenant rests on is not as it was published, and that was not taken up; what was in force before still is",
    next: "find out who changed it, and restore it or publish it with `gateway catalogue publish`",
  },
  CATALOGUE_CHANGED: {
    says: "another catalogue of fields, purposes, facts, codes or parties was published and is in force",
    next: "compare it with the one before in the history of the contracts folder; the ledger names its digest at catalogue.activated",
  },
  COVENANT_ALTERED: {
    says: "a published version was rewritten or taken away, and that was not taken up; what was in force before still is",
    next: "find out who changed it, restore the file that the log names and its line in published.json; a change is a new version",
  },
  SUBJECT_KEPT_APART: {
    says: "a new person of the register may be one whom an exchange opened, and could not be told to be the same",
    next: "compare the two with the back office; until then they are two persons",
  },
};

const CODES: ReadonlySet<string> = new Set(REASON_CODES);
const isReasonCode = (code: string): code is ReasonCode => CODES.has(code);

/** An alert's reason as a person reads it: the printed reason taken apart again. */
export function alertReason(printed: string): ReasonView {
  const open = printed.indexOf("(");
  const code = open < 0 ? printed : printed.slice(0, open);
  const own = WORDS[code];
  if (own !== undefined) return { code, ...own };
  if (!isReasonCode(code)) return { code, says: "see the code", next: "look at the exchange" };
  const inside = open < 0 ? "" : printed.slice(open + 1, -1);
  const param = inside.replace(/,\d+$/, "");
  const reason = param === "" ? { code } : { code, param };
  return { ...reason, ...explainReason(reason) };
}
