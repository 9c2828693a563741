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
    typecheck: { enabled: false },
  },
});
