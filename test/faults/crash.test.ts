import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachDatabase } from "../support/databases.ts";
import { dieAt, killAtRandom, setStage, type Stage } from "./crash.ts";
import { POINTS } from "./points.ts";
import { randomOf, seedOfRun } from "./random.ts";
import { makeInstallation, makePlace, type Installation } from "./site.ts";

const KILLS = Number(process.env["FAULTS_KILLS"] ?? 100);
const TENANTS = 150;

describe("a process that is killed", () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await makeInstallation();
  });
  afterAll(() => installation.dispose());

  eachDatabase("at a boundary", (under) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(installation, { place: await makePlace(under.kind), tenants: TENANTS });
    });
    afterAll(() => stage.dispose());

    it.each(POINTS)("loses nothing and does nothing twice: $name", (point) => dieAt(stage, point));

    it("leaves a whole database and a log that the auditor signs for", async () => {
      const found = await stage.curtain();
      console.log(`${under.kind}: ${stage.keeper.kills()} kills at boundaries, ${JSON.stringify(found)}`);
      expect(stage.keeper.kills()).toBe(POINTS.length);
    });
  });

  eachDatabase("at a random moment", (under) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(installation, { place: await makePlace(under.kind), tenants: TENANTS });
    });
    afterAll(() => stage.dispose());

    it(`loses nothing and does nothing twice, ${KILLS} times over`, async () => {
      const seed = seedOfRun();
      const began = Date.now();
      try {
        await killAtRandom(stage, { kills: KILLS, random: randomOf(seed), lanes: 3 });
        const found = await stage.curtain();
        const seconds = Math.round((Date.now() - began) / 1000);
        console.log(
          `${under.kind}: ${stage.keeper.kills()} kills in ${seconds} s, ${stage.told.length} answers, ${JSON.stringify(found)}`,
        );
      } catch (error) {
        console.error(`repeat with FAULTS_SEED=${seed}`);
        throw error;
      }
    });
  });
});
