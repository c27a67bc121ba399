import { describe, expect, it } from "vitest";

import { gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const line = (...more: readonly string[]): readonly string[] => [
  "contract",
  "suspend",
  "contractor-repairs@2",
  ...more,
];

describe("gateway contract suspend", () => {
  it.each([
    {
      name: "a whole version",
      more: [],
      path: "/v1/covenants/contractor-repairs/suspensions",
      party: null,
      state: "suspended",
    },
    {
      name: "the part of one party",
      more: ["--party", "schilder-voorbeeld"],
      path: "/v1/covenants/contractor-repairs/suspensions",
      party: "schilder-voorbeeld",
      state: "suspended",
    },
    {
      name: "no longer",
      more: ["--resume"],
      path: "/v1/covenants/contractor-repairs/resumptions",
      party: null,
      state: "resumed",
    },
  ])("stops $name, and says why", async ({ more, path, party, state }) => {
    world().gateway.says(`POST ${path}`, { status: 204 });
    const env = { GATEWAY_PROFILE: await world().profile() };
    const { exitCode, json } = await gatewayJson(line("--reason", "incident", ...more), { env });
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ covenant: "contractor-repairs@2", party, state });
    const heard = world().gateway.heard.find(({ path: at }) => at === path);
    expect(JSON.parse(heard?.body.toString() ?? "")).toEqual({ version: 2, party, reason: "incident" });
  });

  it.each([
    { name: "without a reason", given: line() },
    { name: "without a version", given: ["contract", "suspend", "contractor-repairs", "--reason", "incident"] },
  ])("is 2 $name", async ({ given }) => {
    const env = { GATEWAY_PROFILE: await world().profile() };
    expect((await gatewayJson(given, { env })).exitCode).toBe(2);
    expect(world().gateway.heard).toEqual([]);
  });
});
