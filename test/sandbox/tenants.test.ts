import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { fieldOf } from "../../src/core/catalogue/look-up.ts";
import { fit } from "../../src/core/minimise/fit.ts";
import { scanText } from "../../src/core/minimise/bsn.ts";
import { PLAYS, TENANTS } from "../../src/sandbox/seed.ts";
import { nameAndAddress, QUIET_FACTS, recordOf, tenant } from "../../src/sandbox/tenants.ts";
import { CONTRACTS } from "../support/pretend-world.ts";

const numbers = Array.from({ length: TENANTS }, (_, at) => at + 1);
const { catalogue } = await loadContracts({
  folder: CONTRACTS,
  overlay: null,
  pretend: true,
  verifySignature: () => Promise.resolve(false),
});

describe("an invented tenant", () => {
  it("is the same in every run: the README names these", () => {
    expect(tenant(1)).toEqual({
      ref: "T-2001",
      name: { initials: "F.", lastNamePrefix: null, lastName: "Peters" },
      firstNames: "Fatima",
      birthDate: "1958-02-04",
      address: { street: "Bosweg", houseNumber: "3", postalCode: "6576BH", city: "Ooij" },
      phone: "024-3995511",
      rent: 577,
    });
    expect(tenant(21)).toMatchObject({ ref: "T-2021", name: { lastName: expect.any(String) as string } });
  });

  it("is nobody else's double: no two share a name with a birth date, nor a name with an address", () => {
    const keys = numbers.map(tenant).flatMap(({ ref, name, birthDate, address: { postalCode, houseNumber } }) => [
      { ref, key: `${name.lastName} ${birthDate}` },
      { ref, key: `${postalCode} ${houseNumber}` },
    ]);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  it.each(numbers)("%d has a record in which every field fits the dictionary, and no BSN", (number) => {
    const record = recordOf(tenant(number));
    for (const [name, value] of Object.entries(record)) {
      expect({ name, fitted: fit(value, fieldOf(catalogue, name)!) }).not.toEqual({ name, fitted: undefined });
    }
    expect(scanText(JSON.stringify(record)).bsn).toBe(0);
  });

  it("leaves a prefix out where there is none", () => {
    const withPrefix = numbers.map(tenant).filter(({ name }) => name.lastNamePrefix !== null);
    expect(withPrefix.length).toBeGreaterThan(0);
    expect(withPrefix.length).toBeLessThan(TENANTS);
    for (const number of numbers) {
      const { name } = tenant(number);
      expect(nameAndAddress(tenant(number))["lastNamePrefix"]).toBe(name.lastNamePrefix ?? undefined);
    }
  });

  it("plays one part at most, and is in the register", () => {
    const parts = Object.values(PLAYS).flat();
    expect(new Set(parts).size).toBe(parts.length);
    expect(parts.every((number) => numbers.includes(number))).toBe(true);
  });
});

it("nothing is known against a quiet tenant, in facts that the register may hold", () => {
  for (const name of Object.keys(QUIET_FACTS)) expect(catalogue.facts.get(name)?.provider).toBe("register");
});
