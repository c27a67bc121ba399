import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dieAt, setStage, type Stage } from "../faults/crash.ts";
import { pointsNamed } from "../faults/points.ts";
import { makeInstallation, makePlace, type Installation } from "../faults/site.ts";
import { eachDatabase } from "../support/databases.ts";

/** The one death that matters most; more of them, also under load: `npm run test:slow`. */
const POINTS = pointsNamed(["sending what is allowed, during statement.commit"]);
const TENANTS = 3;

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

    it("leaves a whole database and a log that the auditor signs for", async () => {
      const { exchanges } = await stage.curtain();
      expect(stage.keeper.kills()).toBe(POINTS.length);
      expect(exchanges).toBe(stage.told.length);
    });
  });
});
