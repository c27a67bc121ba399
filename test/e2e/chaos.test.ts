import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setChaos, type Chaos } from "../faults/chaos.ts";
import { randomOf, seedOfRun } from "../faults/random.ts";
import { makeInstallation, type Installation } from "../faults/site.ts";
import { postgresPrograms } from "../support/own-postgres.ts";

/** A few deaths of each kind; fifty and more: `npm run test:slow`. */
const STORM = { kills: 4, stops: 1 };
const TENANTS = 40;

if (postgresPrograms === null) console.warn("skipped: several gateways on one PostgreSQL, because there is no initdb");

describe.skipIf(postgresPrograms === null)(
  "several gateways on one PostgreSQL that die at random, and it with them",
  () => {
    let installation: Installation;
    let chaos: Chaos;
    beforeAll(async () => {
      installation = await makeInstallation();
      chaos = await setChaos(installation, { gateways: 2, tenants: TENANTS });
    });
    afterAll(async () => {
      await chaos.dispose();
      await installation.dispose();
    });

    it("lose nothing that was answered, do nothing twice, and leave a log that guard and auditor sign for", async () => {
      const seed = seedOfRun();
      try {
        await chaos.rage({ ...STORM, random: randomOf(seed) });
        const { exchanges } = await chaos.curtain();
        expect(exchanges).toBe(chaos.stage.told.length);
        expect(exchanges).toBeGreaterThan(STORM.stops);
      } catch (error) {
        console.error(`repeat with FAULTS_SEED=${seed}`);
        throw error;
      }
    });
  },
);
