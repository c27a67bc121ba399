import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadContracts } from "../../src/adapters/contracts/load.ts";
import { rfc3339 } from "../../src/core/instants.ts";
import { lint } from "../../src/core/covenant/lint.ts";
import type { Covenant } from "../../src/core/covenant/types.ts";
import { COVENANTS } from "./expected.ts";
import { summaryOf } from "./summary.ts";

const folder = join(import.meta.dirname, "../../contracts");
const verifySignature = () => Promise.resolve(false);
const { catalogue, covenants } = await loadContracts({ folder, overlay: null, pretend: true, verifySignature });

const headOf = ({ source, id, version, kind, parties, from, until }: Covenant): string =>
  `${source} ${id} v${version} ${kind} ${parties.map((party) => `${party.id}:${party.role}`).join(" ")} ${rfc3339(from)} ${rfc3339(until)}`;

describe("the covenants of the repository", () => {
  it("are those of domain.md §4 that this step names", () => {
    expect(covenants.map(({ covenant }) => headOf(covenant)).sort()).toEqual(Object.keys(COVENANTS).sort());
  });

  it.each(covenants.map(({ covenant }) => ({ covenant, name: covenant.id })))(
    "say what was agreed: $name",
    ({ covenant }) => {
      expect(covenant.clauses.map(summaryOf)).toEqual(COVENANTS[headOf(covenant)]);
    },
  );

  it.each(covenants.map(({ covenant }) => ({ covenant, name: covenant.id })))(
    "break no rule: $name",
    ({ covenant }) => {
      // The statement tells nobody of an emergency: informed.yaml says how people hear of it.
      const untold = covenant.id === "vital-emergency" ? covenant.clauses.map(() => "statement-missing") : [];
      expect(lint(covenant, catalogue).map(({ rule }) => rule)).toEqual(untold);
    },
  );

  it("list no prohibited and no always dropped field anywhere", () => {
    const listed = covenants.flatMap(({ covenant }) =>
      covenant.clauses.flatMap(({ document, question }) => [
        ...document.fields.keys(),
        ...(question?.fields.keys() ?? []),
      ]),
    );
    const never = [...catalogue.fields.values()].filter((field) => field.sensitivity === "X" || field.alwaysDropped);
    expect(never.map(({ name }) => name).filter((name) => listed.includes(name))).toEqual([]);
    expect(never).toHaveLength(7);
  });

  it("speak no message of debt help that carries a BSN", () => {
    const messages = covenants
      .filter(({ covenant }) => covenant.source === "C-11")
      .flatMap(({ covenant }) => covenant.clauses.map(({ message }) => message));
    expect(messages.filter((message) => message.includes("publiek"))).toEqual([]);
    expect(messages).toHaveLength(8);
  });

  it("hold nobody's signature", async () => {
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => file.endsWith(".asc"))).toEqual([]);
    expect(
      [...catalogue.parties.values()].flatMap(({ fingerprints, clients }) => [...fingerprints, ...clients]),
    ).toEqual([]);
  });

  it("name the controller with the address that the privacy statement gives (S-01)", () => {
    const controller = [...catalogue.parties.values()].filter(({ role }) => role === "controller");
    expect(controller).toMatchObject([{ name: "Oosterpoort Wonen", contact: { address: "Atelierweg 12, Groesbeek" } }]);
  });

  it("have no contact data but the statement's own and addresses that cannot exist", () => {
    const mails = [...catalogue.parties.values()].map(({ contact }) => contact.email);
    expect(mails.filter((mail) => !mail.endsWith(".example"))).toEqual([]);
    const phones = [...catalogue.parties.values()]
      .map(({ contact }) => contact.phone)
      .filter((phone) => phone !== null);
    expect(phones).toEqual(["(024) 399 55 55"]);
  });
});
