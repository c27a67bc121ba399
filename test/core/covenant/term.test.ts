import { expect, it } from "vitest";

import { endOfTerm, isTerm } from "../../../src/core/covenant/term.ts";
import { rfc3339 } from "../../../src/core/instants.ts";
import { parseInstant } from "../../../src/core/ids.ts";

const at = (text: string) => parseInstant(Date.parse(text));

it.each(["P4W", "P1Y6M", "1 working day", "10 working days"])("knows the term %s", (term) => {
  expect(isTerm(term)).toBe(true);
});

it.each(["", "P", "0 working days", "working day", "1 day", "1 working day or so", "100 working days", "PT4H"])(
  "knows no term %s",
  (term) => expect(isTerm(term)).toBe(false),
);

it.each([
  { name: "weeks", from: "2026-11-20T15:00:00Z", term: "P2W", ends: "2026-12-04T15:00:00.000Z" },
  {
    name: "a Friday's next working day",
    from: "2026-11-20T15:00:00Z",
    term: "1 working day",
    ends: "2026-11-23T23:00:00.000Z",
  },
  {
    name: "a Monday's next working day",
    from: "2026-11-23T09:00:00Z",
    term: "1 working day",
    ends: "2026-11-24T23:00:00.000Z",
  },
  {
    name: "two days over a weekend",
    from: "2026-11-20T15:00:00Z",
    term: "2 working days",
    ends: "2026-11-24T23:00:00.000Z",
  },
])("ends $name as the calendar in Amsterdam says", ({ from, term, ends }) => {
  expect(rfc3339(endOfTerm(at(from), term))).toBe(ends);
});
