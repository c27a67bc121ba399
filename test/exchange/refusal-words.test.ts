import { describe, expect, it } from "vitest";

import { explainReason } from "../../src/core/decision/reason-text.ts";
import type { Reason } from "../../src/core/decision/reasons.ts";
import type { ExchangeId } from "../../src/core/ids.ts";
import { tellingRefusals } from "../../src/exchange/refusal-words.ts";
import type { ExchangeView } from "../../src/exchange/views.ts";
import type { Caller } from "../../src/ports/contracts.ts";
import { CATALOGUE, CORPORATION } from "../support/cases.ts";
import { aTrace } from "../support/traces.ts";

const TRACE = aTrace();

const viewOf = (reason: Reason): ExchangeView => ({
  exchangeId: "e-1",
  messageId: "m-1",
  outcome: "deny",
  reasons: [{ ...reason, ...explainReason(reason) }],
  fields: [{ field: "banks", verdict: "withheld", transform: null, reason: { ...reason, ...explainReason(reason) } }],
  retryable: false,
  from: "oosterpoort",
  to: "bank-voorbeeld",
  covenant: null,
  purpose: "newsletter",
  direction: "out",
  message: "default",
  decidedAt: "2026-11-22T12:00:00Z",
  replyTo: null,
  trace: TRACE,
});
const caller: Caller = { party: CORPORATION, clientId: "proef", scopes: new Set(), person: null, role: null };
const id = "e-1" as ExchangeId;

/** Each way of asking for an exchange, over one that was refused for this reason. */
function told(reason: Reason) {
  const view = viewOf(reason);
  const page = { items: [view], next: null, cursor: "c-1" };
  const exchanges = tellingRefusals(
    { contracts: { current: () => Promise.resolve({ catalogue: CATALOGUE, covenants: { byId: new Map() } }) } },
    {
      submit: () => Promise.resolve({ view, replayed: false, parcel: null, receipt: null }),
      find: () => Promise.resolve(view),
      list: () => Promise.resolve(page),
      review: () => Promise.resolve(page),
    },
  );
  return {
    submit: async () => (await exchanges.submit(caller, { message: new Uint8Array(), trace: aTrace() })).view,
    find: () => exchanges.find(caller, id),
    list: async () => (await exchanges.list(caller, {} as never)).items[0],
    review: async () => (await exchanges.review(caller, {} as never)).items[0],
  };
}

describe("an exchange that is refused by design", () => {
  it.each(["submit", "find", "list", "review"] as const)("says why, whichever way it is asked for: %s", async (way) => {
    const before = viewOf({ code: "NO_CONTRACT", param: "banks" });
    const view = await told({ code: "NO_CONTRACT", param: "banks" })[way]();
    expect(view?.reasons).toEqual([
      {
        ...before.reasons[0],
        says: expect.stringContaining("`banks`") as string,
        next: CATALOGUE.refusals.get("banks")?.why,
      },
    ]);
    expect({ ...view, reasons: before.reasons }).toEqual(before);
  });

  it.each<{ name: string; reason: Reason }>([
    { name: "no covenant, and no entry", reason: { code: "NO_CONTRACT" } },
    { name: "an entry that is gone", reason: { code: "NO_CONTRACT", param: "gone" } },
    { name: "another reason with an entry's name", reason: { code: "PRECONDITION_FAILED", param: "banks" } },
  ])("is the only one whose words change: $name", async ({ reason }) => {
    expect(await told(reason).find()).toEqual(viewOf(reason));
  });
});
