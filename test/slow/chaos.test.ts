import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setChaos, type Chaos } from "../faults/chaos.ts";
import { randomOf, seedOfRun } from "../faults/random.ts";
import { makeInstallation, type Installation } from "../faults/site.ts";
import { postgresPrograms } from "../support/own-postgres.ts";

/** The crash run that the ledger promises; a short version runs in `npm test`. */
const STORM = { kills: 51, stops: 5 };
const TENANTS = 600;
/** Each of them starts again some fifteen times, three at once. */
const LIMIT_MS = 900_000;

if (postgresPrograms === null) console.warn("skipped: several gateways on one PostgreSQL, because there is no initdb");

describe.skipIf(postgresPrograms === null)(
  "several gateways on one PostgreSQL that die at random, and it with them",
  () => {
    let installation: Installation;
    let chaos: Chaos;
    beforeAll(async () => {
      installation = await makeInstallation();
      chaos = await setChaos(installation, { gateways: 3, tenants: TENANTS });
    });
    afterAll(async () => {
      await chaos.dispose();
      await installation.dispose();
    });

    it(
      "lose nothing that was answered, do nothing twice, and leave a log that guard and auditor sign for",
      async () => {
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
      },
      LIMIT_MS,
    );
  },
);
