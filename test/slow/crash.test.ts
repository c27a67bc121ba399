import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dieAt, killAtRandom, setStage, type Stage } from "../faults/crash.ts";
import { pointsNamed } from "../faults/points.ts";
import { randomOf, seedOfRun } from "../faults/random.ts";
import { makeInstallation, makePlace, type Installation } from "../faults/site.ts";
import { eachDatabase } from "../support/databases.ts";

/** The deaths that matter most, and some random moments; every boundary and a hundred of those: `npm run test:faults`. */
const POINTS = pointsNamed([
  "sending what is allowed, during statement.commit",
  "sending what is allowed, after exchanges.commit",
  "approving, after holds.vote",
]);
const KILLS = 10;
const TENANTS = 12;

describe("a gateway that is killed and started again", () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await makeInstallation();
  });
  afterAll(() => installation.dispose());

  eachDatabase("over the same database", (under) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(installation, { place: await makePlace(under.kind), tenants: TENANTS });
    });
    afterAll(() => stage.dispose());

    it.each(POINTS)("loses nothing and does nothing twice: $name", (point) => dieAt(stage, point));

    it("loses nothing under load either, and leaves a log that the auditor signs for", async () => {
      const seed = seedOfRun();
      try {
        await killAtRandom(stage, { kills: KILLS, random: randomOf(seed), lanes: 2 });
        const { exchanges } = await stage.curtain();
        expect(exchanges).toBe(stage.told.length);
      } catch (error) {
        console.error(`repeat with FAULTS_SEED=${seed}`);
        throw error;
      }
    });
  });
});
