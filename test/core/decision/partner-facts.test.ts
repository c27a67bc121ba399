import { describe, expect, it } from "vitest";

import { partnerFacts } from "../../../src/core/decision/partner-facts.ts";
import { aCase, aParty } from "../../support/cases.ts";

const controller = aParty({ id: "oosterpoort", role: "controller" });

describe("what is known of the party at the other end", () => {
  it.each([
    { name: "the recipient, where the corporation sends", sender: controller, recipient: aParty({ outsideEea: true }) },
    { name: "the sender, where a partner sends", sender: aParty({ outsideEea: true }), recipient: controller },
  ])("is that it sits outside the EEA: $name", ({ sender, recipient }) => {
    expect(partnerFacts({ ...aCase({}), sender, recipient })).toEqual({ partnerOutsideEea: true });
  });

  it("is that it sits inside", () => {
    const sent = { ...aCase({}), sender: controller, recipient: aParty({ outsideEea: false }) };
    expect(partnerFacts(sent)).toEqual({ partnerOutsideEea: false });
  });

  it("is nothing where there is no such party", () => {
    expect(partnerFacts({ ...aCase({}), sender: controller, recipient: null })).toEqual({});
  });
});
