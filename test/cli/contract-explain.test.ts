import { describe, expect, it } from "vitest";

import { useContracts } from "./contracts-copy.ts";
import { gateway, gatewayJson } from "./world.ts";

const contracts = useContracts();
const SIGNAL = "bergendal-early-signal";
const CLAUSE = "early-debt-signalling/out/default";
const explain = (...names: string[]) => gatewayJson(["contract", "explain", ...names], { env: contracts().env });

describe("gateway contract explain", () => {
  it.each([
    ["arrearsAmount", SIGNAL, CLAUSE, { verdict: "released", withheld: null, comparedBy: ["E11"] }],
    [
      "arrearsSince",
      SIGNAL,
      CLAUSE,
      { verdict: "withheld", withheld: "evidence", comparedBy: ["E1", "E2", "E3", "E4", "E5"] },
    ],
    ["birthDate", SIGNAL, CLAUSE, { verdict: "withheld", withheld: "unlisted", comparedBy: [] }],
    ["citizenServiceNumber", SIGNAL, CLAUSE, { verdict: "withheld", withheld: "prohibited" }],
    [
      "reactionHistory",
      "entree-allocation",
      "housing-allocation/in/default",
      { verdict: "transformed", withheld: null },
    ],
  ])("tells of %s in %s which clause decided and why", async (field, covenant, clause, expected) => {
    const { exitCode, json } = await explain(covenant, field);
    expect({ exitCode, ...(json as object) }).toMatchObject({
      exitCode: 0,
      format: "uitwisselpoort-explain/1",
      covenant,
      version: 1,
      field,
    });
    const { clauses } = json as { clauses: { clause: string }[] };
    expect(clauses.find((row) => row.clause === clause)).toMatchObject(expected);
  });

  it("says it to people with Dutch names, the law, the S-numbers and the words of what is compared", async () => {
    const { out } = await gateway(["contract", "explain", SIGNAL, "arrearsAmount"], { env: contracts().env });
    expect(out).toContain("Wgs 3(1)(b)");
    expect(out).toContain("S-20, S-43, S-87");
    expect(out).toContain("E11 De achterstand is minstens 50 euro.");
    expect(out).toContain(`${CLAUSE}, vroegsignalering`);
  });

  it("gives the clauses of a purpose in full", async () => {
    const { json } = await explain(SIGNAL, "signal-feedback");
    expect(json).toMatchObject({ purpose: "signal-feedback", clauses: [{ clause: "signal-feedback/in/default" }] });
    const { out } = await gateway(["contract", "explain", SIGNAL, "early-debt-signalling"], { env: contracts().env });
    for (const part of [
      "E12 ",
      "weekly: 150 per week",
      "caseRef!",
      "help declined + P6M",
      "verwijdert",
      "at most 150 rows",
    ])
      expect(out).toContain(part);
  });

  it("says of a purpose without a clause that it is refused", async () => {
    const { out, exitCode } = await gateway(["contract", "explain", SIGNAL, "newsletter"], { env: contracts().env });
    expect(exitCode).toBe(0);
    expect(out).toContain("refused");
  });

  it.each([
    { line: [SIGNAL, "arrearsAmont"], next: "`arrearsAmount`" },
    { line: [SIGNAL, "signal-feedbak"], next: "`signal-feedback`" },
    { line: ["bergendal-early-signl", "arrearsAmount"], next: `\`${SIGNAL}\`` },
    { line: [`${SIGNAL}@7`, "arrearsAmount"], next: `${SIGNAL}@1` },
    { line: ["Not A Name", "arrearsAmount"], next: "gateway contract check" },
  ])("suggests $next for $line", async ({ line, next }) => {
    const { exitCode, json } = await explain(...line);
    expect(exitCode).toBe(2);
    expect((json as { error: { next: string } }).error.next).toContain(next);
  });

  it("takes the newest active version, and a draft only by its number", async () => {
    const newest = await explain("schuldhulpbuddys-coaching", "lastName");
    expect(newest.json).toMatchObject({ version: 2 });
    const file = "covenants/schuldhulpbuddys-coaching/v2.yaml";
    await contracts().change("published.json", (text) =>
      JSON.stringify({ ...(JSON.parse(text) as object), [file]: undefined }),
    );
    expect((await explain("schuldhulpbuddys-coaching", "lastName")).json).toMatchObject({ version: 1 });
    await contracts().change(file, (text) => text.replace("status: active", "status: draft"));
    expect((await explain("schuldhulpbuddys-coaching@2", "lastName")).json).toMatchObject({ version: 2 });
    expect((await explain("signal-list-unwanted-behaviour", "lastName")).exitCode).toBe(2);
  });

  it("refuses a published file that was changed, and tells every problem of one that is no covenant", async () => {
    await contracts().change(`covenants/humanitas-coaching/v1.yaml`, (text) => `${text}\n`);
    const altered = await explain("humanitas-coaching", "lastName");
    expect(altered).toMatchObject({ exitCode: 20, json: { error: { code: "COVENANT_ALTERED" } } });
    await contracts().change(`covenants/humanitas-coaching/v9.yaml`, () => "id: humanitas-coaching\n");
    const bad = await explain("humanitas-coaching@9", "lastName");
    expect(bad).toMatchObject({ exitCode: 2, json: { error: { code: "COVENANT_MALFORMED" } } });
  });
});
