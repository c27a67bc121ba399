import { defineConfig } from "vitest/config";

/** Nothing of these outlives its file: they change no module, environment or clock for good, so files may share a process. */
const SHARING = ["core", "contracts", "exchange", "client", "http", "openpgp", "cli", "adapters/register"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
/** Apart from those: they live through months, and a process's ids never go back. */
const LIVING = ["test/e2e/**/*.test.ts"];
const ELSEWHERE = ["test/faults/**", "test/slow/**", "test/bench/**", "test/mutants/**"];
/** For a machine on which much else runs: what hangs is found, what is slow is not. */
const LIMITS = { testTimeout: 60_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    globalSetup: ["test/support/global-setup.ts"],
    maxWorkers: 2,
    projects: [
      { test: { name: "sharing", include: SHARING, exclude: ELSEWHERE, pool: "forks", isolate: false, ...LIMITS } },
      { test: { name: "living", include: LIVING, exclude: ELSEWHERE, pool: "forks", isolate: false, ...LIMITS } },
      {
        test: {
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: [...ELSEWHERE, ...SHARING, ...LIVING],
          pool: "forks",
          ...LIMITS,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/core/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { branches: 95 },
    },
  },
});
