import { expect, it } from "vitest";

import { ledgerFacts } from "../../../src/adapters/register/ledger-facts.ts";
import type { Relation } from "../../../src/core/decision/state.ts";
import { parseInstant } from "../../../src/core/ids.ts";

const at = (text: string) => parseInstant(Date.parse(text));
const now = at("2026-11-22T10:00:00Z");
const aTie = (kind: Relation["kind"], from: string, until: string | null = null): Relation => ({
  kind,
  party: "mailchimp",
  ref: "N-2026-11",
  scope: [],
  from: at(from),
  until: until === null ? null : at(until),
});
const facts = (...relations: readonly Relation[]) => ledgerFacts({ relations, lastSignal: null, openCases: 0, now });

it.each([
  { name: "never", ties: [], unsubscribed: null },
  { name: "this instant", ties: [aTie("opt-out", "2026-11-22T10:00:00Z")], unsubscribed: true },
  {
    name: "and came back",
    ties: [aTie("opt-out", "2026-01-05T10:00:00Z", "2026-02-01T10:00:00Z")],
    unsubscribed: null,
  },
  { name: "to a survey only", ties: [aTie("invitation", "2026-01-05T10:00:00Z")], unsubscribed: null },
])("knows who unsubscribed with the service: $name", ({ ties, unsubscribed }) => {
  expect(facts(...ties)["newsletterUnsubscribed"]).toBe(unsubscribed);
});

it("gives the day of the last invitation of all, as the clocks in Amsterdam had it", () => {
  const older = aTie("invitation", "2026-03-01T10:00:00Z");
  const later = aTie("invitation", "2026-06-01T22:30:00Z", "2026-07-01T10:00:00Z");
  expect(facts(later, older)["lastInvitedOn"]).toBe("2026-06-02");
  expect(facts(aTie("signal", "2026-06-01T10:00:00Z"))["lastInvitedOn"]).toBeNull();
});

it("takes no invitation for a signal", () => {
  expect(facts(aTie("invitation", "2026-06-01T10:00:00Z"))["lastSignalOn"]).toBeNull();
});
