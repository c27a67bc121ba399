import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

import { exampleSimulation } from "../../src/http/simulations/example.ts";
import { gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const PATH = "/v1/simulations";
const as = async (...line: readonly string[]) => [
  "contract",
  "simulate",
  ...line,
  "--profile",
  await world().profile(),
];
const says = (change: object): void =>
  void world().gateway.says(`POST ${PATH}`, { json: { ...exampleSimulation, ...change } });
const changes = { widened: 0, refused: 3, held: 0, limited: 9, unknown: 0 };

describe("gateway contract simulate", () => {
  it("sends exactly the file, and is 10 when more would be released", async () => {
    says({});
    const { exitCode, json } = await gatewayJson(await as("bergendal-early-signal@1"));
    expect({ exitCode, json }).toMatchObject({ exitCode: 10, json: exampleSimulation });
    const heard = world().gateway.heard.find(({ path: at }) => at === PATH);
    const file = new URL("../../contracts/covenants/bergendal-early-signal/v1.yaml", import.meta.url);
    expect(JSON.parse(heard?.body.toString() ?? "")).toMatchObject({ covenant: await readFile(file, "utf8") });
  });

  it.each([
    { name: "the sum", change: { changed: 12, changes }, line: "12 of 3,204 would change: 9 limited, 3 refused" },
    { name: "what is unknown", change: { changes: { ...changes, unknown: 4 } }, line: "of 4 the record does not tell" },
    { name: "that there are more", change: { changes, complete: false }, line: "only the newest 3,204 were judged" },
  ])("says $name, and is 0 where nothing more is released", async ({ change, line }) => {
    says(change);
    const { exitCode, out } = await gateway(await as("bergendal-early-signal@1"));
    expect(out).toContain(line);
    expect(exitCode).toBe(0);
  });

  it.each([
    { why: "fact", name: "rent", line: "no precondition compared fact rent then, so it was not kept: 1,204" },
    { why: "value", name: "caseRef", line: "of fact caseRef only was kept that it was there" },
    { why: "rule", name: "consent", line: "consent differs" },
    { why: "field", name: "email", line: "field email" },
    { why: "release", name: null, line: "it was refused before" },
    { why: "record", name: null, line: "the person was erased" },
    { why: "version", name: null, line: "is not in the folder" },
  ])("says in words why nobody can tell: $why", async ({ line, ...untold }) => {
    says({ changes: { ...changes, unknown: 1_204 }, untold: [{ ...untold, count: 1_204 }] });
    expect((await gateway(await as("bergendal-early-signal@1"))).out).toContain(line);
  });

  it.each([["bergendal-early-signal"], ["bergendal-early-signal@1", "--since", "0d"], ["no-such@1"]])(
    "is 2 for %s %s %s",
    async (...line) => {
      expect((await gateway(await as(...line))).exitCode).toBe(2);
      expect(world().gateway.heard).toEqual([]);
    },
  );
});
