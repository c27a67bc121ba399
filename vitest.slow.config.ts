import { defineConfig } from "vitest/config";

/** What is long by nature, whole: `npm run test:slow`. A short version of each runs in `npm test`. */
export default defineConfig({
  test: {
    include: ["test/slow/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
});
