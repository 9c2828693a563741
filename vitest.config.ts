import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "cases/*/test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "packages/*/test/e2e/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    // The default leaves one core idle, and the tests on a Trino cluster wait more than they work.
    maxWorkers: 2,
    // A cluster of three servers on a busy machine may miss a moment; a second try is reported as one.
    retry: process.env.TIGHTROPE_TRINO === "1" ? 1 : 0,
    typecheck: { enabled: false },
  },
});
