import { describe, expect, it } from "vitest";

import type { Data, Header } from "../../../src/core/document/types.ts";
import type { FactValue } from "../../../src/core/covenant/types.ts";
import { caseFacts } from "../../../src/core/decision/case-facts.ts";

const MINE = "gemeente-bergendal";
const facts = (data: Data, caseOfficers?: FactValue, actor = "person:k.bakker") =>
  caseFacts({
    document: { header: { actor } as Header, data },
    partnerId: MINE,
    known: caseOfficers === undefined ? {} : { caseOfficers },
  });

describe("who sent it", () => {
  it.each([
    { actor: "person:k.bakker", person: true },
    { actor: "system:huurincasso", person: false },
  ])("is a person or not: $actor", ({ actor, person }) => {
    expect(facts({}, undefined, actor)).toEqual({ sentByPerson: person });
  });
});

describe("the officer it is meant for", () => {
  const named: FactValue = [
    { party: "politie", officer: "T. Smit" },
    { party: MINE, officer: "K. Bakker " },
  ];
  it.each<{
    name: string;
    officer: Data[string] | undefined;
    officers: FactValue | undefined;
    is: boolean | undefined;
  }>([
    { name: "was named by that party", officer: "K. Bakker", officers: named, is: true },
    { name: "was named by another party", officer: "T. Smit", officers: named, is: false },
    { name: "was named by nobody", officer: "P. Pieters", officers: named, is: false },
    {
      name: "is written in another form",
      officer: "Zoe\u0308 Bakker",
      officers: [{ party: MINE, officer: "Zoë Bakker" }],
      is: true,
    },
    { name: "is one of none", officer: "K. Bakker", officers: null, is: false },
    { name: "is one of an empty list", officer: "K. Bakker", officers: [], is: false },
    { name: "is not told", officer: undefined, officers: named, is: undefined },
    { name: "is no name", officer: 7, officers: named, is: undefined },
    { name: "stands in a register that says nothing", officer: "K. Bakker", officers: undefined, is: undefined },
    { name: "stands in a list that is none", officer: "K. Bakker", officers: "K. Bakker", is: undefined },
    {
      name: "is compared with rows that are none",
      officer: "K. Bakker",
      officers: ["K. Bakker", null, { party: MINE }],
      is: false,
    },
    {
      name: "is compared with a row that is no name",
      officer: "7",
      officers: [{ party: MINE, officer: 7 }],
      is: false,
    },
  ])("$name", ({ officer, officers, is }) => {
    expect(facts(officer === undefined ? {} : { recipientOfficer: officer }, officers)["recipientIsNamed"]).toBe(is);
  });
});
