import { describe, expect, it } from "vitest";

import { parseYaml } from "../../../src/adapters/yaml/parse.ts";
import type { Party } from "../../../src/core/catalogue/party.ts";
import { readParty, readPartyOverlay } from "../../../src/core/catalogue/parties.ts";

const read = (file: string, text: string) =>
  parseYaml({ file, bytes: new TextEncoder().encode(text), code: "CATALOGUE_MALFORMED" });
const FIRST = "A".repeat(40);
const SECOND = "B".repeat(64);
const PARTY = `id: proef
name: Proef
role: authority
contact: { email: a@b.example }
municipalities: ["1945"]
fingerprints: [${FIRST}]
clients: []
agreements:
  - { kind: processing, ref: VWO-1, valid: { from: 2026-03-29, until: 2026-10-25 } }
`;

const party = (): Party => readParty(read("parties/proef.yaml", PARTY)).file!.party;

describe("a party's file", () => {
  it("is read with its agreements from the first midnight to the one after the last day, in Amsterdam", () => {
    expect(party()).toMatchObject({
      municipalityCodes: ["1945"],
      outsideEea: false,
      contact: { phone: null },
      agreements: [{ from: Date.parse("2026-03-28T23:00:00Z"), until: Date.parse("2026-10-25T23:00:00Z") }],
    });
  });

  it.each([
    { text: PARTY, pretend: false },
    { text: `${PARTY}pretend: true\n`, pretend: true },
  ])("says whether the party is invented: $pretend", ({ text, pretend }) => {
    expect(readParty(read("parties/proef.yaml", text)).file?.pretend).toBe(pretend);
  });
});

describe("an overlay", () => {
  it("adds fingerprints and keeps those that were there", () => {
    const { party: together, problems } = readPartyOverlay(
      read("overlay/parties/proef.yaml", `id: proef\nfingerprints: [${SECOND}]\n`),
      party(),
    );
    expect(together.fingerprints).toEqual([FIRST, SECOND]);
    expect(problems).toEqual([]);
  });

  const key = (members: string) =>
    `clients: [{ clientId: proef-1, scopes: [], keys: [{ kid: a, alg: ES256, jwk: { kty: EC${members} } }] }]`;
  it.each([
    { name: "a file of another name", text: "id: ander\n", line: 1 },
    { name: "a private key", text: `id: proef\n${key(", d: AAAA")}\n`, line: 2 },
    { name: "a role of its own", text: "id: proef\nrole: controller\n", line: 2 },
    { name: "municipalities of its own", text: "id: proef\nmunicipalities: []\n", line: 2 },
    { name: "an agreement of its own", text: "id: proef\nagreements: []\n", line: 2 },
  ])("is refused with $name", ({ text, line }) => {
    const { problems } = readPartyOverlay(read("overlay/parties/proef.yaml", text), party());
    expect(problems.map(({ at }) => at)).toEqual([`overlay/parties/proef.yaml:${line}`]);
  });

  it("may bring the public key of a client", () => {
    const { problems, party: together } = readPartyOverlay(
      read("overlay/parties/proef.yaml", `id: proef\n${key("")}\n`),
      party(),
    );
    expect(problems).toEqual([]);
    expect(together.clients.map(({ clientId }) => clientId)).toEqual(["proef-1"]);
  });
});
