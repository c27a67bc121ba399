import { describe, expect, it } from "vitest";

import { clauseKey, compileVersion, toBook, versionKey } from "../../../src/core/covenant/compile.ts";
import { versionInForce } from "../../../src/core/covenant/force.ts";
import { aClause, aCovenant, aStanding, at } from "./builders.ts";

const now = at("2026-11-22");

describe("compiling", () => {
  const clauses = [
    aClause(),
    aClause({ direction: "in", message: "antwoord", purpose: "signal-feedback" }),
    aClause({ direction: "in", message: "default", purpose: "signal-feedback" }),
  ];
  const version = compileVersion({ covenant: aCovenant({ clauses }), standing: aStanding() });

  it.each(clauses)("finds each clause by purpose, direction and message in one look", (clause) => {
    expect(version.clauses.get(clauseKey(clause))).toBe(clause);
  });

  it("knows its purposes and directions", () => {
    expect([...version.purposes]).toEqual(["early-debt-signalling", "signal-feedback"]);
    expect([...version.directions]).toEqual(["early-debt-signalling out", "signal-feedback in"]);
  });
});

describe("the book", () => {
  const loaded = {
    covenant: aCovenant(),
    bytes: new Uint8Array(),
    signatures: ["oosterpoort", "gemeente"],
    officers: 1,
  };

  it("takes signatures from the files and everything else from the register", () => {
    const state = { suspendedFrom: now, endedFrom: null, partySuspendedFrom: new Map(), stateVersion: 7 };
    const book = toBook([loaded], new Map([[versionKey(loaded.covenant), state]]));
    expect(book.byId.get("proef")?.[0]?.standing).toEqual({
      ...state,
      signedBy: ["oosterpoort", "gemeente"],
      signedByOfficers: 1,
    });
  });

  it("counts a version that the register does not know as neither suspended nor ended", () => {
    expect(toBook([loaded], new Map()).byId.get("proef")?.[0]?.standing).toMatchObject({
      suspendedFrom: null,
      endedFrom: null,
      stateVersion: 0,
    });
  });

  it("looks at the versions of one covenant only, however many others there are", () => {
    const others = Array.from({ length: 1000 }, (_, index) => ({
      ...loaded,
      covenant: aCovenant({ id: `ander-${index}` }),
    }));
    const book = toBook([...others, loaded], new Map());
    const looked: string[] = [];
    const watched = {
      byId: new Map([...book.byId].map(([id, versions]) => [id, watch(versions, () => looked.push(id))])),
    };
    expect(versionInForce(watched, "proef", { party: "gemeente", role: "authority", now }).version).not.toBeNull();
    expect(looked).toEqual(["proef"]);
  });
});

/** The same list, telling when it is gone through. */
function watch<T>(list: readonly T[], tell: () => void): readonly T[] {
  return new Proxy(list, {
    get(target, key) {
      if (key === Symbol.iterator) tell();
      return Reflect.get(target, key) as unknown;
    },
  });
}
