import { defineConfig } from "vitest/config";

/** Processes killed for real, over minutes: `npm run test:faults`. A short version runs in `npm test`. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
