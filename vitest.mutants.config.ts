import { defineConfig } from "vitest/config";

/** `npm run test:mutants`: switches off one rule after another and asks that a decision vector notices. */
export default defineConfig({
  test: {
    include: ["test/mutants/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 180_000,
  },
});
